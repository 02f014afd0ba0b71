/*
 * The configuration that a command works on: the file it was given, or the
 * usual one where it is there, or what holds without any.
 */
#ifndef CLI_SETTINGS_H
#define CLI_SETTINGS_H

#include "base/attr.h"
#include "base/err.h"
#include "config/config.h"

/* Load `file` (NULL: none was given). Errors of config_load(). */
int settings_load(const char *file, struct config **ret, struct errinfo *ei)
    MUST_USE;

#endif
