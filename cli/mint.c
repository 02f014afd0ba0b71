#include "cli/mint.h"

#include "base/err.h"
#include "govern/form.h"
#include "vault/scratch.h"

static int
mint_all(struct scratch *scratch, const struct assess_engine *engine,
    const struct assessment *a, struct arena *arena, struct sv *tokens)
{
	struct vault_result result;
	struct form form;
	int rc = 0;

	for (size_t i = 0; i < a->nvalues && rc == 0; i++) {
		const struct assess_value *value = &a->values[i];
		struct vault_item item = { .value = value->text,
			.canonical = value->canonical,
			.class_name = detect_class_name(engine->detect,
			    value->class_id) };

		tokens[i] = SV("");
		if (value->action != ACTION_TOKENISE)
			continue;
		if (value->wants_surrogate && form_make(item.class_name,
		    item.value, &form) == 0)
			item.form = &form.surrogate;
		rc = vault_tokenise(scratch->vault, &scratch->scope, &item,
		    arena, &result);
		if (rc != 0)
			break;
		tokens[i] = arena_dup(arena, result.surrogate_len > 0 ?
		    sv_make(result.surrogate, result.surrogate_len) :
		    sv_make(result.token, sizeof(result.token)));
		if (tokens[i].ptr == NULL)
			rc = ERR_NOMEM;
	}
	return rc;
}

int
mint_tokens(const struct assess_engine *engine, const struct assessment *a,
    struct arena *arena, struct sv **ret_tokens)
{
	struct sv *tokens = arena_zalloc(arena, a->nvalues + 1,
	    sizeof(*tokens));
	struct scratch scratch;
	int rc = tokens == NULL ? ERR_NOMEM : scratch_init(&scratch);

	if (rc != 0)
		return rc;
	rc = vault_begin(scratch.vault);
	if (rc == 0) {
		rc = mint_all(&scratch, engine, a, arena, tokens);
		vault_end(scratch.vault);
	}
	scratch_done(&scratch);
	if (rc == 0)
		*ret_tokens = tokens;
	return rc;
}
