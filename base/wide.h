/*
 * How wide are the instructions that the processor has? Asked at run time by
 * modules that have a form for each; tests ask for the narrower ones by name.
 */
#ifndef BASE_WIDE_H
#define BASE_WIDE_H

/* Each has what those before it have. */
enum wide {
	WIDE_PLAIN,	/* nothing is known of it */
	WIDE_AVX2,	/* and BMI, POPCNT */
	WIDE_AVX512	/* with BW, VL and VBMI, and GFNI */
};

/* What functions of these need, for TARGET() (base/attr.h). */
#define WIDE_TARGET_AVX2	"avx2,bmi,popcnt"
#define WIDE_TARGET_AVX512	"avx2,bmi,popcnt,avx512f,avx512bw,avx512vl," \
				"avx512vbmi,gfni"

/* The widest of them. */
static inline enum wide
wide_best(void)
{
#ifdef __x86_64__
	if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("bmi") ||
	    !__builtin_cpu_supports("popcnt"))
		return WIDE_PLAIN;
	return __builtin_cpu_supports("avx512bw") &&
	    __builtin_cpu_supports("avx512vl") &&
	    __builtin_cpu_supports("avx512vbmi") &&
	    __builtin_cpu_supports("gfni") ? WIDE_AVX512 : WIDE_AVX2;
#else
	return WIDE_PLAIN;
#endif
}

#endif
