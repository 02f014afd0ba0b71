#!/usr/bin/env python3
"""Includes go down the table of layers only."""

import re

import source

below = {keys[0]: set(values) for keys, values in source.table("layers.txt")}
faults, count = [], 0
for path in source.files(rooms=below):
    room = path.split("/")[0]
    count += 1
    text = source.strip(source.read(path), keep_strings=True)
    for number, line in enumerate(text.split("\n"), 1):
        match = re.match(r'\s*#\s*include\s+"([^"]+)"', line)
        if not match or match.group(1) == "config.h":
            continue
        target = match.group(1).split("/")[0]
        if "/" not in match.group(1) or target not in below:
            faults.append("%s:%d: include paths start at a room"
                          % (path, number))
        elif target != room and target not in below[room]:
            faults.append("%s:%d: %s/ may not include %s/"
                          % (path, number, room, target))
source.report("includes follow the layers", faults, count)
