/* Words that name things: what a person found becomes. */
#include <string.h>

#include "base/attr.h"
#include "inspect/names/names.h"
#include "inspect/names/thing.h"
#include "tests/tap/tap.h"

static const struct weights *weights;
static struct thing_table table;

enum { SURE = 90, DOUBT = 60 };

static const struct {
	const char *text, *name;
	const char *left;	/* of the name; NULL: none */
	unsigned score;
	enum weights_kind kind;
} cases[] = {
	{ "Anna Schmidt came", "Anna Schmidt", "Anna Schmidt", SURE,
	    KIND_PERSON },
	{ "the Tab Menu is", "Tab Menu", NULL, 0, KIND_PERSON },
	{ "Flip Vertically", "Flip Vertically", NULL, 0, KIND_PERSON },
	{ "- name: Create Server Group", "Create Server Group", NULL, 0,
	    KIND_PERSON },
	{ "Ian Jackson December", "Ian Jackson December", "Ian Jackson",
	    SURE, KIND_PERSON },
	{ "Debian Ian Murdock", "Debian Ian Murdock", "Ian Murdock", SURE,
	    KIND_PERSON },
	{ "by Debian Policy Editors", "Debian Policy Editors", NULL, 0,
	    KIND_PERSON },
	{ "nehme seit Mai Sertralin", "Mai Sertralin", NULL, 0, KIND_PERSON },
	{ "Seit  Mai Anna Schmidt", "Mai Anna Schmidt", "Anna Schmidt", SURE,
	    KIND_PERSON },
	{ "besucht Mai Nguyen", "Mai Nguyen", "Mai Nguyen", SURE,
	    KIND_PERSON },
	{ "called April Jones", "April Jones", "April Jones", SURE,
	    KIND_PERSON },
	{ "until April", "April", NULL, 0, KIND_PERSON },
	{ "Kafka writes", "Kafka", "Kafka", DOUBT, KIND_PERSON },
	{ "Franz Kafka writes", "Franz Kafka", "Franz Kafka", SURE,
	    KIND_PERSON },
	{ "Apache Kafka writes", "Apache Kafka", NULL, 0, KIND_PERSON },
	{ "Henry Ford", "Henry Ford", "Henry Ford", SURE, KIND_PERSON },
	{ "a suit by Hugo Boss", "Hugo Boss", "Hugo Boss", SURE,
	    KIND_ORGANISATION },
	{ "Mercedes-Benz, Mercedes Benz", "Mercedes Benz", "Mercedes Benz",
	    SURE, KIND_ORGANISATION },
	{ "in West Virginia", "West Virginia", "West Virginia", SURE,
	    KIND_PLACE },
	{ "near Dawson Creek", "Dawson Creek", "Dawson Creek", SURE,
	    KIND_PLACE },
	{ "from JFK to", "JFK", "JFK", DOUBT, KIND_PERSON },
	{ "Reynolds, Ed., 1998", "Ed", "Ed", DOUBT, KIND_PERSON },
	{ "Hugo Boss Meyer", "Hugo Boss Meyer", "Hugo Boss Meyer", SURE,
	    KIND_PERSON },
	{ "\nD. With these", "D. With", "D. With", DOUBT, KIND_PERSON },
	{ "by D. With these", "D. With", "D. With", SURE, KIND_PERSON },
	{ "\nD. Black", "D. Black", "D. Black", SURE, KIND_PERSON },
	{ "\nJ. Postel", "J. Postel", "J. Postel", SURE, KIND_PERSON },
	{ "\nD. Schmidt", "D. Schmidt", "D. Schmidt", SURE, KIND_PERSON },
	{ "eine Liste von Verzeichnissen an", "von Verzeichnissen",
	    "von Verzeichnissen", DOUBT, KIND_PERSON },
	{ "sagte von Bismarck", "von Bismarck", "von Bismarck", SURE,
	    KIND_PERSON },
	{ "der Besuch von Anna Schmidt", "von Anna Schmidt",
	    "von Anna Schmidt", SURE, KIND_PERSON },
	{ "Chương này", "Chương", "Chương", DOUBT, KIND_PERSON },
	{ "Nguyễn Văn Bảo", "Nguyễn Văn Bảo", "Nguyễn Văn Bảo", SURE,
	    KIND_PERSON },
};

int
main(void)
{
	struct errinfo ei = { 0 };
	struct names *names = NULL;

	if (!tap_ok(names_open(tap_source_path("share/names/europe.weights"),
	    &names, &ei) == 0, "weights: %s", ei.text))
		return tap_done();
	weights = names_weights(names);
	thing_table_init(&table);
	for (size_t i = 0; i < NELEMS(cases); i++) {
		struct sv text = sv_cstr(cases[i].text);
		size_t start = (size_t)sv_find(text, sv_cstr(cases[i].name));
		struct tagger_span span = { start,
			start + strlen(cases[i].name), KIND_PERSON, SURE,
			false, LANG_NONE };
		bool kept = thing_mend(&table, &weights->lexicon, text, &span);

		tap_ok(kept == (cases[i].left != NULL), "%s: kept",
		    cases[i].text);
		if (!kept || cases[i].left == NULL)
			continue;
		tap_is_sv(sv_slice(text, span.start, span.end),
		    sv_cstr(cases[i].left), "%s: what", cases[i].text);
		tap_ok(span.score == cases[i].score &&
		    span.kind == cases[i].kind, "%s: how sure, of what kind",
		    cases[i].text);
	}
	names_close(names);
	return tap_done();
}
