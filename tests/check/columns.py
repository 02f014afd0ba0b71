#!/usr/bin/env python3
"""Lines of C, make files and shell end at column 80, a tab being eight.

Two kinds of line may be longer, since cut in two they would be harder to read:
a row of a table of data, that is a line of C that begins with `{` or a quote
and holds text, and, up to column 100, a line with a string in it.
"""

import os

import source

COLUMNS, WITH_STRING = 80, 100
MORE = ["docs", "share"]
faults, count = [], 0


def kind(path):
    """What the file is: "c", "make", "shell", or None."""
    if path.endswith((".c", ".h")):
        return "c"
    if path.endswith((".am", ".ac")):
        return "make"
    if path.endswith(".sh"):
        return "shell"
    if "." in os.path.basename(path):
        return None
    with open(os.path.join(source.TOP, path), "rb") as f:
        first = f.readline(64)
    return "shell" if first.startswith(b"#!") and b"sh" in first else None


def is_row(line):
    return line.lstrip().startswith(("{", '"')) and '"' in line


def check(path, language):
    for number, line in enumerate(source.read(path).split("\n"), 1):
        width = len(line.expandtabs(8))
        most = COLUMNS
        if '"' in line or (language == "shell" and "'" in line):
            most = WITH_STRING
        if width > most and not (language == "c" and is_row(line)):
            faults.append("%s:%d: %d columns, at most %d"
                          % (path, number, width, most))


def at_top():
    """Without what autoconf makes beside what it is made of."""
    for name in sorted(os.listdir(source.TOP)):
        if os.path.isfile(os.path.join(source.TOP, name)) and (
                name == "configure.ac" or not name.startswith("config")):
            yield name


for path in [*at_top(), *source.files(("",), source.ROOMS + MORE)]:
    language = kind(path)
    if language:
        count += 1
        check(path, language)
source.report("lines end at column %d" % COLUMNS, faults, count)
