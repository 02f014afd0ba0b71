/* sv, buf, arena and mem: the pieces every other module is made of. */
#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/fault.h"
#include "base/mem.h"
#include "tests/tap/tap.h"

static void
test_sv(void)
{
	struct sv s = SV("a,b,,c"), piece;
	unsigned n = 0;

	tap_ok(sv_eq_nocase(SV("Content-Type"), SV("content-tYPE")), "nocase");
	tap_ok(!sv_eq_nocase(SV("a@"), SV("A`")), "only letters fold");
	tap_ok(sv_starts(SV("abc"), SV("ab")) && !sv_starts(SV("a"), SV("ab")),
	    "starts");
	tap_ok(sv_ends(SV("abc"), SV("bc")) && !sv_ends(SV("c"), SV("bc")),
	    "ends");
	tap_is_int(sv_find(SV("hello"), SV("llo")), 2, "find");
	tap_is_int(sv_find(SV("hello"), SV("lx")), -1, "find nothing");
	tap_is_sv(sv_trim(SV(" \t x y\t")), SV("x y"), "trim");
	tap_is_sv(sv_slice(SV("abc"), 2, 99), SV("c"), "slice is cut");
	tap_is_sv(sv_slice(SV("abc"), 5, 4), SV(""), "slice past the end");
	while (s.ptr != NULL) {
		piece = sv_cut(&s, ',');
		n++;
	}
	tap_ok(n == 4 && sv_eq(piece, SV("c")), "cut visits each piece");
	tap_ok(sv_has_dotted_prefix(SV("personal.id"), SV("personal")) &&
	    !sv_has_dotted_prefix(SV("personally"), SV("personal")),
	    "dotted prefix");
	tap_ok(sv_cmp(SV("a"), SV("ab")) < 0 && sv_cmp(SV("b"), SV("ab")) > 0,
	    "order");
}

static void
test_buf(void)
{
	struct buf b;

	buf_init(&b, 100);
	buf_add_cstr(&b, "n=");
	buf_add_u64(&b, UINT64_MAX);
	buf_addf(&b, " %s %d", "x", -3);
	buf_add_hex(&b, "\x00\xff", 2);
	tap_is_sv(buf_sv(&b), SV("n=18446744073709551615 x -300ff"), "append");
	buf_drop_front(&b, 2);
	buf_truncate(&b, 3);
	tap_is_sv(buf_sv(&b), SV("184"), "drop and truncate");
	for (int i = 0; i < 50; i++)
		buf_add(&b, "xyz", 3);
	tap_is_int(buf_err(&b), ERR_LIMIT, "hard maximum");
	tap_is_int((int64_t)b.len, 99, "keeps what fitted");
	buf_add_char(&b, 'x');
	tap_is_int((int64_t)b.len, 99, "the error is sticky");
	buf_reset(&b);
	tap_ok(b.len == 0 && buf_err(&b) == 0, "reset clears");
	buf_done(&b);
}

static void
test_arena(void)
{
	struct arena a;
	void *items = NULL;
	size_t cap = 0;
	struct sv s;
	char *p;

	arena_init(&a, 1 << 20);
	s = arena_dup(&a, SV("hello"));
	tap_ok(sv_eq(s, SV("hello")) && s.ptr[5] == '\0', "dup");
	s = arena_dup_lower(&a, SV("HeLLo [\xc3\x89]"));
	tap_ok(sv_eq(s, SV("hello [\xc3\x89]")) && s.ptr[s.len] == '\0',
	    "dup, in small letters");
	p = arena_alloc(&a, 3);
	tap_ok(((uintptr_t)p & 15) == 0, "aligned");
	p = arena_alloc(&a, 500000);
	tap_ok(p != NULL, "a large piece");
	memset(p, 1, 500000);
	tap_ok(arena_alloc(&a, 600000) == NULL, "hard maximum");
	tap_ok(arena_zalloc(&a, SIZE_MAX / 2, 3) == NULL, "no wrap");
	for (size_t i = 0; i < 100; i++) {
		if (arena_vec_room(&a, &items, i, &cap, sizeof(int)) != 0)
			break;
		((int *)items)[i] = (int)i;
	}
	tap_is_int(((int *)items)[99], 99, "vector grows");
	arena_done(&a);
	tap_ok(a.chunks == NULL && a.used == 0, "done releases all");
}

static void
test_mem(void)
{
	size_t n = 7;

	tap_ok(!mem_add(SIZE_MAX, 1, &n) && n == 7, "add wraps");
	tap_ok(!mem_mul(SIZE_MAX, 2, &n) && n == 7, "mul wraps");
	tap_ok(mem_mul(6, 7, &n) && n == 42, "mul");
#ifdef WITH_FAULT_INJECTION
	fault_arm(FAULT_ALLOC, 2);
	void *a = mem_alloc(1), *b = mem_alloc(1), *c = mem_alloc(1);
	tap_ok(a != NULL && b == NULL && c != NULL, "the 2nd call fails");
	fault_arm(FAULT_ALLOC, 0);
	mem_free(a);
	mem_free(c);
#endif
}

static void
test_err(void)
{
	struct errinfo ei = { 0 };
	char out[128];

	for (int code = 0; code >= ERR_STATE; code--)
		if (strcmp(err_text(code), "unknown error") == 0)
			tap_ok(false, "no text for %d", code);
	tap_is_sv(sv_cstr(err_text(-9999)), SV("unknown error"), "unknown");
	errinfo_at(&ei, "policy.yaml", 3, 7);
	tap_is_int(errinfo_set(&ei, ERR_SYNTAX, "bad %s", "key"), ERR_SYNTAX,
	    "returns the code");
	errinfo_format(&ei, out, sizeof(out));
	tap_is_sv(sv_cstr(out), SV("policy.yaml:3:7: bad key"), "format");
	tap_is_int(errinfo_set(NULL, ERR_IO, "x"), ERR_IO, "NULL is allowed");
}

int
main(void)
{
	test_sv();
	test_buf();
	test_arena();
	test_mem();
	test_err();
	return tap_done();
}
