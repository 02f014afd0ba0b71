#include "audit/checkpoint.h"
#include "audit/note.h"

#include <stdlib.h>

#include "base/crypto.h"
#include "base/err.h"
#include "tests/tap/tap.h"

/* The verifier key and a checkpoint of the C2SP test log. */
#define LOG "example.com/log/testdata"
static const struct sv log_key = SV_INIT(LOG
    "+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx");
#define DASH "\xe2\x80\x94 "
#define SIGNATURE12 DASH LOG " M9e0lrFzoTgi+ovhrqX0DpsEAp3wLu1coMLIkeCwSkGf" \
	"S4Ox4pLXo2LHudqm4merh0ZkCNzHr8kQwq5gS5mmimIvdA4=\n"
#define TEXT12 LOG "\n12\nuZo6M+IhVna+CLgWCrJs0xBPUHbozHkYTQASduHSLME=\n"
#define OTHER DASH "witness.example AAAAAAAA\n"

static const struct {
	const char *name, *text;
	int rc;
} opens[] = {
	{ "as it is", TEXT12 "\n" SIGNATURE12, 0 },
	{ "beside another's", TEXT12 "\n" OTHER SIGNATURE12, 0 },
	{ "only another's", TEXT12 "\n" OTHER, ERR_NOTFOUND },
	{ "another size", LOG "\n13\nuZo6M+IhVna+CLgWCrJs0xBPUHbozHkYTQASduHSL"
	    "ME=\n\n" SIGNATURE12, ERR_AUTH },
	{ "no signature", TEXT12 "\n", ERR_SYNTAX },
	{ "no empty line", TEXT12 SIGNATURE12, ERR_SYNTAX },
	{ "a line that is none", TEXT12 "\n- x y\n" SIGNATURE12, ERR_SYNTAX },
	{ "cut", TEXT12 "\n" DASH LOG " M9e0lrFz", ERR_SYNTAX },
	{ "a signature cut", TEXT12 "\n" DASH LOG " M9e0lrFz\n", ERR_AUTH },
	{ "a control character", "\t" TEXT12 "\n" SIGNATURE12, ERR_SYNTAX },
	{ "nothing", "", ERR_SYNTAX },
};

static const struct {
	const char *text;
	int rc;
} checkpoints[] = {
	{ TEXT12, 0 },
	{ TEXT12 "extension\n", 0 },
	{ "o\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n", 0 },
	{ "o\n01\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
	    ERR_SYNTAX },
	{ "o\n-1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
	    ERR_SYNTAX },
	{ "o\n18446744073709551616\n"
	  "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n", ERR_SYNTAX },
	{ "o\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=", ERR_SYNTAX },
	{ "o\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuA==\n",
	    ERR_SYNTAX },
	{ "\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n", ERR_SYNTAX },
};

static const struct {
	const char *text;
	int rc;
} keys[] = {
	{ LOG "+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx", 0 },
	{ LOG "+33d7b497+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx",
	    ERR_AUTH },
	{ "x+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx",
	    ERR_AUTH },
	{ LOG "+33d7b496+BOHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx",
	    ERR_UNSUPPORTED },
	{ LOG "+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCF",
	    ERR_SYNTAX },
	{ LOG "+33d7b496", ERR_SYNTAX },
	{ LOG, ERR_SYNTAX },
	{ "", ERR_SYNTAX },
};

static void
test_keys(void)
{
	struct note_key key;
	struct buf b;

	for (size_t i = 0; i < NELEMS(keys); i++)
		tap_is_int(note_key_parse(sv_cstr(keys[i].text), &key),
		    keys[i].rc, "key %s", keys[i].text);
	tap_is_int(note_key_parse(log_key, &key), 0, "parse");
	buf_init(&b, 1024);
	note_key_write(&key, &b);
	tap_is_sv(buf_sv(&b), log_key, "written as it was read");
	buf_done(&b);
	tap_is_int(note_key_make(SV("a b"), key.public_key, &key), ERR_INVAL,
	    "no space in a name");
}

static void
test_opens(void)
{
	struct checkpoint c;
	struct note_key key;

	tap_is_int(note_key_parse(log_key, &key), 0, "parse");
	for (size_t i = 0; i < NELEMS(opens); i++)
		tap_is_int(checkpoint_open(sv_cstr(opens[i].text), &key, &c),
		    opens[i].rc, "open: %s", opens[i].name);
	for (size_t i = 0; i < NELEMS(checkpoints); i++)
		tap_is_int(checkpoint_parse(sv_cstr(checkpoints[i].text), &c),
		    checkpoints[i].rc, "checkpoint %zu", i);
}

static void
test_sign(void)
{
	uint8_t seed[NOTE_SEED_BYTES] = { 1, 2, 3 }, pub[NOTE_PUBLIC_BYTES];
	struct checkpoint c = { .origin = SV("ours.example"), .size = 5 };
	struct checkpoint back;
	struct note_key key;
	struct buf text, note;

	buf_init(&text, 1024);
	buf_init(&note, 4096);
	tap_is_int(crypto_ed25519_public(seed, pub), 0, "key");
	tap_is_int(note_key_make(c.origin, pub, &key), 0, "name");
	checkpoint_write(&c, &text);
	tap_is_int(note_sign(buf_sv(&text), &key, seed, &note), 0, "sign");
	tap_is_int(checkpoint_open(buf_sv(&note), &key, &back), 0, "open");
	tap_is_int((int64_t)back.size, 5, "the size");
	key.name = SV("theirs.example");
	tap_is_int(checkpoint_open(buf_sv(&note), &key, &back), ERR_NOTFOUND,
	    "another name");
	tap_is_int(note_sign(SV("no newline"), &key, seed, &note), ERR_INVAL,
	    "a text ends with a newline");
	buf_done(&text);
	buf_done(&note);
}

/* All checkpoints of the shared log. */
static void
test_vectors(void)
{
	unsigned good = 0;
	char name[64];

	for (unsigned i = 0; i < 16; i++) {
		struct checkpoint c;
		struct note_key key;
		struct sv text;

		(void)snprintf(name, sizeof(name),
		    "../shared/vectors/tlog/checkpoint.%u", i);
		text = tap_read_file(tap_source_path(name));
		if (text.ptr == NULL) {
			tap_skip(1, "the shared vectors are not here");
			return;
		}
		good += note_key_parse(log_key, &key) == 0 &&
		    checkpoint_open(text, &key, &c) == 0 && c.size == i;
		free((void *)(uintptr_t)text.ptr);
	}
	tap_is_int(good, 16, "the log's checkpoints");
}

int
main(void)
{
	test_keys();
	test_opens();
	test_sign();
	test_vectors();
	return tap_done();
}
