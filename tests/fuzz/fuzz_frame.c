/*
 * Packets from a hostile process. Input: packets, each after a u16 length in
 * host order. Whatever is accepted must come out as it went in.
 */
#include <stdint.h>
#include <string.h>

#include "base/err.h"
#include "base/frame.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A message of one frame, written again, is the same bytes. */
static void
check_same(const struct frame *f)
{
	char header[FRAME_HEADER];

	frame_write_header(f, header);
	ASSERT(memcmp(header, f->body.ptr - FRAME_HEADER, FRAME_HEADER) == 0);
}

static int
feed(struct frame_joiner *j, struct sv packet)
{
	struct frame_message m;
	struct frame f;
	int rc = 0;

	while (packet.len > 0 && rc == 0) {
		rc = frame_parse(&packet, &f);
		if (rc != 0)
			break;
		check_same(&f);
		rc = frame_join(j, &f, &m);
		if (rc == 0) {
			ASSERT(m.body.len == f.total && m.body.len <= 100000);
			ASSERT(f.body.len == 0 || memcmp(f.body.ptr,
			    m.body.ptr + f.offset, f.body.len) == 0);
			frame_joiner_forget(j);
		} else if (rc == ERR_AGAIN) {
			rc = 0;
		}
	}
	return rc;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct frame_joiner j;
	uint16_t len;
	int rc = 0;

	frame_joiner_init(&j, 100000);
	while (size >= sizeof(len) && rc == 0) {
		memcpy(&len, data, sizeof(len));
		data += sizeof(len);
		size -= sizeof(len);
		if (len > size)
			len = (uint16_t)size;
		rc = feed(&j, sv_make(data, len));
		data += len;
		size -= len;
	}
	frame_joiner_done(&j);
	return 0;
}
