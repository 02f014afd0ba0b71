/* exeat.yaml from any bytes: no crash, no leak, a message for each refusal. */
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "config/config.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct config *c = NULL;
	struct errinfo ei = { 0 };

	if (config_parse(sv_make(data, size), "fuzz.yaml", &c, &ei) == 0)
		ASSERT(c->nlisteners > 0 && c->store.len > 0);
	else
		ASSERT(c == NULL && ei.text[0] != '\0');
	config_free(c);
	return 0;
}
