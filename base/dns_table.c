#include "base/dns_table.h"

#include <string.h>

#include "base/ascii.h"
#include "base/err.h"
#include "base/mem.h"

struct dns_entry {
	struct dns_entry *next, **link;
	int64_t expires_ns;
	struct dns_answer answer;
	size_t name_len;
	char name[DNS_NAME_MAX];	/* in small letters */
};

void
dns_table_init(struct dns_table *t, size_t max)
{
	memset(t, 0, sizeof(*t));
	map_init(&t->map);
	t->last = &t->first;
	t->max = max;
}

static void
remove_entry(struct dns_table *t, struct dns_entry *e)
{
	(void)map_remove(&t->map, sv_make(e->name, e->name_len));
	*e->link = e->next;
	if (e->next != NULL)
		e->next->link = e->link;
	else
		t->last = e->link;
	t->count--;
	mem_free(e);
}

void
dns_table_done(struct dns_table *t)
{
	while (t->first != NULL)
		remove_entry(t, t->first);
	map_done(&t->map);
}

int
dns_table_fold(struct sv name, char out[DNS_NAME_MAX])
{
	if (name.len == 0 || name.len > DNS_NAME_MAX)
		return ERR_INVAL;
	for (size_t i = 0; i < name.len; i++)
		out[i] = (char)ascii_to_lower(name.ptr[i]);
	return 0;
}

int
dns_table_put(struct dns_table *t, struct sv name,
    const struct dns_answer *answer, int64_t expires_ns)
{
	struct dns_entry *e, *old;

	e = mem_alloc(sizeof(*e));
	if (e == NULL)
		return ERR_NOMEM;
	if (dns_table_fold(name, e->name) != 0) {
		mem_free(e);
		return ERR_INVAL;
	}
	e->name_len = name.len;
	e->expires_ns = expires_ns;
	e->answer = *answer;
	old = map_get(&t->map, sv_make(e->name, e->name_len));
	if (old != NULL)
		remove_entry(t, old);
	if (map_put(&t->map, sv_make(e->name, e->name_len), e) != 0) {
		mem_free(e);
		return ERR_NOMEM;
	}
	e->next = NULL;
	e->link = t->last;
	*t->last = e;
	t->last = &e->next;
	if (++t->count > t->max)
		remove_entry(t, t->first);
	return 0;
}

const struct dns_answer *
dns_table_get(struct dns_table *t, struct sv name, int64_t now_ns)
{
	char folded[DNS_NAME_MAX];
	struct dns_entry *e;

	if (dns_table_fold(name, folded) != 0)
		return NULL;
	e = map_get(&t->map, sv_make(folded, name.len));
	if (e == NULL)
		return NULL;
	if (now_ns >= e->expires_ns) {
		remove_entry(t, e);
		return NULL;
	}
	return &e->answer;
}

void
dns_table_add_addr(struct dns_answer *answer, const struct addr *a)
{
	size_t at = answer->naddrs;

	for (size_t i = 0; i < answer->naddrs; i++) {
		if (addr_eq(&answer->addrs[i], a))
			return;
		if (a->family == ADDR_IPV4 && at == answer->naddrs &&
		    answer->addrs[i].family == ADDR_IPV6)
			at = i;
	}
	if (at == DNS_ADDRS)
		return;
	if (answer->naddrs == DNS_ADDRS)
		answer->naddrs--;
	for (size_t i = answer->naddrs; i > at; i--) {
		answer->addrs[i] = answer->addrs[i - 1];
		answer->classes[i] = answer->classes[i - 1];
	}
	answer->addrs[at] = *a;
	answer->classes[at] = addr_class_of(a);
	answer->naddrs++;
}

/* The next word of a line, without what separates it. */
static struct sv
cut_word(struct sv *line)
{
	size_t i = 0, start;

	while (i < line->len && (line->ptr[i] == ' ' || line->ptr[i] == '\t'))
		i++;
	start = i;
	while (i < line->len && line->ptr[i] != ' ' && line->ptr[i] != '\t')
		i++;
	*line = sv_slice(*line, i, line->len);
	return sv_make(line->ptr - (i - start), i - start);
}

/* Add `a` to what `name` has already. */
static int
add_host(struct dns_table *t, struct sv name, const struct addr *a)
{
	const struct dns_answer *known = dns_table_get(t, name, 0);
	struct dns_answer answer = { .naddrs = 0 };
	struct addr unused;

	if (addr_host_kind(name, &unused) != ADDR_HOST_NAME)
		return 0;
	if (known != NULL)
		answer = *known;
	dns_table_add_addr(&answer, a);
	return dns_table_put(t, name, &answer, INT64_MAX);
}

static int
add_line(struct dns_table *t, struct sv line)
{
	struct sv rest = line, text = sv_cut(&rest, '#'), name;
	struct addr a;
	int err = 0;

	if (addr_parse_ip(cut_word(&text), &a) != 0)
		return 0;
	for (;;) {
		name = cut_word(&text);
		if (name.len == 0 || err != 0)
			return err;
		err = add_host(t, name, &a);
	}
}

int
dns_table_add_hosts(struct dns_table *t, struct sv text)
{
	int err = 0;

	while (err == 0 && text.ptr != NULL) {
		struct sv line = sv_cut(&text, '\n');

		if (line.len > 0 && line.ptr[line.len - 1] == '\r')
			line.len--;
		err = add_line(t, line);
	}
	/* RFC 6761 §6.3: never ask anybody where this is. */
	if (err == 0 && dns_table_get(t, SV("localhost"), 0) == NULL) {
		err = add_line(t, SV("127.0.0.1 localhost"));
		if (err == 0)
			err = add_line(t, SV("::1 localhost"));
	}
	return err;
}
