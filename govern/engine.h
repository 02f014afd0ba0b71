/*
 * The engine: catalogue with its law, policy and detectors, opened together,
 * checked against each other, and pinned with the digests that records name.
 * The daemon's workers, `exeatd -n` and the commands that decide all open it
 * here, so that what one of them accepts the others do.
 */
#ifndef GOVERN_ENGINE_H
#define GOVERN_ENGINE_H

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/err.h"
#include "govern/assess.h"

enum { ENGINE_DIGEST_BYTES = 32 };

/* Where it is read from: files or folders; the first three are never NULL. */
struct engine_files {
	const char *catalogue, *policy, *detectors;
	const char *cache;	/* NULL or empty: detectors are compiled anew */
	size_t history_bytes;	/* for texts seen before (inspect/detect.h) */
	uint32_t pattern_steps;	/* of one match; 0: the usual number */
};

/* Immutable from engine_open() on. */
struct engine {
	struct catalogue *catalogue;
	struct policy *policy;
	struct detect_engine *detect;
	struct assess_engine assess;	/* the two of them, borrowed */
	/* SHA-256 of the files; the law is read from the catalogue's. */
	uint8_t policy_digest[ENGINE_DIGEST_BYTES];
	uint8_t catalogue_digest[ENGINE_DIGEST_BYTES];
};

/* Who must put right what kept it from opening. */
enum engine_fault {
	ENGINE_FAULT_SYSTEM,	/* memory, or the files that came with Exeat */
	ENGINE_FAULT_POLICY	/* whoever writes the policy */
};

/*
 * Open the engine of `files`. Returns owned. Any error of catalogue_load(),
 * policy_load(), detect_open() and assess_check(), with the place in `ei`, and
 * whose fault it is in `*ret_fault` (may be NULL), which is set on failure.
 */
int engine_open(const struct engine_files *files, struct engine **ret,
    enum engine_fault *ret_fault, struct errinfo *ei) MUST_USE;

/* Release; NULL is allowed. */
void engine_close(struct engine *e);

#endif
