#include "tests/fuzz/http1_again.h"

#include <stdbool.h>

#include "proxy/http1_write.h"

enum { TRAILERS_MAX = 64 };

static bool
write_head(const struct http1_parser *p, const struct http1_field *trailers,
    size_t ntrailers, size_t body_len, struct buf *out)
{
	const struct http1_head *h = &p->head;
	enum http1_framing framing = ntrailers > 0 ? HTTP1_CHUNKED :
	    HTTP1_LENGTH;
	struct http1_fields_spec list = { .fields = h->fields,
		.nfields = h->nfields };
	struct http1_request_spec request = {
		.method = h->method_text,
		.target = h->form == HTTP1_ASTERISK ? SV("*") : h->path,
		.authority = h->authority,
		.list = list,
		.framing = framing,
		.content_length = body_len,
		.trailers = trailers,
		.ntrailers = ntrailers,
	};
	struct http1_response_spec response = {
		.status = h->status,
		.reason = h->reason,
		.list = list,
		.framing = framing,
		.content_length = body_len,
	};

	/* A 1.0 request may lack a host. More fields than fit a list in
	 * Connection are refused by the writer. */
	if (p->kind == HTTP1_REQUEST)
		return h->authority.len > 0 && h->form != HTTP1_AUTHORITY &&
		    http1_write_request(out, &request) == 0;
	return h->status != 204 && h->status != 304 &&
	    http1_write_response(out, &response) == 0;
}

void
http1_again_write(const struct http1_parser *p, struct sv body,
    struct buf *out)
{
	struct http1_field trailers[TRAILERS_MAX];
	size_t n = 0;

	for (size_t i = 0; i < p->ntrailers && n < TRAILERS_MAX; i++)
		if (p->trailers[i].id == HTTP1_ID_NONE)
			trailers[n++] = p->trailers[i];
	if (!write_head(p, trailers, n, body.len, out))
		return;
	if (n == 0) {
		buf_add_sv(out, body);
		return;
	}
	http1_write_chunk(out, body);
	(void)!http1_write_last_chunk(out, trailers, n);
}
