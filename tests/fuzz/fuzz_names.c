/*
 * Any bytes as a text with names: spans lie inside, their scores are scores,
 * and the same text gives the same spans. Up to the first zero byte the input
 * is the label. Words read quickly are those read slowly. The same bytes as a
 * weights file: read whole or refused.
 */
#include <stdint.h>
#include <string.h>

#include "base/err.h"
#include "inspect/names/names.h"
#include "inspect/names/piece_word.h"
#include "tests/tap/tap.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct names *
shipped(void)
{
	static struct names *names;
	struct errinfo ei = { 0 };

	ASSERT(names != NULL || names_open(tap_source_path(
	    "share/names/europe.weights"), &names, &ei) == 0);
	return names;
}

struct sum {
	struct sv text;
	uint64_t hash;
};

static void
found(void *ctx, const struct tagger_span *span)
{
	struct sum *s = ctx;

	ASSERT(span->start < span->end && span->end <= s->text.len &&
	    span->kind < KIND_COUNT && span->score <= 100);
	s->hash = (s->hash ^ span->start) * UINT64_C(0x100000001b3);
	s->hash = (s->hash ^ span->end << 8 ^ span->score) *
	    UINT64_C(0x100000001b3);
}

/* Words that are read quickly are those that are read slowly. */
static void
read_words(struct sv text)
{
	struct piece_reader r = { text, 0 };
	struct piece p, slow;

	while (piece_next(&r, &p)) {
		struct piece_reader again = { text, p.start };

		ASSERT(p.start < p.end && p.end == r.at);
		if (p.kind != PIECE_WORD)
			continue;
		slow.flags = 0;
		piece_word_read(&again, &slow);
		ASSERT(again.at == r.at && slow.hash == p.hash &&
		    slow.shape == p.shape && slow.len == p.len &&
		    memcmp(slow.folded, p.folded, sizeof(p.folded)) == 0);
	}
}

static void
read_file(struct sv bytes)
{
	struct weights *w = NULL;
	struct errinfo ei = { 0 };
	struct buf again;

	if (weights_parse(bytes, &w, &ei) != 0)
		return;
	buf_init(&again, WEIGHTS_MAX_BYTES);
	weights_write(w, &again);
	ASSERT(sv_eq(buf_sv(&again), bytes));
	buf_done(&again);
	weights_free(w);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sv rest = sv_make(data, size), label = sv_cut(&rest, '\0');
	struct sum first = { .hash = 1 }, second = { .hash = 1 };
	struct names_sink sink = { .ctx = &first, .found = found };

	if (rest.ptr == NULL) {
		rest = label;
		label = SV("");
	}
	first.text = second.text = rest;
	names_scan(shipped(), rest, label, &sink);
	sink.ctx = &second;
	names_scan(shipped(), rest, label, &sink);
	ASSERT(first.hash == second.hash);
	read_words(rest);
	read_file(sv_make(data, size));
	return 0;
}
