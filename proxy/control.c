#include "proxy/control.h"

#include <string.h>

#include "base/wire.h"

void
control_write_setup(struct buf *b, const struct control_setup *s)
{
	wire_write_u32(b, s->slot);
	wire_write_u64(b, s->serial);
	wire_write_u8(b, s->change_user);
	wire_write_u32(b, s->uid);
	wire_write_u32(b, s->gid);
	wire_write_u8(b, s->log_level);
	wire_write_u8(b, s->log_json);
	wire_write_sv(b, s->file);
	wire_write_sv(b, s->policy);
}

int
control_read_setup(struct sv body, struct control_setup *ret_s)
{
	struct control_setup s;
	struct wire_reader r;
	int rc;

	wire_read_init(&r, body);
	s.slot = wire_read_u32(&r);
	s.serial = wire_read_u64(&r);
	s.change_user = wire_read_u8(&r) != 0;
	s.uid = wire_read_u32(&r);
	s.gid = wire_read_u32(&r);
	s.log_level = wire_read_u8(&r);
	s.log_json = wire_read_u8(&r) != 0;
	s.file = wire_read_sv(&r);
	s.policy = wire_read_sv(&r);
	if ((rc = wire_read_end(&r)) == 0)
		*ret_s = s;
	return rc;
}

void
control_write_peer(struct buf *b, enum role_kind kind, uint64_t serial)
{
	wire_write_u8(b, (uint8_t)kind);
	wire_write_u64(b, serial);
}

int
control_read_peer(struct sv body, enum role_kind *ret_kind,
    uint64_t *ret_serial)
{
	struct wire_reader r;
	uint64_t serial;
	uint8_t kind;
	int rc;

	wire_read_init(&r, body);
	kind = wire_read_u8(&r);
	serial = wire_read_u64(&r);
	if ((rc = wire_read_end(&r)) != 0)
		return rc;
	if (kind >= ROLE_KINDS)
		return ERR_RANGE;
	*ret_kind = (enum role_kind)kind;
	*ret_serial = serial;
	return 0;
}

void
control_write_listener(struct buf *b, const struct role_listener *l)
{
	wire_write_u8(b, l->admin);
	wire_write_u32(b, l->index);
}

int
control_read_listener(struct sv body, struct role_listener *ret_l)
{
	struct role_listener l = { .fd = -1 };
	struct wire_reader r;
	int rc;

	wire_read_init(&r, body);
	l.admin = wire_read_u8(&r) != 0;
	l.index = wire_read_u32(&r);
	if ((rc = wire_read_end(&r)) == 0)
		*ret_l = l;
	return rc;
}

void
control_write_status(struct buf *b, const struct sandbox_status *s)
{
	wire_write_u8(b, s->user);
	wire_write_u8(b, (uint8_t)s->landlock);
	wire_write_u8(b, s->seccomp);
	wire_write_u8(b, s->relaxed);
}

static struct sandbox_status
read_status(struct wire_reader *r)
{
	struct sandbox_status s;

	s.user = wire_read_u8(r) != 0;
	s.landlock = wire_read_u8(r);
	s.seccomp = wire_read_u8(r) != 0;
	s.relaxed = wire_read_u8(r) != 0;
	return s;
}

int
control_read_status(struct sv body, struct sandbox_status *ret_s)
{
	struct sandbox_status s;
	struct wire_reader r;
	int rc;

	wire_read_init(&r, body);
	s = read_status(&r);
	if ((rc = wire_read_end(&r)) == 0)
		*ret_s = s;
	return rc;
}

void
control_write_result(struct buf *b, int code, const struct errinfo *ei)
{
	wire_write_u32(b, (uint32_t)-code);
	wire_write_sv(b, sv_cstr(ei->file));
	wire_write_u32(b, ei->line);
	wire_write_u32(b, ei->column);
	wire_write_sv(b, sv_cstr(ei->text));
}

static void
copy_text(char *out, size_t size, struct sv s)
{
	size_t len = s.len < size ? s.len : size - 1;

	if (len > 0)
		memcpy(out, s.ptr, len);
	out[len] = '\0';
}

int
control_read_result(struct sv body, int *ret_code, struct errinfo *ret_ei)
{
	struct wire_reader r;
	struct sv file, text;
	unsigned line, column;
	uint32_t code;
	int rc;

	wire_read_init(&r, body);
	code = wire_read_u32(&r);
	file = wire_read_sv(&r);
	line = wire_read_u32(&r);
	column = wire_read_u32(&r);
	text = wire_read_sv(&r);
	if ((rc = wire_read_end(&r)) != 0)
		return rc;
	*ret_code = code <= INT32_MAX ? -(int)code : ERR_INVAL;
	errinfo_reset(ret_ei);
	copy_text(ret_ei->file, sizeof(ret_ei->file), file);
	copy_text(ret_ei->text, sizeof(ret_ei->text), text);
	ret_ei->line = line;
	ret_ei->column = column;
	return 0;
}

void
control_write_table(struct buf *b, bool draining,
    const struct control_row *rows, size_t n)
{
	wire_write_u8(b, draining);
	wire_write_u32(b, (uint32_t)n);
	for (size_t i = 0; i < n; i++) {
		wire_write_u8(b, (uint8_t)rows[i].kind);
		wire_write_u8(b, (uint8_t)rows[i].state);
		wire_write_u32(b, rows[i].slot);
		wire_write_u32(b, (uint32_t)rows[i].pid);
		wire_write_u64(b, rows[i].serial);
		wire_write_u64(b, rows[i].restarts);
		control_write_status(b, &rows[i].sandbox);
	}
}

static int
read_row(struct wire_reader *r, struct control_row *row)
{
	uint8_t kind = wire_read_u8(r), state = wire_read_u8(r);

	if (kind >= ROLE_KINDS || state >= CONTROL_STATES)
		return ERR_RANGE;
	row->kind = (enum role_kind)kind;
	row->state = (enum control_state)state;
	row->slot = wire_read_u32(r);
	row->pid = (int32_t)wire_read_u32(r);
	row->serial = wire_read_u64(r);
	row->restarts = wire_read_u64(r);
	row->sandbox = read_status(r);
	return r->err;
}

int
control_read_table(struct sv body, bool *ret_draining,
    struct control_row *ret_rows, size_t *ret_n)
{
	struct wire_reader r;
	bool draining;
	uint32_t n;
	int rc = 0;

	wire_read_init(&r, body);
	draining = wire_read_u8(&r) != 0;
	n = wire_read_u32(&r);
	if (n > CONTROL_ROWS_MAX)
		return ERR_LIMIT;
	for (uint32_t i = 0; i < n && rc == 0; i++)
		rc = read_row(&r, &ret_rows[i]);
	if (rc == 0)
		rc = wire_read_end(&r);
	if (rc != 0)
		return rc;
	*ret_draining = draining;
	*ret_n = n;
	return 0;
}

const char *
control_state_name(enum control_state state)
{
	switch (state) {
	case CONTROL_STARTING:
		return "starting";
	case CONTROL_SERVING:
		return "serving";
	case CONTROL_DRAINING:
		return "draining";
	case CONTROL_DOWN:
	case CONTROL_STATES:
		break;
	}
	return "down";
}
