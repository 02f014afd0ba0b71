/* A store in memory that commits what the vault hands out, like a recorder. */
#ifndef TESTS_UNIT_VAULT_MEMORY_STORE_H
#define TESTS_UNIT_VAULT_MEMORY_STORE_H

#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "vault/store.h"
#include "vault/vault.h"

enum { MEMORY_ROWS = 4096, MEMORY_SLOTS = 4096 };

struct memory_row {
	uint8_t key[64];
	size_t key_len;
	char *value;
	size_t value_len;
};

struct memory_store {
	struct vault_store ops;
	struct memory_row rows[MEMORY_ROWS];
	size_t nrows;
	uint8_t slots[MEMORY_SLOTS][SLOT_BYTES];
	uint64_t nslots;
	int fail;		/* what the next row() says instead */
	unsigned open;
};

static inline int
memory_begin(void *ctx)
{
	((struct memory_store *)ctx)->open++;
	return 0;
}

static inline void
memory_end(void *ctx)
{
	((struct memory_store *)ctx)->open--;
}

static inline struct memory_row *
memory_find(struct memory_store *m, struct sv key)
{
	for (size_t i = 0; i < m->nrows; i++)
		if (m->rows[i].key_len == key.len &&
		    memcmp(m->rows[i].key, key.ptr, key.len) == 0)
			return &m->rows[i];
	return NULL;
}

static inline int
memory_row(void *ctx, struct sv key, struct sv *ret)
{
	struct memory_store *m = ctx;
	struct memory_row *row = memory_find(m, key);

	if (m->fail != 0)
		return m->fail;
	if (row == NULL)
		return ERR_NOTFOUND;
	*ret = sv_make(row->value, row->value_len);
	return 0;
}

static inline int
memory_slot(void *ctx, uint64_t number, uint8_t image[SLOT_BYTES])
{
	struct memory_store *m = ctx;

	if (number >= m->nslots)
		return ERR_NOTFOUND;
	memcpy(image, m->slots[number], SLOT_BYTES);
	return 0;
}

static inline int
memory_slots(void *ctx, uint64_t *ret)
{
	*ret = ((struct memory_store *)ctx)->nslots;
	return 0;
}

static inline struct memory_store *
memory_new(void)
{
	struct memory_store *m = calloc(1, sizeof(*m));

	ASSERT(m != NULL);
	m->ops = (struct vault_store){ m, memory_begin, memory_end,
		memory_row, memory_slot, memory_slots };
	return m;
}

static inline void
memory_free(struct memory_store *m)
{
	for (size_t i = 0; i < m->nrows; i++)
		free(m->rows[i].value);
	free(m);
}

/* Commit one result: ERR_CONFLICT, and nothing, if something else is there. */
static inline int
memory_commit(struct memory_store *m, const struct vault_result *r)
{
	static const uint8_t zeros[SLOT_BYTES];
	struct memory_row *row;

	for (size_t i = 0; i < r->nrows; i++) {
		row = memory_find(m, r->rows[i].key);
		if (row != NULL && !sv_eq(r->rows[i].value,
		    sv_make(row->value, row->value_len)))
			return ERR_CONFLICT;
	}
	ASSERT(!r->has_slot || r->slot < MEMORY_SLOTS);
	if (r->has_slot && memcmp(m->slots[r->slot], zeros, SLOT_BYTES) != 0 &&
	    memcmp(m->slots[r->slot], r->image, SLOT_BYTES) != 0)
		return ERR_CONFLICT;
	if (r->has_slot) {
		memcpy(m->slots[r->slot], r->image, SLOT_BYTES);
		if (r->slot >= m->nslots)
			m->nslots = r->slot + 1;
	}
	for (size_t i = 0; i < r->nrows; i++) {
		struct sv key = r->rows[i].key, value = r->rows[i].value;

		if (memory_find(m, key) != NULL)
			continue;
		ASSERT(m->nrows < MEMORY_ROWS && key.len <= 64);
		row = &m->rows[m->nrows++];
		memcpy(row->key, key.ptr, key.len);
		row->key_len = key.len;
		row->value = malloc(value.len + 1);
		ASSERT(row->value != NULL);
		memcpy(row->value, value.ptr, value.len);
		row->value_len = value.len;
	}
	return 0;
}

#endif
