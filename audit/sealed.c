#include "audit/sealed.h"

#include <errno.h>
#include <unistd.h>

#include "audit/slots.h"
#include "audit/reader.h"
#include "base/mem.h"

struct sealed {
	struct ledger_reader *view;
	int fd;
};

int
sealed_attach(const char *dir, struct ledger_reader *view, struct sealed **ret,
    struct errinfo *ei)
{
	struct sealed *s = mem_calloc(1, sizeof(*s));
	int rc;

	rc = s == NULL ? errinfo_set(ei, ERR_NOMEM, "out of memory") :
	    slots_open(dir, false, &s->fd, ei);
	if (rc != 0) {
		mem_free(s);
		reader_close(view);
		return rc;
	}
	s->view = view;
	reader_park(view);
	*ret = s;
	return 0;
}

int
sealed_open(const char *dir, struct sealed **ret, struct errinfo *ei)
{
	struct ledger_reader *view;
	int rc = reader_open(dir, &view, ei);

	return rc != 0 ? rc : sealed_attach(dir, view, ret, ei);
}

void
sealed_close(struct sealed *s)
{
	if (s == NULL)
		return;
	reader_close(s->view);
	(void)close(s->fd);
	mem_free(s);
}

int
sealed_begin(void *sealed)
{
	return reader_renew(((struct sealed *)sealed)->view);
}

void
sealed_end(void *sealed)
{
	reader_park(((struct sealed *)sealed)->view);
}

int
sealed_row(void *sealed, struct sv key, struct sv *ret_value)
{
	return reader_row(((struct sealed *)sealed)->view, key, ret_value);
}

int
sealed_slot(void *sealed, uint64_t number,
    uint8_t ret_image[LEDGER_SLOT_BYTES])
{
	const struct sealed *s = sealed;
	ssize_t n;

	if (number > INT64_MAX / LEDGER_SLOT_BYTES)
		return ERR_NOTFOUND;
	do
		n = pread(s->fd, ret_image, LEDGER_SLOT_BYTES,
		    (off_t)number * LEDGER_SLOT_BYTES);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return ERR_IO;
	return n < LEDGER_SLOT_BYTES ? ERR_NOTFOUND : 0;
}

int
sealed_slots(void *sealed, uint64_t *ret_count)
{
	const struct sealed *s = sealed;

	return slots_count(s->fd, ret_count);
}
