/*
 * The form of any bytes as a value of any class: what a form frees are letters
 * and digits, and a surrogate keeps everything else, has the form itself, and
 * is not the value.
 */
#include <stdint.h>
#include <string.h>

#include "base/err.h"
#include "govern/form.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_surrogate(const struct form *f, struct sv class_name, const char *text)
{
	struct sv surrogate = sv_make(text, f->surrogate.len);
	bool same = true;
	struct form of;

	for (size_t i = 0; i < surrogate.len; i++) {
		char c = f->surrogate.text[i];
		bool symbol = (c >= '0' && c <= '9') ||
		    ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');

		ASSERT(symbol || text[i] == c);
		same = same && text[i] == c;
	}
	ASSERT(!same);
	ASSERT(form_make(class_name, surrogate, &of) == 0);
	ASSERT(memcmp(of.surrogate.radix, f->surrogate.radix,
	    sizeof(of.surrogate.radix)) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint8_t key[SURROGATE_KEY_BYTES] = { 7 };
	char out[SURROGATE_TEXT_MAX];
	struct surrogate_walk walk;
	struct crypto *c = NULL;
	struct sv class_name;
	struct form f;
	size_t n = 0;
	int rc;

	while (form_name(n).ptr != NULL)
		n++;
	if (size == 0)
		return 0;
	class_name = form_name((data[0] - 'a') % n);
	if (form_make(class_name, sv_make(data + 1, size - 1), &f) != 0)
		return 0;
	ASSERT(crypto_open(&c) == 0);
	rc = surrogate_begin(&walk, c, key, &f.surrogate);
	if (rc == 0) {
		rc = surrogate_next(&walk, out);
		surrogate_end(&walk);
	}
	ASSERT(rc == 0 || rc == ERR_RANGE || rc == ERR_FULL);
	if (rc == 0)
		check_surrogate(&f, class_name, out);
	crypto_close(c);
	return 0;
}
