#include "audit/sealed.h"

#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "audit/reader.h"
#include "audit/slots.h"
#include "base/mem.h"

/*
 * The slot file is mapped, since a slot is looked at for every value that is
 * tokenised. It only grows, in steps, and is then mapped anew.
 */
struct sealed {
	struct ledger_reader *view;
	int fd;
	const uint8_t *slots;		/* NULL while the file is empty */
	size_t size;			/* bytes mapped */
};

static void
unmap(struct sealed *s)
{
	if (s->slots != NULL)
		(void)munmap((void *)(uintptr_t)s->slots, s->size);
	s->slots = NULL;
	s->size = 0;
}

/* Map the file as long as it is now. */
static int
map(struct sealed *s)
{
	struct stat st;
	void *at;

	if (fstat(s->fd, &st) != 0)
		return ERR_IO;
	if ((uint64_t)st.st_size == s->size)
		return 0;
	unmap(s);
	if (st.st_size == 0)
		return 0;
	at = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_SHARED, s->fd, 0);
	if (at == MAP_FAILED)
		return ERR_NOMEM;
	s->slots = at;
	s->size = (size_t)st.st_size;
	return 0;
}

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
	unmap(s);
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
	struct sealed *s = sealed;
	int rc = 0;

	if (number >= s->size / LEDGER_SLOT_BYTES)
		rc = map(s);
	if (rc != 0)
		return rc;
	if (number >= s->size / LEDGER_SLOT_BYTES)
		return ERR_NOTFOUND;
	memcpy(ret_image, s->slots + number * LEDGER_SLOT_BYTES,
	    LEDGER_SLOT_BYTES);
	return 0;
}

int
sealed_slots(void *sealed, uint64_t *ret_count)
{
	const struct sealed *s = sealed;

	return slots_count(s->fd, ret_count);
}
