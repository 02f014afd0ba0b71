#!/usr/bin/env python3
"""Exported symbols begin with the first word of their module's name."""

import os
import re
import subprocess

import source

faults, count = [], 0
for room in source.ROOMS:
    archive = os.path.join(source.BUILD, room, "lib%s.a" % room)
    if room == "tests" or not os.path.exists(archive):
        continue
    member = ""
    listing = subprocess.run(["nm", "-g", "--defined-only", archive],
                             capture_output=True, text=True, check=True).stdout
    for line in listing.split("\n"):
        if line.endswith(".o:"):
            member = re.sub(r"^.*-", "", line[:-3])
            continue
        fields = line.split()
        if len(fields) != 3:
            continue
        count += 1
        name, word = fields[2], member.split("_")[0]
        if name.startswith(("__asan", "__odr_asan", "__ubsan", "__sanitizer")):
            continue
        if not name.startswith(word) and name not in ("main", "free"):
            faults.append("%s/%s.c: exports %s, which does not begin with %s"
                          % (room, member, name, word))
source.report("exported symbols carry their module's name", faults, count)
