#include "audit/record_id.h"
#include "base/err.h"
#include "tests/tap/tap.h"

static const char *const malformed[] = {
	"",
	"018f0000-0000-7000-8000-00000000000",
	"018f0000-0000-7000-8000-0000000000000",
	"018F0000-0000-7000-8000-000000000000",
	"018f00000-000-7000-8000-000000000000",
	"018f0000-0000-7000-8000-00000000000g",
	"018f0000-0000-7000-8000x000000000000",
};

int
main(void)
{
	static const uint8_t ones[10] = { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
		0xff, 0xff, 0xff, 0xff };
	int64_t now = 1795507200123456789;
	struct record_id id, back;
	char text[RECORD_ID_TEXT];

	id = record_id_make(now, ones);
	record_id_format(id, text);
	tap_is_sv(sv_cstr(text), SV("01a20c91-a07b-7fff-bfff-ffffffffffff"),
	    "format of %lld", (long long)now);
	tap_is_int(record_id_time_ns(id), now / 1000000 * 1000000, "time");
	tap_is_int(record_id_parse(sv_cstr(text), &back), 0, "parse");
	tap_ok(memcmp(&id, &back, sizeof(id)) == 0, "same id");
	for (size_t i = 0; i < NELEMS(malformed); i++)
		tap_is_int(record_id_parse(sv_cstr(malformed[i]), &back),
		    ERR_SYNTAX, "refuse '%s'", malformed[i]);
	return tap_done();
}
