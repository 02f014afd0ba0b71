#!/usr/bin/env python3
"""Functions that invite mistakes, and habits the style forbids."""

import re

import source

RULES = [
    (r"\b(strcpy|strcat|strncpy|strncat|sprintf|vsprintf|strtok|strtok_r|atoi|"
     r"atol|atof|sscanf|gets|alloca|tmpnam|mktemp|system|popen)\s*\(",
     "banned function"),
    (r"\b(malloc|calloc|realloc|free|strdup|strndup)\s*\(",
     "heap memory goes through base/mem.h"),
    (r"\btypedef\s+struct\b", "no struct typedefs"),
    (r"\bpthread_", "no threads"),
    (r"^\s*goto\s+(?!out\b)", "the only label is out"),
]
# The wrapper itself, and interposers that must use the C library's own.
HEAP = {"base/mem.c", "tests/tap/tap.c", "tests/fuzz/replay.c", "base/zerofree.c"}

faults, paths = [], source.files()
for path in paths:
    tests = path.startswith("tests/")
    for number, line in enumerate(source.strip(source.read(path)).split("\n"), 1):
        for pattern, why in RULES:
            if "base/mem.h" in why and (path in HEAP or tests):
                continue
            match = re.search(pattern, line)
            if match:
                faults.append("%s:%d: %s: %s" % (path, number, why,
                                                 match.group(0).strip()))
source.report("nothing banned is used", faults, len(paths))
