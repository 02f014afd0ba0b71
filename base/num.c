#include "base/num.h"

#include "base/ascii.h"
#include "base/err.h"

struct unit {
	struct sv name;
	uint64_t factor;
};

static const struct unit sizes[] = {
	{ SV_INIT(""), 1 },
	{ SV_INIT("B"), 1 },
	{ SV_INIT("KiB"), UINT64_C(1) << 10 },
	{ SV_INIT("MiB"), UINT64_C(1) << 20 },
	{ SV_INIT("GiB"), UINT64_C(1) << 30 },
	{ SV_INIT("TiB"), UINT64_C(1) << 40 },
	{ SV_INIT("kB"), 1000 },
	{ SV_INIT("MB"), 1000000 },
	{ SV_INIT("GB"), 1000000000 },
};

static const struct unit durations[] = {
	{ SV_INIT("ms"), 1 },
	{ SV_INIT("s"), 1000 },
	{ SV_INIT("m"), 60000 },
	{ SV_INIT("h"), 3600000 },
	{ SV_INIT("d"), 86400000 },
};

int
num_u64(struct sv s, uint64_t *ret)
{
	uint64_t v = 0;

	if (s.len == 0)
		return ERR_SYNTAX;
	for (size_t i = 0; i < s.len; i++)
		if (!ascii_is_digit(s.ptr[i]))
			return ERR_SYNTAX;
	for (size_t i = 0; i < s.len; i++)
		if (__builtin_mul_overflow(v, 10, &v) ||
		    __builtin_add_overflow(v, (uint64_t)(s.ptr[i] - '0'), &v))
			return ERR_RANGE;
	*ret = v;
	return 0;
}

int
num_hex(struct sv s, uint64_t *ret)
{
	uint64_t v = 0;

	if (s.len == 0)
		return ERR_SYNTAX;
	for (size_t i = 0; i < s.len; i++) {
		int digit = ascii_hex_value(s.ptr[i]);

		if (digit < 0)
			return ERR_SYNTAX;
		if (v >> 60 != 0)
			return ERR_RANGE;
		v = v << 4 | (unsigned)digit;
	}
	*ret = v;
	return 0;
}

static int
with_unit(struct sv s, const struct unit *units, size_t n, uint64_t *ret)
{
	size_t digits = 0;
	uint64_t v;
	struct sv name;
	int rc;

	while (digits < s.len && ascii_is_digit(s.ptr[digits]))
		digits++;
	rc = num_u64(sv_slice(s, 0, digits), &v);
	if (rc != 0)
		return rc;
	name = sv_slice(s, digits, s.len);
	for (size_t i = 0; i < n; i++) {
		if (!sv_eq(units[i].name, name))
			continue;
		if (__builtin_mul_overflow(v, units[i].factor, &v))
			return ERR_RANGE;
		*ret = v;
		return 0;
	}
	return ERR_SYNTAX;
}

int
num_size(struct sv s, uint64_t *ret_bytes)
{
	return with_unit(s, sizes, NELEMS(sizes), ret_bytes);
}

int
num_duration(struct sv s, uint64_t *ret_ms)
{
	return with_unit(s, durations, NELEMS(durations), ret_ms);
}
