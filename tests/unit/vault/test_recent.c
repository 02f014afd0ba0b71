/* What is remembered of surrogates: by scope, once, and not for ever. */
#include "vault/recent.h"

#include <stdio.h>
#include <string.h>

#include "base/err.h"
#include "tests/tap/tap.h"

/* Two scopes of one ring, and one of another. */
static const struct derive_scope scopes[3] = {
	{ .kind = DERIVE_CLIENT, .id = { 1, 2, 3 } },
	{ .kind = DERIVE_CLIENT, .id = { 1, 2, 4 } },
	{ .kind = DERIVE_TEAM, .id = { 9, 2, 3 } },
};

static size_t
count(const struct recent *r, unsigned scope, struct recent_item **ret)
{
	static struct arena arena;
	size_t n = 0;

	arena_done(&arena);
	arena_init(&arena, 1 << 24);
	if (recent_list(r, &scopes[scope], &arena, ret, &n) != 0)
		tap_ok(false, "list");
	return n;
}

int
main(void)
{
	struct recent_item *items = NULL;
	uint8_t key[TOKEN_KEY_BYTES];
	struct recent *r = NULL;
	char text[16];

	recent_free(NULL);
	tap_is_int(recent_new(&r), 0, "new");
	tap_is_int((int64_t)count(r, 0, &items), 0, "nothing yet");
	recent_note(r, &scopes[0], SV("+49 30 5550123"));
	recent_note(r, &scopes[0], SV("+49 30 5550123"));
	recent_note(r, &scopes[1], SV("+49 30 5550123"));
	recent_note(r, &scopes[1], SV("X1234567L"));
	tap_is_int((int64_t)count(r, 2, &items), 0, "another scope");
	tap_is_int((int64_t)count(r, 1, &items), 2, "a neighbour");
	tap_is_int((int64_t)count(r, 0, &items), 1, "each once");
	tap_is_sv(items[0].text, SV("+49 30 5550123"), "its text");
	derive_surrogate_mark(&scopes[0], items[0].text, key);
	tap_ok(sv_eq(items[0].key, sv_make(key, sizeof(key))) &&
	    key[0] >= TOKEN_GENERATIONS, "its key, which is no token's");
	for (unsigned i = 0; i < RECENT_RING + 5; i++) {
		(void)snprintf(text, sizeof(text), "%08u", i);
		recent_note(r, &scopes[0], sv_cstr(text));
	}
	tap_is_int((int64_t)count(r, 0, &items), RECENT_RING,
	    "no more than a ring holds");
	tap_is_int((int64_t)count(r, 1, &items), 0,
	    "which neighbours share");
	recent_free(r);
	return tap_done();
}
