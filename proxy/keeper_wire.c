#include "proxy/keeper_wire.h"

#include "base/err.h"
#include "base/wire.h"
#include "inspect/answer/phrases.h"

/* Flags of an item of TOKENISED. */
enum { HAS_TOKEN = 1, HAS_SUBJECT = 2, HAS_SURROGATE = 4 };

static void
write_status(struct buf *b, int status)
{
	wire_write_u32(b, (uint32_t)-status);
}

static int
read_status(struct wire_reader *r)
{
	uint32_t minus = wire_read_u32(r);

	return minus > INT16_MAX ? ERR_SYNTAX : -(int)minus;
}

/*
 * Read the number of elements of at least `least` bytes each, and make room
 * for them: no more than the message can hold.
 */
static void *
read_count(struct wire_reader *r, size_t least, struct arena *a, size_t size,
    size_t *ret_n)
{
	uint32_t n = wire_read_u32(r);
	void *items;

	*ret_n = 0;
	if (r->err != 0)
		return NULL;
	if (n > KEEPER_ITEMS_MAX || n > r->left / least) {
		r->err = ERR_LIMIT;
		return NULL;
	}
	items = arena_zalloc(a, n == 0 ? 1 : n, size);
	if (items == NULL)
		r->err = ERR_NOMEM;
	else
		*ret_n = n;
	return items;
}

void
keeper_write_attach(struct buf *b, const struct keeper_attach *m)
{
	wire_write_sv(b, m->client);
	wire_write_sv(b, m->credential);
}

int
keeper_read_attach(struct sv body, struct keeper_attach *ret)
{
	struct wire_reader r;

	wire_read_init(&r, body);
	ret->client = wire_read_sv(&r);
	ret->credential = wire_read_sv(&r);
	return wire_read_end(&r);
}

void
keeper_write_attached(struct buf *b, const struct keeper_attached *m)
{
	write_status(b, m->status);
	wire_write_u32(b, m->handle);
}

int
keeper_read_attached(struct sv body, struct keeper_attached *ret)
{
	struct wire_reader r;

	wire_read_init(&r, body);
	ret->status = read_status(&r);
	ret->handle = wire_read_u32(&r);
	return wire_read_end(&r);
}

void
keeper_write_tokenise(struct buf *b, const struct keeper_tokenise *m)
{
	wire_write_u32(b, m->handle);
	wire_write_u8(b, (uint8_t)m->scope);
	wire_write_u8(b, m->wants_recent);
	wire_write_u32(b, (uint32_t)m->n);
	for (size_t i = 0; i < m->n; i++) {
		wire_write_u8(b, m->items[i].wants);
		wire_write_sv(b, m->items[i].value.class_name);
		wire_write_sv(b, m->items[i].value.value);
		wire_write_sv(b, m->items[i].value.canonical);
	}
}

int
keeper_read_tokenise(struct sv body, struct arena *a,
    struct keeper_tokenise *ret)
{
	struct wire_reader r;
	uint8_t scope, recent;

	wire_read_init(&r, body);
	ret->handle = wire_read_u32(&r);
	scope = wire_read_u8(&r);
	recent = wire_read_u8(&r);
	ret->items = read_count(&r, 13, a, sizeof(*ret->items), &ret->n);
	if (r.err != 0)
		return r.err;
	for (size_t i = 0; i < ret->n; i++) {
		ret->items[i].wants = wire_read_u8(&r);
		ret->items[i].value.class_name = wire_read_sv(&r);
		ret->items[i].value.value = wire_read_sv(&r);
		ret->items[i].value.canonical = wire_read_sv(&r);
	}
	if (scope < DERIVE_CLIENT || scope > DERIVE_ORGANISATION || recent > 1)
		return ERR_SYNTAX;
	ret->wants_recent = recent != 0;
	ret->scope = (enum derive_scope_kind)scope;
	return wire_read_end(&r);
}

static void
write_token(struct buf *b, const struct keeper_token *t)
{
	uint8_t has = (t->text.len == 0 ? 0 :
	    t->is_surrogate ? HAS_SURROGATE : HAS_TOKEN) |
	    (t->subject.len > 0 ? HAS_SUBJECT : 0);

	write_status(b, t->status);
	wire_write_u8(b, has);
	if (has & HAS_SURROGATE)
		wire_write_sv(b, t->text);
	else
		buf_add_sv(b, t->text);
	buf_add_sv(b, t->subject);
}

void
keeper_write_tokenised(struct buf *b, const struct keeper_tokenised *m)
{
	write_status(b, m->status);
	if (m->status != 0)
		return;
	wire_write_u32(b, (uint32_t)m->n);
	for (size_t i = 0; i < m->n; i++)
		write_token(b, &m->items[i]);
	wire_write_u32(b, (uint32_t)m->nrows);
	for (size_t i = 0; i < m->nrows; i++) {
		wire_write_sv(b, m->rows[i].key);
		wire_write_sv(b, m->rows[i].value);
	}
	wire_write_u32(b, (uint32_t)m->nslots);
	for (size_t i = 0; i < m->nslots; i++) {
		wire_write_u64(b, m->slots[i].slot);
		buf_add_sv(b, m->slots[i].image);
	}
	wire_write_u32(b, (uint32_t)m->nrecent);
	for (size_t i = 0; i < m->nrecent; i++) {
		wire_write_sv(b, m->recent[i].text);
		buf_add_sv(b, m->recent[i].key);
	}
}

static void
read_token(struct wire_reader *r, struct keeper_token *t)
{
	uint8_t has;

	t->status = read_status(r);
	has = wire_read_u8(r);
	if (has & HAS_TOKEN)
		t->text = wire_read_bytes(r, TOKEN_LEN);
	if (has & HAS_SURROGATE) {
		t->text = wire_read_sv(r);
		t->is_surrogate = true;
		if (r->err == 0 && ((has & HAS_TOKEN) ||
		    t->text.len < PHRASES_LEAST ||
		    t->text.len > SURROGATE_TEXT_MAX))
			r->err = ERR_SYNTAX;
	}
	if (has & HAS_SUBJECT)
		t->subject = wire_read_bytes(r, DERIVE_HASH_BYTES);
}

static int
read_rows(struct wire_reader *r, struct arena *a, struct keeper_tokenised *m)
{
	m->rows = read_count(r, 8, a, sizeof(*m->rows), &m->nrows);
	if (r->err != 0)
		return r->err;
	for (size_t i = 0; i < m->nrows; i++) {
		m->rows[i].key = wire_read_sv(r);
		m->rows[i].value = wire_read_sv(r);
	}
	m->slots = read_count(r, 8 + LEDGER_SLOT_BYTES, a, sizeof(*m->slots),
	    &m->nslots);
	if (r->err != 0)
		return r->err;
	for (size_t i = 0; i < m->nslots; i++) {
		m->slots[i].slot = wire_read_u64(r);
		m->slots[i].image = wire_read_bytes(r, LEDGER_SLOT_BYTES);
	}
	return 0;
}

static int
read_recent(struct wire_reader *r, struct arena *a, struct keeper_tokenised *m)
{
	m->recent = read_count(r, 4 + TOKEN_KEY_BYTES, a, sizeof(*m->recent),
	    &m->nrecent);
	for (size_t i = 0; r->err == 0 && i < m->nrecent; i++) {
		struct recent_item *x = &m->recent[i];

		x->text = wire_read_sv(r);
		x->key = wire_read_bytes(r, TOKEN_KEY_BYTES);
		if (r->err == 0 && (x->text.len < PHRASES_LEAST ||
		    x->text.len > SURROGATE_TEXT_MAX))
			r->err = ERR_SYNTAX;
	}
	return r->err;
}

int
keeper_read_tokenised(struct sv body, struct arena *a,
    struct keeper_tokenised *ret)
{
	struct wire_reader r;
	int rc;

	*ret = (struct keeper_tokenised){ 0 };
	wire_read_init(&r, body);
	ret->status = read_status(&r);
	if (ret->status != 0)
		return wire_read_end(&r);
	ret->items = read_count(&r, 5, a, sizeof(*ret->items), &ret->n);
	if (r.err != 0)
		return r.err;
	for (size_t i = 0; i < ret->n; i++)
		read_token(&r, &ret->items[i]);
	rc = read_rows(&r, a, ret);
	if (rc == 0)
		rc = read_recent(&r, a, ret);
	return rc != 0 ? rc : wire_read_end(&r);
}

void
keeper_write_resolve(struct buf *b, const struct keeper_resolve *m)
{
	wire_write_u32(b, m->handle);
	wire_write_u32(b, (uint32_t)m->n);
	for (size_t i = 0; i < m->n; i++) {
		ASSERT(m->keys[i].len == TOKEN_KEY_BYTES);
		buf_add_sv(b, m->keys[i]);
	}
}

int
keeper_read_resolve(struct sv body, struct arena *a,
    struct keeper_resolve *ret)
{
	struct wire_reader r;

	wire_read_init(&r, body);
	ret->handle = wire_read_u32(&r);
	ret->keys = read_count(&r, TOKEN_KEY_BYTES, a, sizeof(*ret->keys),
	    &ret->n);
	if (r.err != 0)
		return r.err;
	for (size_t i = 0; i < ret->n; i++)
		ret->keys[i] = wire_read_bytes(&r, TOKEN_KEY_BYTES);
	return wire_read_end(&r);
}

void
keeper_write_resolved(struct buf *b, const struct keeper_resolved *m)
{
	write_status(b, m->status);
	if (m->status != 0)
		return;
	wire_write_u32(b, (uint32_t)m->n);
	for (size_t i = 0; i < m->n; i++) {
		wire_write_u8(b, m->values[i].ptr != NULL);
		if (m->values[i].ptr != NULL)
			wire_write_sv(b, m->values[i]);
	}
}

int
keeper_read_resolved(struct sv body, struct arena *a,
    struct keeper_resolved *ret)
{
	struct wire_reader r;

	*ret = (struct keeper_resolved){ 0 };
	wire_read_init(&r, body);
	ret->status = read_status(&r);
	if (ret->status != 0)
		return wire_read_end(&r);
	ret->values = read_count(&r, 1, a, sizeof(*ret->values), &ret->n);
	if (r.err != 0)
		return r.err;
	for (size_t i = 0; i < ret->n; i++)
		if (wire_read_u8(&r) != 0)
			ret->values[i] = wire_read_sv(&r);
	return wire_read_end(&r);
}
