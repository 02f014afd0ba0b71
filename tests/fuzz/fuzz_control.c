/*
 * What a child process that was taken over may send to the monitor, and, by
 * the same readers, what a monitor sends. Input: a byte that chooses the
 * message, then its body. What is accepted is written again and must be the
 * same.
 */
#include <stdint.h>
#include <string.h>

#include "base/mem.h"
#include "proxy/control.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
try_table(struct sv body)
{
	struct control_row *rows = mem_calloc(CONTROL_ROWS_MAX, sizeof(*rows));
	bool draining;
	size_t n;

	if (rows != NULL &&
	    control_read_table(body, &draining, rows, &n) == 0) {
		ASSERT(n <= CONTROL_ROWS_MAX);
		for (size_t i = 0; i < n; i++)
			ASSERT(control_state_name(rows[i].state) != NULL &&
			    role_name(rows[i].kind) != NULL);
	}
	mem_free(rows);
}

static void
try_result(struct sv body)
{
	struct errinfo ei;
	char text[2048];
	int code;

	if (control_read_result(body, &code, &ei) != 0)
		return;
	ASSERT(memchr(ei.file, '\0', sizeof(ei.file)) != NULL &&
	    memchr(ei.text, '\0', sizeof(ei.text)) != NULL);
	ASSERT(err_text(code) != NULL);
	errinfo_format(&ei, text, sizeof(text));
}

static void
try_setup(struct sv body)
{
	struct control_setup s;
	struct buf b;

	if (control_read_setup(body, &s) != 0)
		return;
	buf_init(&b, body.len + 1);
	control_write_setup(&b, &s);
	ASSERT(b.len == body.len);
	buf_done(&b);
}

static void
try_small(struct sv body)
{
	struct role_listener l;
	struct sandbox_status status;
	enum role_kind kind;
	uint64_t serial;

	if (control_read_peer(body, &kind, &serial) == 0)
		ASSERT(kind < ROLE_KINDS);
	if (control_read_listener(body, &l) == 0)
		ASSERT(l.fd == -1);
	if (control_read_status(body, &status) == 0)
		ASSERT(status.landlock >= 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sv body;

	if (size == 0)
		return 0;
	body = sv_make(data + 1, size - 1);
	switch (data[0] & 3) {
	case 0:
		try_table(body);
		break;
	case 1:
		try_result(body);
		break;
	case 2:
		try_setup(body);
		break;
	case 3:
		try_small(body);
		break;
	}
	return 0;
}
