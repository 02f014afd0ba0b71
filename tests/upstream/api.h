/*
 * The "foreign cloud": answers like the OpenAI chat and the Anthropic messages
 * API, whole or streamed, with what the last user message said. What it does
 * with it is chosen by the beginning of the model's name:
 *
 *	echo		says the text and nothing else
 *	tool		calls the tool `send` with the text in its arguments,
 *			also in JSON inside a string
 *	error-N		status N, the text in the error's message
 *	redirect	307 to the same path of other.example
 *	(any other)	a sentence about the text
 *
 * Streams come in pieces of three characters.
 */
#ifndef TESTS_UPSTREAM_API_H
#define TESTS_UPSTREAM_API_H

#include "tests/upstream/http.h"

/* Answer one request. */
void api_answer(struct http_conn *c, const struct http_request *r);

#endif
