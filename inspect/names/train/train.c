/*
 * names_train [-a ROUNDS] [-e ROUNDS] [-n RUNS] [-r ROWS] [-s SEED] [-t TIMES]
 *     [-x FOLD] [-o WEIGHTS] LEXICON LANGUAGES SET... [+ SET...]
 * names_train -b WEIGHTS -l CODE[,CODE...] [the same] MORE SET... [+ SET...]
 *
 * Makes the weights file from a lexicon (`word TAB value` lines), marked lines
 * for the languages, and sets of labelled texts. A set is a file of marked
 * lines, or CODE=FILE for a file of tokens in that language, which people
 * labelled: it counts more than once, a small one more often. Of ten texts of
 * a set the last is never learned from and is reported on at the end; the one
 * before it gives the scores. Once they are known, labelled texts that gave
 * them are learned from too. A set ~FILE gives no scores: generated texts are
 * easier than others. A set named twice counts twice. Sets behind `+` are only
 * tested.
 *
 * With -b it adds to a weights file, which stays as it is otherwise, a part for
 * the languages of -l, with MORE for its lexicon, instead of one that it has
 * for the same languages.
 *
 * -e rounds are made with all features, -a with those that are kept. A set that
 * people labelled counts TIMES over the root of its texts. RUNS trainings are
 * made in orders of their own; what is kept is their mean.
 *
 * With -x neighbours stay together: of sets of tokens each fifth block of
 * BLOCK texts, from FOLD on, is tested, so that no text of the same story was
 * learned from.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/num.h"
#include "inspect/names/train/learn.h"

enum {
	ROWS = 150000,
	LANG_ROWS = 3072,
	LANG_ROUNDS = 9,
	ROUNDS = 8,
	AGAIN = 4,
	FILE_BYTES = 1 << 30,
	SETS_MAX = 256,
	TENTHS = 10,
	TIMES = 480,
	BLOCK = 25,
	FOLDS = 5
};

struct all {
	struct corpus_text *texts;
	size_t count, cap;
};

struct set {
	const char *name;
	bool tokens, made;
	size_t total;
	struct all learn, score, test;
};

struct job {
	struct arena arena;
	struct weights w;
	struct weights_part part;	/* to be learned */
	uint64_t *rows;		/* of it */
	uint64_t marks[LEXICON_MARKS];
	struct set sets[SETS_MAX];
	size_t nsets;
	const char *out, *base, *langs;
	uint64_t nrows, rounds, again, runs, seed, times;
	uint64_t fold;		/* FOLDS: by tenths */
};

static void
die(const char *what, const char *name, int err)
{
	(void)fprintf(stderr, "names_train: %s %s: %s\n", what, name,
	    err_text(err));
	exit(1);
}

static struct sv
read_all(struct job *j, const char *path)
{
	struct errinfo ei = { 0 };
	struct buf b;
	struct sv copy;
	int err;

	buf_init(&b, FILE_BYTES);
	err = file_read(path, &b, &ei);
	if (err != 0)
		die("cannot read", path, err);
	copy = arena_dup(&j->arena, buf_sv(&b));
	if (copy.ptr == NULL)
		die("no memory for", path, ERR_NOMEM);
	buf_done(&b);
	return copy;
}

static void
append(struct job *j, struct all *a, const struct corpus_text *t)
{
	void *items = a->texts;

	if (arena_vec_room(&j->arena, &items, a->count, &a->cap,
	    sizeof(*t)) != 0)
		die("no memory for", "texts", ERR_NOMEM);
	a->texts = items;
	a->texts[a->count++] = *t;
}

/* "de=file" is a file of tokens. */
static bool
is_tokens(const char *arg)
{
	return strlen(arg) > 3 && arg[2] == '=';
}

static void
read_texts(struct job *j, const char *arg, struct all *ret)
{
	bool tokens = is_tokens(arg);
	const char *path = tokens ? arg + 3 : arg;
	struct corpus_reader r = { .rest = read_all(j, path),
		.tokens = tokens };
	struct corpus_text t = { 0 };
	int err;

	if (tokens)
		r.lang = lang_find(sv_make(arg, 2));
	while ((err = corpus_next(&r, &j->arena, &t)) == 0)
		append(j, ret, &t);
	if (err != ERR_NOTFOUND)
		die("bad line in", path, err);
}

/* A word's value joins what is there; the rank is the commoner one. */
static void
put_word(struct lexicon_bucket *buckets, uint32_t n, uint64_t hash,
    uint16_t value)
{
	const uint16_t rank = LEXICON_RANK_MASK << LEXICON_RANK;
	uint32_t place = lexicon_place(hash, n);
	uint16_t fingerprint = lexicon_fingerprint(hash), old, *known;

	for (;; place = (place + 1) % n) {
		struct lexicon_bucket *b = &buckets[place];

		for (unsigned i = 0; i < LEXICON_BUCKET; i++) {
			if (b->fingerprints[i] != 0 &&
			    b->fingerprints[i] != fingerprint)
				continue;
			known = &b->values[i];
			old = *known;
			b->fingerprints[i] = fingerprint;
			*known = (uint16_t)((old | value) & ~rank);
			*known |= (old & rank) > (value & rank) ?
			    old & rank : value & rank;
			return;
		}
	}
}

static struct lexicon
make_lexicon(struct job *j, const char *path)
{
	struct lexicon_bucket *buckets;
	struct lexicon l = { .nbuckets = 0 };
	struct sv text = read_all(j, path), line;
	size_t lines = 0;
	uint64_t value = 0;

	for (size_t i = 0; i < text.len; i++)
		lines += text.ptr[i] == '\n';
	if (lines == 0)
		return l;
	l.nbuckets = (uint32_t)(lines * 10 / 9 / LEXICON_BUCKET + 2);
	l.buckets = buckets = arena_zalloc(&j->arena, l.nbuckets,
	    sizeof(*buckets));
	if (buckets == NULL)
		die("no memory for", path, ERR_NOMEM);
	while (text.ptr != NULL) {
		uint64_t hash;
		struct sv word;

		line = sv_cut(&text, '\n');
		word = sv_cut(&line, '\t');
		hash = piece_hash(word);
		if (hash == 0)
			continue;
		if (num_u64(line, &value) != 0 || value > UINT16_MAX)
			die("bad value in", path, ERR_SYNTAX);
		put_word(buckets, l.nbuckets, hash, (uint16_t)value);
	}
	printf("lexicon: %zu words, %u buckets\n", lines, l.nbuckets);
	return l;
}

static void
make_langs(struct job *j, const char *path)
{
	struct all all = { NULL, 0, 0 };
	struct learn_set set;
	uint8_t *langs;

	read_texts(j, path, &all);
	langs = arena_zalloc(&j->arena, LANG_ROWS, LANG_ROW);
	if (langs == NULL)
		die("no memory for", path, ERR_NOMEM);
	set = (struct learn_set){ all.texts, all.count };
	if (learn_langs(langs, LANG_ROWS, &set, LANG_ROUNDS) != 0)
		die("no memory for", path, ERR_NOMEM);
	j->w.langs = (struct lang_table){ langs, LANG_ROWS };
}

/* Is text `i` of a set for the test, to score by, or to learn from? */
static struct all *
part_of(const struct job *j, struct set *s, size_t i)
{
	if (j->fold < FOLDS && s->tokens && i / BLOCK % FOLDS == j->fold)
		return &s->test;
	if (i % TENTHS == TENTHS - 2)
		return &s->score;
	return i % TENTHS == TENTHS - 1 && (j->fold == FOLDS || !s->tokens) ?
	    &s->test : &s->learn;
}

static void
read_set(struct job *j, const char *arg, bool only_test)
{
	struct set *s = &j->sets[j->nsets++];
	struct all all = { NULL, 0, 0 };

	s->name = arg;
	s->made = arg[0] == '~';
	s->tokens = is_tokens(arg);
	read_texts(j, arg + s->made, &all);
	s->total = all.count;
	for (size_t i = 0; i < all.count; i++)
		append(j, only_test ? &s->test : part_of(j, s, i),
		    &all.texts[i]);
}

static void
append_all(struct job *j, struct all *to, const struct all *from)
{
	for (size_t i = 0; i < from->count; i++)
		append(j, to, &from->texts[i]);
}

static struct learn_set
gather_score(struct job *j)
{
	struct all all = { NULL, 0, 0 };

	for (size_t i = 0; i < j->nsets; i++)
		if (!j->sets[i].made)
			append_all(j, &all, &j->sets[i].score);
	return (struct learn_set){ all.texts, all.count };
}

/* How often a set of `count` texts counts that people labelled. */
static unsigned
times(const struct job *j, size_t count)
{
	return (unsigned)ceil((double)j->times / sqrt((double)count + 1));
}

/* What is learned from: in the end labelled texts that gave the scores too. */
static struct learn_set
gather_learn(struct job *j, bool last)
{
	struct all all = { NULL, 0, 0 };

	for (size_t i = 0; i < j->nsets; i++) {
		const struct set *s = &j->sets[i];

		unsigned n = s->tokens ? times(j, s->total) : 1;

		for (unsigned k = 0; k < n; k++) {
			append_all(j, &all, &s->learn);
			if (last && s->tokens)
				append_all(j, &all, &s->score);
		}
	}
	return (struct learn_set){ all.texts, all.count };
}

static void
learn(struct job *j, bool last)
{
	struct learn_set set = gather_learn(j, last);
	const struct learn_plan plan = { (unsigned)j->rounds,
		(unsigned)j->again, last ? (unsigned)j->runs : 1, j->seed };

	printf("%zu texts\n", set.count);
	if (learn_tagger(&j->w, &j->part, j->rows, &set, &plan) != 0)
		die("no memory for", "learning", ERR_NOMEM);
}

static double
f1(const struct learn_result *r, unsigned k, double *precision,
    double *recall)
{
	double right = (double)r->right[k];

	*precision = r->found[k] > 0 ? 100 * right / (double)r->found[k] : 0;
	*recall = r->wanted[k] > 0 ? 100 * right / (double)r->wanted[k] : 0;
	return *precision + *recall > 0 ?
	    2 * *precision * *recall / (*precision + *recall) : 0;
}

static void
report(const struct job *j)
{
	for (size_t i = 0; i < j->nsets; i++) {
		const struct set *s = &j->sets[i];
		struct learn_set set = { s->test.texts, s->test.count };
		struct learn_result r;
		double p = 0, q = 0;

		learn_test(&j->w, &set, &r);
		printf("%-40s", s->name);
		for (unsigned k = 0; k < KIND_COUNT; k++) {
			double f = f1(&r, k, &p, &q);

			printf("  %5.1f %5.1f %5.1f", p, q, f);
		}
		printf("  lang %5.1f\n", r.langs_asked > 0 ? 100 *
		    (double)r.langs_right / (double)r.langs_asked : 0);
	}
}

static void
write_out(struct job *j)
{
	struct errinfo ei = { 0 };
	struct buf b;

	buf_init(&b, WEIGHTS_MAX_BYTES);
	weights_write(&j->w, &b);
	if (buf_err(&b) != 0)
		die("too large", j->out, buf_err(&b));
	if (file_replace(j->out, buf_sv(&b), 0644, &ei) != 0)
		die("cannot write", j->out, ERR_IO);
	printf("%s: %zu bytes\n", j->out, b.len);
	buf_done(&b);
}

static int
read_options(struct job *j, int argc, char **argv)
{
	int c;

	while ((c = getopt(argc, argv, "a:b:e:l:n:r:s:t:x:o:")) != -1) {
		int err = 0;

		if (c == 'a')
			err = num_u64(sv_cstr(optarg), &j->again);
		else if (c == 't')
			err = num_u64(sv_cstr(optarg), &j->times);
		else if (c == 'e')
			err = num_u64(sv_cstr(optarg), &j->rounds);
		else if (c == 'r')
			err = num_u64(sv_cstr(optarg), &j->nrows);
		else if (c == 'x')
			err = num_u64(sv_cstr(optarg), &j->fold);
		else if (c == 'n')
			err = num_u64(sv_cstr(optarg), &j->runs);
		else if (c == 's')
			err = num_u64(sv_cstr(optarg), &j->seed);
		else if (c == 'b')
			j->base = optarg;
		else if (c == 'l')
			j->langs = optarg;
		else if (c == 'o')
			j->out = optarg;
		if (err != 0 || c == '?')
			return -1;
	}
	if (j->runs == 0 || (j->base == NULL) != (j->langs == NULL))
		return -1;
	return argc - optind >= 3 ? optind : -1;
}

/* Languages of -l, "fr,it", as a set. */
static uint32_t
read_langs(const char *codes)
{
	struct sv rest = sv_cstr(codes);
	uint32_t set = 0;

	while (rest.ptr != NULL) {
		enum lang lang = lang_find(sv_cut(&rest, ','));

		if (lang == LANG_NONE)
			die("unknown language in", codes, ERR_SYNTAX);
		set |= UINT32_C(1) << lang;
	}
	return set;
}

/* Lexicon and languages, read or made; how many arguments they were. */
static int
begin(struct job *j, char **args)
{
	struct errinfo ei = { 0 };
	struct weights *base = NULL;
	int err;

	if (j->base == NULL) {
		j->w.lexicon = make_lexicon(j, args[0]);
		make_langs(j, args[1]);
		return 2;
	}
	err = weights_read(j->base, &base, &ei);
	if (err != 0)
		die(ei.text, j->base, err);
	j->w = *base;
	j->part.langs = read_langs(j->langs);
	j->part.more = make_lexicon(j, args[0]);
	lexicon_mark(&j->part.more, j->marks);
	j->part.marks = j->marks;
	return 1;
}

/* Where the part learned belongs. */
static void
take_part(struct job *j)
{
	unsigned i = 0;

	if (j->base == NULL) {
		j->w.base = j->part;
		return;
	}
	while (i < j->w.nparts && j->w.parts[i].langs != j->part.langs)
		i++;
	if (i == WEIGHTS_PARTS)
		die("too many parts in", j->base, ERR_RANGE);
	j->w.parts[i] = j->part;
	j->w.nparts = i < j->w.nparts ? j->w.nparts : i + 1;
}

int
main(int argc, char **argv)
{
	static struct job j = { .nrows = ROWS, .rounds = ROUNDS,
		.again = AGAIN, .runs = 1, .seed = 1, .times = TIMES,
		.fold = FOLDS };
	struct learn_set score;
	int at = read_options(&j, argc, argv);
	bool test = false;

	if (at < 0) {
		(void)fprintf(stderr, "usage: names_train [-a ROUNDS] "
		    "[-e ROUNDS] [-n RUNS] [-r ROWS] [-s SEED] [-t TIMES] "
		    "[-x FOLD] [-o WEIGHTS] "
		    "{LEXICON LANGUAGES | -b WEIGHTS -l CODES MORE} "
		    "SET... [+ SET...]\n");
		return 1;
	}
	arena_init(&j.arena, (size_t)8 << 30);
	at += begin(&j, argv + at);
	for (; at < argc && j.nsets < SETS_MAX; at++) {
		test = test || strcmp(argv[at], "+") == 0;
		if (strcmp(argv[at], "+") != 0)
			read_set(&j, argv[at], test);
	}
	j.part.nrows = (uint32_t)j.nrows;
	j.rows = arena_zalloc(&j.arena, j.part.nrows, sizeof(*j.rows));
	if (j.rows == NULL)
		die("no memory for", "the table", ERR_NOMEM);
	score = gather_score(&j);
	learn(&j, false);
	learn_scores(&j.w, &j.part, &score);
	if (j.fold == FOLDS)
		learn(&j, true);
	take_part(&j);
	report(&j);
	if (j.out != NULL)
		write_out(&j);
	return 0;
}
