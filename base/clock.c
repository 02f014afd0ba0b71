#include "base/clock.h"

#include <stdbool.h>
#include <string.h>
#include <time.h>

#include "base/ascii.h"
#include "base/err.h"

static const int64_t ns_per_s = INT64_C(1000000000);

static bool frozen;
static int64_t frozen_wall, frozen_mono;

static int64_t
read_clock(clockid_t id)
{
	struct timespec ts;

	(void)clock_gettime(id, &ts);
	return (int64_t)ts.tv_sec * ns_per_s + ts.tv_nsec;
}

int64_t
clock_wall_ns(void)
{
	return frozen ? frozen_wall : read_clock(CLOCK_REALTIME);
}

int64_t
clock_mono_ns(void)
{
	return frozen ? frozen_mono : read_clock(CLOCK_MONOTONIC);
}

void
clock_freeze(int64_t wall_ns, int64_t mono_ns)
{
	frozen = true;
	frozen_wall = wall_ns;
	frozen_mono = mono_ns;
}

void
clock_advance(int64_t ns)
{
	frozen_wall += ns;
	frozen_mono += ns;
}

void
clock_thaw(void)
{
	frozen = false;
}

/* The last `n` decimal digits of `v`. */
static void
put_digits(char *to, size_t n, int v)
{
	for (; n > 0; n--) {
		to[n - 1] = (char)('0' + v % 10);
		v /= 10;
	}
}

void
clock_format(int64_t wall_ns, char out[CLOCK_TEXT_BYTES])
{
	static const char form[] = "0000-00-00T00:00:00.000Z";
	int64_t ns = wall_ns % ns_per_s;
	time_t secs = (time_t)(wall_ns / ns_per_s);
	struct tm tm;

	if (ns < 0) {
		ns += ns_per_s;
		secs--;
	}
	(void)gmtime_r(&secs, &tm);
	memcpy(out, form, sizeof(form));
	put_digits(out, 4, tm.tm_year + 1900);
	put_digits(out + 5, 2, tm.tm_mon + 1);
	put_digits(out + 8, 2, tm.tm_mday);
	put_digits(out + 11, 2, tm.tm_hour);
	put_digits(out + 14, 2, tm.tm_min);
	put_digits(out + 17, 2, tm.tm_sec);
	put_digits(out + 20, 3, (int)(ns / 1000000));
}

/* Read exactly `n` digits at `*s` and step over them; -1 if there are none. */
static int
take_digits(struct sv *s, size_t n)
{
	int v = 0;

	if (s->len < n)
		return -1;
	for (size_t i = 0; i < n; i++) {
		if (!ascii_is_digit(s->ptr[i]))
			return -1;
		v = v * 10 + (s->ptr[i] - '0');
	}
	*s = sv_slice(*s, n, s->len);
	return v;
}

static bool
take_char(struct sv *s, char c)
{
	if (s->len == 0 || s->ptr[0] != c)
		return false;
	*s = sv_slice(*s, 1, s->len);
	return true;
}

static int
take_date(struct sv *s, struct tm *tm)
{
	int y = take_digits(s, 4), m, d;

	if (y < 0 || !take_char(s, '-') || (m = take_digits(s, 2)) < 0 ||
	    !take_char(s, '-') || (d = take_digits(s, 2)) < 0)
		return ERR_SYNTAX;
	if (m < 1 || m > 12 || d < 1 || d > 31)
		return ERR_RANGE;
	tm->tm_year = y - 1900;
	tm->tm_mon = m - 1;
	tm->tm_mday = d;
	return 0;
}

static int
take_time(struct sv *s, struct tm *tm)
{
	int h = take_digits(s, 2), m, sec;

	if (h < 0 || !take_char(s, ':') || (m = take_digits(s, 2)) < 0 ||
	    !take_char(s, ':') || (sec = take_digits(s, 2)) < 0)
		return ERR_SYNTAX;
	if (h > 23 || m > 59 || sec > 60)
		return ERR_RANGE;
	tm->tm_hour = h;
	tm->tm_min = m;
	tm->tm_sec = sec == 60 ? 59 : sec;	/* a leap second */
	return 0;
}

/* An optional fraction of a second, in nanoseconds; -1 if malformed. */
static int64_t
take_fraction(struct sv *s)
{
	int64_t ns = 0, unit = ns_per_s / 10;

	if (!take_char(s, '.'))
		return 0;
	if (s->len == 0 || !ascii_is_digit(s->ptr[0]))
		return -1;
	while (s->len > 0 && ascii_is_digit(s->ptr[0])) {
		ns += (s->ptr[0] - '0') * unit;
		unit /= 10;
		*s = sv_slice(*s, 1, s->len);
	}
	return ns;
}

/* `Z` or `+hh:mm`, as seconds east of Greenwich. */
static int
take_zone(struct sv *s, int *ret_east)
{
	int sign, h, m;

	if (take_char(s, 'Z') || take_char(s, 'z')) {
		*ret_east = 0;
		return 0;
	}
	sign = take_char(s, '+') ? 1 : take_char(s, '-') ? -1 : 0;
	if (sign == 0 || (h = take_digits(s, 2)) < 0 || !take_char(s, ':') ||
	    (m = take_digits(s, 2)) < 0)
		return ERR_SYNTAX;
	if (h > 23 || m > 59)
		return ERR_RANGE;
	*ret_east = sign * (h * 3600 + m * 60);
	return 0;
}

int
clock_parse(struct sv text, int64_t *ret_wall_ns)
{
	struct tm tm = { 0 };
	int64_t fraction = 0, ns;
	int east = 0, day, rc = take_date(&text, &tm);
	time_t secs;

	if (rc == 0 && text.len > 0) {
		if (!take_char(&text, 'T') && !take_char(&text, 't') &&
		    !take_char(&text, ' '))
			return ERR_SYNTAX;
		rc = take_time(&text, &tm);
		fraction = rc == 0 ? take_fraction(&text) : 0;
		if (rc == 0 && fraction < 0)
			rc = ERR_SYNTAX;
		if (rc == 0)
			rc = take_zone(&text, &east);
	}
	if (rc != 0 || text.len > 0)
		return rc != 0 ? rc : ERR_SYNTAX;
	day = tm.tm_mday;
	secs = timegm(&tm);
	if (tm.tm_mday != day)
		return ERR_RANGE;
	if (__builtin_mul_overflow((int64_t)secs - east, ns_per_s, &ns) ||
	    __builtin_add_overflow(ns, fraction, &ns))
		return ERR_RANGE;
	*ret_wall_ns = ns;
	return 0;
}
