/*
 * The log: structured lines about what the program does, on a descriptor
 * (stderr unless told otherwise). Only proxy/ and cli/ use it; everything
 * else returns its errors.
 *
 * It cannot print a payload: names of events and keys are string literals,
 * values are numbers, identifiers of [a-z0-9._-] (anything else in them comes
 * out as '?'), error codes, addresses we listen on, and messages for people
 * (struct errinfo). There is no "%s".
 *
 *	log_event(LOG_WARN, "worker ended", LOG_INT("pid", pid),
 *	    LOG_ID("role", "worker"), LOG_CODE(rc), LOG_ERRINFO(&ei));
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

#include "base/err.h"
#include "base/sv.h"

enum log_level { LOG_ERROR, LOG_WARN, LOG_INFO, LOG_DEBUG };

enum log_type {
	LOG_TYPE_END,
	LOG_TYPE_INT,
	LOG_TYPE_UINT,
	LOG_TYPE_ID,
	LOG_TYPE_CODE,
	LOG_TYPE_ERRINFO,
	LOG_TYPE_ADDRESS
};

struct log_field {
	enum log_type type;
	const char *key;
	union {
		int64_t i;
		uint64_t u;
		struct sv id;
		const struct errinfo *ei;
		const struct sockaddr *address;
	} value;
};

#define LOG_INT(k, v) \
	((struct log_field){ LOG_TYPE_INT, "" k, { .i = (v) } })
#define LOG_UINT(k, v) \
	((struct log_field){ LOG_TYPE_UINT, "" k, { .u = (v) } })
/* A C string or, with LOG_ID_SV, a struct sv; cut after 128 bytes. */
#define LOG_ID(k, v) \
	((struct log_field){ LOG_TYPE_ID, "" k, { .id = sv_cstr(v) } })
#define LOG_ID_SV(k, v) \
	((struct log_field){ LOG_TYPE_ID, "" k, { .id = (v) } })
/* An enum err, as error="text". */
#define LOG_CODE(v) \
	((struct log_field){ LOG_TYPE_CODE, "error", { .i = (v) } })
/* An errinfo, as message="file:line:column: text". */
#define LOG_ERRINFO(v) \
	((struct log_field){ LOG_TYPE_ERRINFO, "message", { .ei = (v) } })
/* A socket address as address:port; only for those we listen on. */
#define LOG_ADDRESS(k, v) \
	((struct log_field){ LOG_TYPE_ADDRESS, "" k, { .address = (v) } })

/*
 * Write one line: time, level, role and pid, `event` (a literal), the fields
 * (at most 16). A line longer than 4 KiB is cut. Never blocks: when the
 * descriptor takes no more the line is dropped, and the next says how many.
 */
#define log_event(level, event, ...) \
	log_write((level), "" event, (const struct log_field[]){ \
	    __VA_ARGS__, { .type = LOG_TYPE_END } })

/* The same without fields. */
#define log_plain(level, event) \
	log_write((level), "" event, NULL)

/* What the two above call; `fields` end with LOG_TYPE_END, or are NULL. */
void log_write(enum log_level level, const char *event,
    const struct log_field *fields);

/* Settings; the usual ones are fd 2, LOG_INFO, key=value, role "exeat". */
void log_set_fd(int fd);
void log_set_level(enum log_level level);
void log_set_json(bool json);
void log_set_role(const char *literal);

#endif
