#!/usr/bin/env python3
"""Each third-party library is included by its own wrapper files only."""

import re

import source

rows = [(keys, set(values)) for keys, values in source.table("wrappers.txt")]


def allowed(header):
    for prefixes, owners in rows:
        if any(header == p or (p.endswith("/") and header.startswith(p))
               for p in prefixes):
            return owners
    return None


faults, paths = [], source.files(rooms=[r for r in source.ROOMS if r != "tests"])
for path in paths:
    for number, line in enumerate(source.strip(source.read(path)).split("\n"), 1):
        match = re.match(r"\s*#\s*include\s+<([^>]+)>", line)
        owners = allowed(match.group(1)) if match else None
        if owners is not None and path not in owners:
            faults.append("%s:%d: <%s> belongs to %s" % (
                path, number, match.group(1), " ".join(sorted(owners))))
source.report("libraries stay in their wrappers", faults, len(paths))
