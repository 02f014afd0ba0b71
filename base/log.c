#define _GNU_SOURCE
#include "base/log.h"

#include <arpa/inet.h>
#include <inttypes.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/ascii.h"
#include "base/attr.h"
#include "base/clock.h"

enum { LINE_MAX_BYTES = 4096, FIELDS_MAX = 16, ID_MAX = 128, TEXT_MAX = 1024 };

/* The one global of the program (style: the logger). */
static struct {
	int fd;
	enum log_level level;
	bool json;
	const char *role;
	uint64_t dropped;
} log_state = { .fd = 2, .level = LOG_INFO, .role = "exeat" };

struct line {
	size_t len;
	char text[LINE_MAX_BYTES];
};

static const char *const level_names[] = {
	[LOG_ERROR] = "error", [LOG_WARN] = "warn", [LOG_INFO] = "info",
	[LOG_DEBUG] = "debug",
};

void
log_set_fd(int fd)
{
	log_state.fd = fd;
}

void
log_set_level(enum log_level level)
{
	log_state.level = level;
}

void
log_set_json(bool json)
{
	log_state.json = json;
}

void
log_set_role(const char *literal)
{
	log_state.role = literal;
}

static void
add_char(struct line *l, char c)
{
	/* Two bytes stay free for what ends the line. */
	if (l->len < sizeof(l->text) - 2)
		l->text[l->len++] = c;
}

static void
add_text(struct line *l, const char *s)
{
	for (; *s != '\0'; s++)
		add_char(l, *s);
}

static void
add_key(struct line *l, const char *key)
{
	if (log_state.json) {
		add_char(l, l->len == 0 ? '{' : ',');
		add_char(l, '"');
		add_text(l, key);
		add_text(l, "\":");
		return;
	}
	if (l->len > 0)
		add_char(l, ' ');
	add_text(l, key);
	add_char(l, '=');
}

/* A quoted string; bytes that are not printable ASCII become '?'. */
static void
add_quoted(struct line *l, const char *s)
{
	add_char(l, '"');
	for (; *s != '\0'; s++) {
		if (*s == '"' || *s == '\\')
			add_char(l, '\\');
		add_char(l, *s >= ' ' && *s <= '~' ? *s : '?');
	}
	add_char(l, '"');
}

/* A word that needs quotes in JSON only. */
static void
add_word(struct line *l, const char *s)
{
	if (log_state.json)
		add_quoted(l, s);
	else
		add_text(l, s);
}

static void
add_id(struct line *l, struct sv id)
{
	char text[ID_MAX + 1];
	size_t n = id.len < ID_MAX ? id.len : ID_MAX;

	for (size_t i = 0; i < n; i++) {
		char c = id.ptr[i];
		bool good = ascii_is_lower(c) || ascii_is_digit(c) ||
		    c == '.' || c == '_' || c == '-';

		text[i] = good ? c : '?';
	}
	text[n] = '\0';
	add_word(l, text);
}

static void
add_address(struct line *l, const struct sockaddr *sa)
{
	char host[INET6_ADDRSTRLEN] = "?", text[INET6_ADDRSTRLEN + 16];
	const struct sockaddr_in *in = (const void *)sa;
	const struct sockaddr_in6 *in6 = (const void *)sa;

	if (sa->sa_family == AF_INET) {
		(void)inet_ntop(AF_INET, &in->sin_addr, host, sizeof(host));
		(void)snprintf(text, sizeof(text), "%s:%u", host,
		    ntohs(in->sin_port));
	} else if (sa->sa_family == AF_INET6) {
		(void)inet_ntop(AF_INET6, &in6->sin6_addr, host, sizeof(host));
		(void)snprintf(text, sizeof(text), "[%s]:%u", host,
		    ntohs(in6->sin6_port));
	} else {
		(void)snprintf(text, sizeof(text), "family-%d", sa->sa_family);
	}
	add_word(l, text);
}

static void
add_field(struct line *l, const struct log_field *f)
{
	char text[TEXT_MAX];

	add_key(l, f->key);
	switch (f->type) {
	case LOG_TYPE_INT:
		(void)snprintf(text, sizeof(text), "%" PRId64, f->value.i);
		add_text(l, text);
		break;
	case LOG_TYPE_UINT:
		(void)snprintf(text, sizeof(text), "%" PRIu64, f->value.u);
		add_text(l, text);
		break;
	case LOG_TYPE_ID:
		add_id(l, f->value.id);
		break;
	case LOG_TYPE_CODE:
		add_quoted(l, err_text((int)f->value.i));
		break;
	case LOG_TYPE_ERRINFO:
		errinfo_format(f->value.ei, text, sizeof(text));
		add_quoted(l, text);
		break;
	case LOG_TYPE_ADDRESS:
		add_address(l, f->value.address);
		break;
	case LOG_TYPE_END:
		break;
	}
}

/* Write the line if that cannot block; poll() promises 4 KiB of a pipe. */
static bool
put(const struct line *l)
{
	struct pollfd p = { .fd = log_state.fd, .events = POLLOUT };

	if (poll(&p, 1, 0) != 1 || (p.revents & POLLOUT) == 0)
		return false;
	return write(log_state.fd, l->text, l->len) == (ssize_t)l->len;
}

void
log_write(enum log_level level, const char *event,
    const struct log_field *fields)
{
	struct log_field pid = LOG_INT("pid", (int64_t)getpid());
	struct log_field dropped = LOG_UINT("dropped", log_state.dropped);
	char now[CLOCK_TEXT_BYTES];
	struct line l = { 0 };

	if (level > log_state.level)
		return;
	clock_format(clock_wall_ns(), now);
	add_key(&l, "time");
	add_word(&l, now);
	add_key(&l, "level");
	add_word(&l, level_names[level]);
	add_key(&l, "role");
	add_word(&l, log_state.role);
	add_field(&l, &pid);
	add_key(&l, "event");
	add_quoted(&l, event);
	if (log_state.dropped > 0)
		add_field(&l, &dropped);
	for (size_t i = 0; fields != NULL && i < FIELDS_MAX &&
	    fields[i].type != LOG_TYPE_END; i++)
		add_field(&l, &fields[i]);
	if (log_state.json)
		l.text[l.len++] = '}';
	l.text[l.len++] = '\n';
	if (put(&l))
		log_state.dropped = 0;
	else
		log_state.dropped++;
}
