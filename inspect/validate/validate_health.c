#include "inspect/validate/validate.h"

#include "base/attr.h"

/*
 * WHO, ICD-10 (2019), tabular list: the categories that the blocks of its 22
 * chapters name.
 */
static const struct block {
	char letter;
	uint8_t first, last;
} blocks[] = {
	{ 'A', 0, 9 }, { 'A', 15, 28 }, { 'A', 30, 99 },
	{ 'B', 0, 9 }, { 'B', 15, 83 }, { 'B', 85, 99 },
	{ 'C', 0, 97 }, { 'D', 0, 48 }, { 'D', 50, 89 },
	{ 'E', 0, 7 }, { 'E', 10, 16 }, { 'E', 20, 35 }, { 'E', 40, 46 },
	{ 'E', 50, 68 }, { 'E', 70, 90 },
	{ 'F', 0, 99 }, { 'G', 0, 14 }, { 'G', 20, 26 }, { 'G', 30, 32 },
	{ 'G', 35, 37 }, { 'G', 40, 47 }, { 'G', 50, 64 }, { 'G', 70, 73 },
	{ 'G', 80, 83 }, { 'G', 90, 99 },
	{ 'H', 0, 95 }, { 'I', 0, 2 }, { 'I', 5, 15 }, { 'I', 20, 28 },
	{ 'I', 30, 52 }, { 'I', 60, 89 }, { 'I', 95, 99 },
	{ 'J', 0, 6 }, { 'J', 9, 22 }, { 'J', 30, 47 }, { 'J', 60, 70 },
	{ 'J', 80, 86 }, { 'J', 90, 99 },
	{ 'K', 0, 14 }, { 'K', 20, 31 }, { 'K', 35, 38 }, { 'K', 40, 46 },
	{ 'K', 50, 52 }, { 'K', 55, 67 }, { 'K', 70, 77 }, { 'K', 80, 87 },
	{ 'K', 90, 93 },
	{ 'L', 0, 8 }, { 'L', 10, 14 }, { 'L', 20, 30 }, { 'L', 40, 45 },
	{ 'L', 50, 75 }, { 'L', 80, 99 },
	{ 'M', 0, 25 }, { 'M', 30, 36 }, { 'M', 40, 54 }, { 'M', 60, 99 },
	{ 'N', 0, 8 }, { 'N', 10, 23 }, { 'N', 25, 51 }, { 'N', 60, 64 },
	{ 'N', 70, 77 }, { 'N', 80, 99 },
	{ 'O', 0, 8 }, { 'O', 10, 16 }, { 'O', 20, 48 }, { 'O', 60, 92 },
	{ 'O', 94, 99 },
	{ 'P', 0, 96 }, { 'Q', 0, 7 }, { 'Q', 10, 18 }, { 'Q', 20, 28 },
	{ 'Q', 30, 45 }, { 'Q', 50, 56 }, { 'Q', 60, 99 },
	{ 'R', 0, 99 }, { 'S', 0, 99 }, { 'T', 0, 98 }, { 'U', 4, 10 },
	{ 'U', 80, 85 }, { 'V', 1, 99 }, { 'W', 0, 99 }, { 'X', 0, 99 },
	{ 'Y', 0, 98 }, { 'Z', 0, 13 }, { 'Z', 20, 65 }, { 'Z', 70, 99 },
};

/* A category, and with a full stop one or two digits of a subcategory. */
enum validate_grade
validate_icd10(const struct validate_input *in)
{
	struct sv code = in->compact;
	unsigned category;

	if (code.len < 3 || code.len > 6 ||
	    !validate_is_digits(sv_slice(code, 1, 3)))
		return GRADE_NONE;
	/* "s390", "g10" and the window system X11 are something else. */
	if (sv_find_char(in->text, '.') < 0 && (in->text.ptr[0] >= 'a' ||
	    sv_eq(code, SV("X11"))))
		return GRADE_NONE;
	category = validate_number(sv_slice(code, 1, 3));
	for (size_t i = 0; i < NELEMS(blocks); i++) {
		if (blocks[i].letter == code.ptr[0] &&
		    category >= blocks[i].first && category <= blocks[i].last)
			return sv_find_char(in->text, '.') >= 0 ?
			    GRADE_FAIR : GRADE_WEAK;
	}
	return GRADE_NONE;
}
