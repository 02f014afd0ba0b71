#include "proxy/trailers.h"

#include "config/config.h"

static bool
is_named(const struct config *c, struct sv name)
{
	for (size_t i = 0; i < c->ntrailers; i++)
		if (sv_eq_nocase(c->trailers[i], name))
			return true;
	return false;
}

/* Is `name` an element of the lists in the fields of that id? */
static bool
is_listed(const struct http1_field *fields, size_t nfields, enum http1_id id,
    struct sv name)
{
	for (size_t i = 0; i < nfields; i++) {
		struct sv value = fields[i].value;

		while (fields[i].id == id && value.ptr != NULL)
			if (sv_eq_nocase(sv_trim(sv_cut(&value, ',')), name))
				return true;
	}
	return false;
}

bool
trailers_may_pass(const struct config *c, const struct http1_field *fields,
    size_t nfields, const struct http1_field *f)
{
	return f->id == HTTP1_ID_NONE && is_named(c, f->name) &&
	    !is_listed(fields, nfields, HTTP1_ID_CONNECTION, f->name);
}

bool
trailers_are_taken(const struct http1_head *request)
{
	return request->minor >= 1 && is_listed(request->fields,
	    request->nfields, HTTP1_ID_TE, SV("trailers"));
}
