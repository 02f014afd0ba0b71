#include "inspect/field_label.h"

#include <stdbool.h>

#include "base/attr.h"

enum {
	ANSWER_MAX = 72,	/* bytes of a turn that may be an answer */
	QUESTION_MAX = 160,	/* bytes of the one before it that are read */
	TURN_FIELDS = 24,	/* fields between two turns */
	PAIR_FIELDS = 8,	/* fields, keys too, from a value to its name */
	PAIR_NAME_MAX = 128,	/* bytes of a value's name */
	JWK_FIELDS = 32,	/* from a member of a key to its type */
	JWK_LEAST = 16		/* bytes of a private member */
};

static bool
is_turn(const struct field *f)
{
	return f->role == FIELD_CONTENT && f->text.len > 0 &&
	    (f->meaning == MEANING_USER_TEXT ||
	    f->meaning == MEANING_ASSISTANT_TEXT);
}

/* The end of the last line of `text`, from a character's first byte on. */
static struct sv
last_words(struct sv text)
{
	size_t end = text.len, start;

	while (end > 0 && (unsigned char)text.ptr[end - 1] <= ' ')
		end--;
	start = end > QUESTION_MAX ? end - QUESTION_MAX : 0;
	for (size_t i = end; i > start; i--)
		if (text.ptr[i - 1] == '\n')
			start = i;
	while (start < end && ((unsigned char)text.ptr[start] & 0xc0) == 0x80)
		start++;
	return sv_slice(text, start, end);
}

static bool
is_one_of(struct sv word, const struct sv *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (sv_eq_nocase(word, list[i]))
			return true;
	return false;
}

/*
 * {"key": "password", "value": "..."}: the name of the value that is field `i`,
 * on either side of it in the same object; or what it is labelled.
 */
static struct sv
named_value(const struct field *fields, size_t nfields, size_t i)
{
	static const struct sv names[] = { SV_INIT("key"), SV_INIT("name"),
		SV_INIT("label"), SV_INIT("parameterkey"),
		SV_INIT("fieldname") };
	const struct field *f = &fields[i];
	size_t from = i < PAIR_FIELDS ? 0 : i - PAIR_FIELDS;

	for (size_t k = from; k < nfields && k <= i + PAIR_FIELDS; k++) {
		const struct field *one = &fields[k];

		if (one->step == f->step && one->layer == f->layer &&
		    one->role == FIELD_CONTENT && one->text.len > 0 &&
		    one->text.len <= PAIR_NAME_MAX &&
		    is_one_of(one->label, names, NELEMS(names)))
			return one->text;
	}
	return f->label;
}

/* RFC 7518 §6: d of elliptic curves and RSA, k of symmetric keys. */
static bool
is_private_member(struct sv label)
{
	static const struct sv names[] = { SV_INIT("d"), SV_INIT("k"),
		SV_INIT("p"), SV_INIT("q"), SV_INIT("dp"), SV_INIT("dq"),
		SV_INIT("qi") };

	for (size_t i = 0; i < NELEMS(names); i++)
		if (sv_eq(label, names[i]))
			return true;
	return false;
}

/* Does the object that field `i` is a member of have the type of a key? */
static bool
is_of_jwk(const struct field *fields, size_t nfields, size_t i)
{
	const struct field *f = &fields[i];
	size_t from = i < JWK_FIELDS ? 0 : i - JWK_FIELDS;

	for (size_t k = from; k < nfields && k <= i + JWK_FIELDS; k++)
		if (fields[k].step == f->step &&
		    fields[k].layer == f->layer &&
		    fields[k].role == FIELD_CONTENT &&
		    sv_eq(fields[k].label, SV("kty")))
			return true;
	return false;
}

struct sv
field_label_of(const struct field *fields, size_t nfields, size_t i)
{
	static const struct sv values[] = { SV_INIT("value"), SV_INIT("val"),
		SV_INIT("parametervalue"), SV_INIT("fieldvalue") };
	const struct field *f = &fields[i];

	if (f->index == FIELD_MEMBER && f->role == FIELD_CONTENT &&
	    is_one_of(f->label, values, NELEMS(values)))
		return named_value(fields, nfields, i);
	if (f->label.len <= 2 && f->text.len >= JWK_LEAST &&
	    f->index == FIELD_MEMBER && is_private_member(f->label) &&
	    is_of_jwk(fields, nfields, i))
		return SV("jwk private member");
	if (f->text.len > ANSWER_MAX || !is_turn(f))
		return f->label;
	for (size_t k = i; k > 0 && i - k < TURN_FIELDS; k--)
		if (is_turn(&fields[k - 1]))
			return fields[k - 1].meaning == f->meaning ?
			    f->label : last_words(fields[k - 1].text);
	return f->label;
}
