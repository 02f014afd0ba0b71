/*
 * Any bytes as a field. Up to the first zero byte the input is the label, the
 * rest the text.
 */
#include <stdint.h>

#include "tests/fuzz/detect_again.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sv rest = sv_make(data, size), label = sv_cut(&rest, '\0');

	if (rest.ptr == NULL)
		detect_again(label, SV(""));
	else
		detect_again(rest, label);
	return 0;
}
