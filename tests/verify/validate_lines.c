/*
 * What a validator says of values, for comparing it with other programs
 * (ids_compare.py): lines "name TAB value" in, the grade of each out, 0 for not
 * valid and -1 for no such validator.
 */
#include <stdio.h>
#include <string.h>

#include "inspect/validate/validate.h"

int
main(void)
{
	char line[512], compact[VALIDATE_ROOM];

	while (fgets(line, sizeof(line), stdin) != NULL) {
		struct sv value = sv_make(line, strcspn(line, "\n"));
		validate_fn *check = validate_find(sv_cut(&value, '\t'));
		struct validate_input in = { value, validate_compact(value, 0,
		    value.len, compact) };

		printf("%d\n", check == NULL ? -1 : (int)check(&in));
	}
	return 0;
}
