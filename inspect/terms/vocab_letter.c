#include "inspect/terms/vocab_letter.h"

#include "base/utf8.h"

static struct vocab_letter
fold(uint32_t code)
{
	char out[WORD_FOLD_MAX] = { 0 };
	struct vocab_letter ret = { 0, 0, WORD_SEPARATOR };
	size_t len = 0;

	ret.kind = (uint8_t)word_fold(code, out, &len);
	if (ret.kind != WORD_LETTER)
		return ret;
	ret.len = (uint8_t)len;
	for (size_t i = 0; i < len; i++)
		ret.bytes |= (uint32_t)(unsigned char)out[i] << 8 * i;
	return ret;
}

void
vocab_letters_init(struct vocab_letters *l)
{
	for (uint32_t i = 0; i < VOCAB_TWO_COUNT * VOCAB_TWO_CONTINUED; i++)
		l->two[i] = fold(0x80 + i);
}

size_t
vocab_letter_decode(struct sv text, size_t at, struct vocab_letter *ret)
{
	uint32_t code = 0;
	size_t bytes = utf8_decode(sv_slice(text, at, text.len), &code);

	*ret = (struct vocab_letter){ 0, 0, WORD_SEPARATOR };
	if (bytes == 0)
		return 1;
	*ret = fold(code);
	return bytes;
}
