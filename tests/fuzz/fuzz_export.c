/* Exports and proofs, as an auditor gets them from anybody. */
#include "audit/verify.h"
#include "base/err.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct verify_options o = { .old = SV("") };
	struct sv rest = sv_make(data, size), note;
	struct verify_report report;
	struct verify_export *v;
	struct note_key key;

	if (verify_export_new(&o, &v) != 0)
		return 0;
	while (rest.ptr != NULL)
		if (verify_export_line(v, sv_cut(&rest, '\n')) != 0)
			break;
	if (verify_export_end(v, &report, &note) != 0)
		ASSERT(report.faults > 0);
	verify_export_free(v);
	if (note_key_make(SV("fuzz.example"), (const uint8_t *)
	    "0123456789abcdef0123456789abcdef", &key) == 0)
		ASSERT(verify_proof(sv_make(data, size), SV("{}"), &key) != 0);
	return 0;
}
