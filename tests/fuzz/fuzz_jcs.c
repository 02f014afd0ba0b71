/* base/jcs: the canonical form of a canonical form is itself. */
#include <stdint.h>

#include "base/err.h"
#include "base/jcs.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf once, twice;

	buf_init(&once, 1 << 24);
	buf_init(&twice, 1 << 24);
	if (jcs_canonicalise(sv_make(data, size), &once) == 0) {
		ASSERT(jcs_canonicalise(buf_sv(&once), &twice) == 0);
		ASSERT(sv_eq(buf_sv(&once), buf_sv(&twice)));
	}
	buf_done(&twice);
	buf_done(&once);
	return 0;
}
