#include "inspect/terms/vocab_lang.h"

#include "inspect/terms/vocab.h"

static int
add_alike(struct vocab_langs *l, enum lang lang)
{
	static const char *const alike[] = { "cs sk", "hr sl sk", "da sv",
		"es pt", "et fi", "lt lv", "pl cs sk" };
	uint32_t own = 0, group = 0;
	int err = vocab_languages(sv_cstr(lang_code(lang)), &own);

	l->likely[lang] = own;
	for (size_t i = 0; i < NELEMS(alike) && err == 0; i++) {
		err = vocab_languages(sv_cstr(alike[i]), &group);
		if ((group & own) != 0)
			l->likely[lang] |= group;
	}
	return err;
}

int
vocab_langs_init(struct vocab_langs *ret)
{
	int err = vocab_languages(SV("de"), &ret->nouns);

	if (err == 0)
		err = vocab_languages(SV("es fr ga it mt pt ro"),
		    &ret->behind);
	ret->likely[LANG_NONE] = VOCAB_ANY_LANGUAGE;
	for (int i = LANG_NONE + 1; i < LANG_COUNT && err == 0; i++)
		err = add_alike(ret, (enum lang)i);
	return err;
}
