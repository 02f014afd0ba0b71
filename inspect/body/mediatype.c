#include "inspect/body/mediatype.h"

#include "base/err.h"

static const struct {
	struct sv name;
	enum mediatype type;
} types[] = {
	{ SV_INIT("application/json"), MEDIATYPE_JSON },
	{ SV_INIT("text/json"), MEDIATYPE_JSON },
	{ SV_INIT("application/x-json"), MEDIATYPE_JSON },
	{ SV_INIT("application/csp-report"), MEDIATYPE_JSON },
	{ SV_INIT("application/x-ndjson"), MEDIATYPE_NDJSON },
	{ SV_INIT("application/ndjson"), MEDIATYPE_NDJSON },
	{ SV_INIT("application/jsonl"), MEDIATYPE_NDJSON },
	{ SV_INIT("application/x-jsonl"), MEDIATYPE_NDJSON },
	{ SV_INIT("application/jsonlines"), MEDIATYPE_NDJSON },
	{ SV_INIT("application/x-jsonlines"), MEDIATYPE_NDJSON },
	{ SV_INIT("application/json-lines"), MEDIATYPE_NDJSON },
	{ SV_INIT("text/jsonl"), MEDIATYPE_NDJSON },
	{ SV_INIT("application/x-www-form-urlencoded"), MEDIATYPE_FORM },
	{ SV_INIT("text/csv"), MEDIATYPE_CSV },
	{ SV_INIT("application/csv"), MEDIATYPE_CSV },
	{ SV_INIT("text/tab-separated-values"), MEDIATYPE_CSV },
	{ SV_INIT("application/xml"), MEDIATYPE_TEXT },
	{ SV_INIT("application/yaml"), MEDIATYPE_TEXT },
	{ SV_INIT("application/x-yaml"), MEDIATYPE_TEXT },
	{ SV_INIT("application/toml"), MEDIATYPE_TEXT },
	{ SV_INIT("application/sql"), MEDIATYPE_TEXT },
	{ SV_INIT("application/javascript"), MEDIATYPE_TEXT },
	{ SV_INIT("application/x-javascript"), MEDIATYPE_TEXT },
	{ SV_INIT("application/graphql"), MEDIATYPE_TEXT },
	{ SV_INIT("application/x-sh"), MEDIATYPE_TEXT },
	{ SV_INIT("application/octet-stream"), MEDIATYPE_BYTES },
	{ SV_INIT("binary/octet-stream"), MEDIATYPE_BYTES },
	{ SV_INIT(""), MEDIATYPE_BYTES },
};

static const struct {
	struct sv name;
	enum mediatype_charset charset;
} charsets[] = {
	{ SV_INIT("utf-8"), MEDIATYPE_UTF8 },
	{ SV_INIT("utf8"), MEDIATYPE_UTF8 },
	{ SV_INIT("us-ascii"), MEDIATYPE_UTF8 },
	{ SV_INIT("ascii"), MEDIATYPE_UTF8 },
	{ SV_INIT("iso-8859-1"), MEDIATYPE_LATIN1 },
	{ SV_INIT("iso8859-1"), MEDIATYPE_LATIN1 },
	{ SV_INIT("latin1"), MEDIATYPE_LATIN1 },
	{ SV_INIT("latin-1"), MEDIATYPE_LATIN1 },
};

struct sv
mediatype_essence(struct sv value)
{
	return sv_trim(sv_cut(&value, ';'));
}

static bool
ends_nocase(struct sv s, struct sv suffix)
{
	return s.len >= suffix.len &&
	    sv_eq_nocase(sv_slice(s, s.len - suffix.len, s.len), suffix);
}

enum mediatype
mediatype_of(struct sv value)
{
	struct sv name = mediatype_essence(value);

	for (size_t i = 0; i < NELEMS(types); i++)
		if (sv_eq_nocase(types[i].name, name))
			return types[i].type;
	if (ends_nocase(name, SV("+json")))
		return MEDIATYPE_JSON;
	if (ends_nocase(name, SV("+xml")) ||
	    sv_starts_nocase(name, SV("text/")))
		return MEDIATYPE_TEXT;
	if (sv_starts_nocase(name, SV("multipart/")))
		return MEDIATYPE_MULTIPART;
	return MEDIATYPE_OTHER;
}

/* Cut one parameter (or the essence) off `*rest`; quotes hide semicolons. */
static struct sv
cut_param(struct sv *rest)
{
	struct sv all = *rest;
	bool quoted = false;

	for (size_t i = 0; i < all.len; i++) {
		if (all.ptr[i] == '"')
			quoted = !quoted;
		else if (all.ptr[i] == '\\' && quoted)
			i++;
		else if (all.ptr[i] == ';' && !quoted) {
			*rest = sv_slice(all, i + 1, all.len);
			return sv_slice(all, 0, i);
		}
	}
	*rest = (struct sv){ NULL, 0 };
	return all;
}

static int
unquote(struct sv value, struct arena *arena, struct sv *ret)
{
	size_t len = 0;
	char *out;

	if (value.len == 0 || value.ptr[0] != '"') {
		*ret = value;
		return 0;
	}
	if (value.len < 2 || value.ptr[value.len - 1] != '"')
		return ERR_SYNTAX;
	value = sv_slice(value, 1, value.len - 1);
	out = arena_alloc(arena, value.len);
	if (out == NULL)
		return ERR_NOMEM;
	for (size_t i = 0; i < value.len; i++) {
		if (value.ptr[i] == '\\' && i + 1 < value.len)
			i++;
		out[len++] = value.ptr[i];
	}
	*ret = sv_make(out, len);
	return 0;
}

int
mediatype_param(struct sv value, struct sv name, struct arena *arena,
    struct sv *ret)
{
	struct sv param, key;

	(void)cut_param(&value);
	while (value.ptr != NULL) {
		param = cut_param(&value);
		key = sv_trim(sv_cut(&param, '='));
		if (param.ptr != NULL && sv_eq_nocase(key, name))
			return unquote(sv_trim(param), arena, ret);
	}
	return ERR_NOTFOUND;
}

/* `s` without the quotes around it. */
static struct sv
bare(struct sv s)
{
	s = sv_trim(s);
	return s.len >= 2 && s.ptr[0] == '"' ? sv_slice(s, 1, s.len - 1) : s;
}

enum mediatype_charset
mediatype_charset_of(struct sv value)
{
	struct sv param, key, name = { NULL, 0 };

	(void)cut_param(&value);
	while (value.ptr != NULL && name.ptr == NULL) {
		param = cut_param(&value);
		key = sv_trim(sv_cut(&param, '='));
		if (param.ptr != NULL && sv_eq_nocase(key, SV("charset")))
			name = bare(param);
	}
	if (name.len == 0)
		return MEDIATYPE_UTF8;
	for (size_t i = 0; i < NELEMS(charsets); i++)
		if (sv_eq_nocase(charsets[i].name, name))
			return charsets[i].charset;
	if (sv_starts_nocase(name, SV("iso-8859-")) ||
	    sv_starts_nocase(name, SV("windows-125")))
		return MEDIATYPE_ASCII_LIKE;
	return MEDIATYPE_UNREADABLE;
}
