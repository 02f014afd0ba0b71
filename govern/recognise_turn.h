/*
 * One recogniser and one document: what it has to be asked about, and what is
 * known of values that it was asked about before. A conversation sends all its
 * turns again; those are not sent to the recogniser again.
 *
 * What is known is kept with the engine's history (inspect/history.h): under a
 * keyed hash of the value, of all that the policy says about the recogniser and
 * of its place there, only where something stands, what and how sure. A value
 * is kept when all that a recogniser was asked about it was answered.
 *
 * What a recogniser says of a value may depend on others in the same request.
 * So each client has answers of its own: nobody can make up a neighbourhood in
 * which another one's text looks harmless, nor learn what another one sent.
 */
#ifndef GOVERN_RECOGNISE_TURN_H
#define GOVERN_RECOGNISE_TURN_H

#include "govern/recognise.h"
#include "inspect/history.h"

struct recognise_turn {
	struct recognise_asked asked;
	struct recognise_questions questions;	/* perhaps none */
	size_t nknown;			/* values that are not asked about */
	/* Private; NULL without history. By field. */
	bool *known;
	struct history_key *keys;	/* of those that are asked about */
};

/*
 * Begin: add to `found` what is known of the values of `doc`, and plan
 * questions about the others. Memory is `arena`'s. ERR_LIMIT: more than
 * RECOGNISE_REQUESTS (what was found counts all the same); ERR_NOMEM.
 */
int recognise_turn_begin(const struct recognise_asked *asked,
    const struct document *doc, struct arena *arena,
    struct recognise_found *found, struct recognise_turn *ret) MUST_USE;

/*
 * After every question of `t` was answered: remember what its recogniser found,
 * which is part of `found`. What cannot be remembered is asked again.
 */
void recognise_turn_keep(const struct recognise_turn *t,
    const struct document *doc, struct arena *arena,
    const struct recognise_found *found);

#endif
