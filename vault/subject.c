#include "vault/subject.h"

#include <string.h>

#include "base/err.h"
#include "base/mem.h"

int
subject_init(struct subjects *s, struct crypto *c, const struct keyring *k,
    const struct vault_store *store, size_t max)
{
	uint64_t count;
	int rc;

	*s = (struct subjects){ .crypto = c, .keys = k, .store = store,
		.max = max };
	map_init(&s->by_id);
	map_init(&s->by_slot);
	rc = store->slots(store->ctx, &count);
	if (rc != 0)
		return rc;
	s->next_slot = count == 0 ? 0 : count + SUBJECT_GAP;
	s->pool = mem_calloc(max, sizeof(*s->pool));
	return s->pool == NULL ? ERR_NOMEM : 0;
}

void
subject_done(struct subjects *s)
{
	map_done(&s->by_id);
	map_done(&s->by_slot);
	if (s->pool != NULL)
		mem_free_wiped(s->pool, s->max * sizeof(*s->pool));
	*s = (struct subjects){ 0 };
}

static struct sv
id_of(const struct subject *subject)
{
	return sv_make(subject->id, sizeof(subject->id));
}

static struct sv
slot_of(const struct subject *subject)
{
	return sv_make(&subject->slot, sizeof(subject->slot));
}

static void
unlink_use(struct subjects *s, struct subject *subject)
{
	if (subject->newer != NULL)
		subject->newer->older = subject->older;
	else
		s->newest = subject->older;
	if (subject->older != NULL)
		subject->older->newer = subject->newer;
	else
		s->oldest = subject->newer;
}

static void
link_newest(struct subjects *s, struct subject *subject)
{
	subject->newer = NULL;
	subject->older = s->newest;
	if (s->newest != NULL)
		s->newest->newer = subject;
	else
		s->oldest = subject;
	s->newest = subject;
}

static void
link_oldest(struct subjects *s, struct subject *subject)
{
	subject->older = NULL;
	subject->newer = s->oldest;
	if (s->oldest != NULL)
		s->oldest->older = subject;
	else
		s->newest = subject;
	s->oldest = subject;
}

/* A forgotten entry stays in the list of uses, as the next to be reused. */
void
subject_forget(struct subjects *s, struct subject *subject)
{
	if (map_get(&s->by_id, id_of(subject)) == subject)
		(void)map_remove(&s->by_id, id_of(subject));
	if (map_get(&s->by_slot, slot_of(subject)) == subject)
		(void)map_remove(&s->by_slot, slot_of(subject));
	unlink_use(s, subject);
	mem_wipe(subject, sizeof(*subject));
	link_oldest(s, subject);
}

/* An entry to fill: a new one, or the one not used for longest. */
static struct subject *
take_entry(struct subjects *s)
{
	if (s->used < s->max) {
		link_oldest(s, &s->pool[s->used++]);
		return s->oldest;
	}
	subject_forget(s, s->oldest);
	return s->oldest;
}

/*
 * Fill an entry with id, slot, image and keys, and remember it. Another entry
 * with this id or slot is a pending one that the store has decided against.
 */
static int
remember(struct subjects *s, const struct slot_subject *sub, uint64_t slot,
    const uint8_t image[SLOT_BYTES], struct subject **ret)
{
	struct subject *e = map_get(&s->by_id,
	    sv_make(sub->id, sizeof(sub->id)));
	int rc;

	if (e != NULL)
		subject_forget(s, e);
	e = map_get(&s->by_slot, sv_make(&slot, sizeof(slot)));
	if (e != NULL)
		subject_forget(s, e);
	e = take_entry(s);
	memcpy(e->id, sub->id, sizeof(e->id));
	e->slot = slot;
	memcpy(e->image, image, SLOT_BYTES);
	derive_subject(sub->root, &e->keys);
	rc = map_put(&s->by_id, id_of(e), e);
	if (rc == 0)
		rc = map_put(&s->by_slot, slot_of(e), e);
	if (rc != 0) {
		subject_forget(s, e);
		return rc;
	}
	*ret = e;
	return 0;
}

/* Read a slot that a row speaks of. ERR_NOTFOUND: it was erased. */
static int
read_slot(struct subjects *s, uint64_t slot, uint8_t image[SLOT_BYTES])
{
	enum slot_state state;
	int rc;

	rc = s->store->slot(s->store->ctx, slot, image);
	if (rc == ERR_NOTFOUND)
		return ERR_CORRUPT;
	if (rc == 0)
		rc = slot_read(image, slot, &state);
	if (rc != 0)
		return rc;
	switch (state) {
	case SLOT_FREE:
		return ERR_CORRUPT;
	case SLOT_ERASED:
		return ERR_NOTFOUND;
	case SLOT_LIVE:
		break;
	}
	return 0;
}

/* Remember the subject stored in `slot`; `id` is checked unless NULL. */
static int
load(struct subjects *s, uint64_t slot, const uint8_t *id,
    struct subject **ret)
{
	uint8_t image[SLOT_BYTES];
	struct slot_subject sub;
	int rc;

	rc = read_slot(s, slot, image);
	if (rc == 0)
		rc = slot_open(s->crypto, s->keys, image, &sub);
	if (rc != 0)
		return rc;
	if (id != NULL && memcmp(id, sub.id, sizeof(sub.id)) != 0)
		rc = ERR_CORRUPT;
	if (rc == 0)
		rc = remember(s, &sub, slot, image, ret);
	mem_wipe(&sub, sizeof(sub));
	return rc;
}

/* The slot of the stored subject `id`. ERR_NOTFOUND: not stored. */
static int
stored_slot(struct subjects *s, const uint8_t id[DERIVE_SUBJECT_BYTES],
    uint64_t *ret_slot)
{
	uint8_t key[SUBJECT_ROW_KEY_BYTES];
	struct sv row;
	uint64_t slot = 0;
	int rc;

	key[0] = 's';
	memcpy(key + 1, id, DERIVE_SUBJECT_BYTES);
	rc = s->store->row(s->store->ctx, sv_make(key, sizeof(key)), &row);
	if (rc != 0)
		return rc;
	if (row.len != SUBJECT_ROW_BYTES)
		return ERR_CORRUPT;
	for (size_t i = 0; i < row.len; i++)
		slot = slot << 8 | (uint8_t)row.ptr[i];
	*ret_slot = slot;
	return 0;
}

/*
 * Does `slot` hold nothing, or just `image` (unless NULL)? 0 or ERR_CONFLICT.
 */
static int
is_free(struct subjects *s, uint64_t slot, const uint8_t *image)
{
	uint8_t there[SLOT_BYTES];
	enum slot_state state;
	int rc;

	rc = s->store->slot(s->store->ctx, slot, there);
	if (rc == ERR_NOTFOUND)
		return 0;
	if (rc != 0)
		return rc;
	if (image != NULL && memcmp(image, there, SLOT_BYTES) == 0)
		return 0;
	rc = slot_read(there, slot, &state);
	return rc == 0 && state == SLOT_FREE ? 0 : ERR_CONFLICT;
}

/*
 * Has the store taken a pending subject? 0: as pending as before, or stored
 * now. ERR_CONFLICT: it took another subject for this slot, or another slot
 * for this subject: what was given out before an earlier keeper ended.
 */
static int
refresh_pending(struct subjects *s, struct subject *e)
{
	uint64_t slot;
	int rc;

	rc = stored_slot(s, e->id, &slot);
	if (rc == ERR_NOTFOUND)
		return is_free(s, e->slot, e->image);
	if (rc != 0)
		return rc;
	if (slot != e->slot)
		return ERR_CONFLICT;
	e->is_pending = false;
	return 0;
}

/*
 * Is what is remembered still what is stored? 0, or ERR_NOTFOUND, after which
 * it is forgotten.
 */
static int
refresh(struct subjects *s, struct subject *e)
{
	uint8_t image[SLOT_BYTES];
	int rc;

	if (e->is_pending) {
		rc = refresh_pending(s, e);
		if (rc != ERR_CONFLICT && (rc != 0 || e->is_pending))
			return rc;
	} else {
		rc = 0;
	}
	if (rc == 0)
		rc = s->store->slot(s->store->ctx, e->slot, image);
	if (rc == 0 && memcmp(image, e->image, SLOT_BYTES) == 0)
		return 0;
	if (rc != 0 && rc != ERR_CONFLICT && rc != ERR_NOTFOUND)
		return rc;
	subject_forget(s, e);
	return ERR_NOTFOUND;
}

static void
used_now(struct subjects *s, struct subject *e)
{
	unlink_use(s, e);
	link_newest(s, e);
}

/* One turn of the subject: 0, ERR_NOTFOUND (never stored), or erased. */
static int
find_turn(struct subjects *s, const uint8_t id[DERIVE_SUBJECT_BYTES],
    struct subject **ret, bool *ret_erased)
{
	struct subject *e = map_get(&s->by_id,
	    sv_make(id, DERIVE_SUBJECT_BYTES));
	uint64_t slot;
	int rc = ERR_NOTFOUND;

	*ret_erased = false;
	if (e != NULL)
		rc = refresh(s, e);
	if (rc == 0)
		*ret = e;
	if (rc != ERR_NOTFOUND)
		return rc;
	rc = stored_slot(s, id, &slot);
	if (rc != 0)
		return rc;
	rc = load(s, slot, id, ret);
	*ret_erased = rc == ERR_NOTFOUND;
	return rc;
}

static int
make_new(struct subjects *s, const uint8_t id[DERIVE_SUBJECT_BYTES],
    struct subject **ret)
{
	uint8_t image[SLOT_BYTES];
	struct slot_subject sub;
	uint64_t count;
	int rc;

	rc = is_free(s, s->next_slot, NULL);
	if (rc == ERR_CONFLICT) {
		rc = s->store->slots(s->store->ctx, &count);
		if (rc == 0)
			s->next_slot = count + SUBJECT_GAP;
	}
	if (rc != 0)
		return rc;
	memcpy(sub.id, id, sizeof(sub.id));
	crypto_random(sub.root, sizeof(sub.root));
	rc = slot_make(s->crypto, s->keys, s->next_slot, &sub, image);
	if (rc == 0)
		rc = remember(s, &sub, s->next_slot, image, ret);
	mem_wipe(&sub, sizeof(sub));
	if (rc == 0) {
		(*ret)->is_pending = true;
		s->next_slot++;
	}
	return rc;
}

int
subject_find(struct subjects *s, struct sv class_name, struct sv canonical,
    bool make, struct subject **ret)
{
	uint8_t id[DERIVE_SUBJECT_BYTES];
	struct subject *e = NULL;
	bool erased = true;
	int rc = ERR_FULL;

	for (uint8_t turn = 0; turn < SUBJECT_TURNS_MAX && erased; turn++) {
		derive_subject_id(s->keys, turn, class_name, canonical, id);
		rc = find_turn(s, id, &e, &erased);
	}
	if (erased)
		return ERR_FULL;
	if (rc == ERR_NOTFOUND && make)
		rc = make_new(s, id, &e);
	if (rc != 0)
		return rc;
	used_now(s, e);
	*ret = e;
	return 0;
}

int
subject_at(struct subjects *s, uint64_t slot, struct subject **ret)
{
	struct subject *e = map_get(&s->by_slot, sv_make(&slot, sizeof(slot)));
	int rc = ERR_NOTFOUND;

	if (e != NULL)
		rc = refresh(s, e);
	if (rc == ERR_NOTFOUND)
		rc = load(s, slot, NULL, &e);
	if (rc != 0)
		return rc;
	used_now(s, e);
	*ret = e;
	return 0;
}

bool
subject_has_token(const struct subject *subject,
    const uint8_t key[TOKEN_KEY_BYTES])
{
	size_t n = subject->ntokens < SUBJECT_TOKENS ? subject->ntokens :
	    SUBJECT_TOKENS;

	for (size_t i = 0; i < n; i++)
		if (memcmp(subject->tokens[i], key, TOKEN_KEY_BYTES) == 0)
			return true;
	return false;
}

void
subject_note_token(struct subject *subject, const uint8_t key[TOKEN_KEY_BYTES])
{
	memcpy(subject->tokens[subject->ntokens % SUBJECT_TOKENS], key,
	    TOKEN_KEY_BYTES);
	/* From 4 to 7 and around: all places are taken. */
	subject->ntokens++;
	if (subject->ntokens == 2 * SUBJECT_TOKENS)
		subject->ntokens = SUBJECT_TOKENS;
}

void
subject_row(const struct subject *subject, uint8_t key[SUBJECT_ROW_KEY_BYTES],
    uint8_t value[SUBJECT_ROW_BYTES])
{
	key[0] = 's';
	memcpy(key + 1, subject->id, DERIVE_SUBJECT_BYTES);
	for (unsigned i = 0; i < SUBJECT_ROW_BYTES; i++)
		value[i] = (uint8_t)(subject->slot >> (56 - 8 * i));
}
