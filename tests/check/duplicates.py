#!/usr/bin/env python3
"""No run of twelve lines of code stands in two places."""

import re

import source

RUN = 12
seen, faults = {}, []
paths = source.files(rooms=[r for r in source.ROOMS if r != "tests"])
for path in paths:
    lines = []
    text = source.strip(source.read(path), keep_strings=True)
    for number, line in enumerate(text.split("\n"), 1):
        line = re.sub(r"\s+", " ", line.strip())
        if len(line) > 2 and not line.startswith("#include"):
            lines.append((number, line))
    skip = 0
    for i in range(len(lines) - RUN + 1):
        key = "\n".join(line for _, line in lines[i:i + RUN])
        place = (path, lines[i][0])
        first = seen.setdefault(key, place)
        if first != place and i >= skip:
            faults.append("%s:%d: stands at %s:%d already" % (place + first))
            skip = i + RUN
source.report("nothing is written twice", faults, len(paths))
