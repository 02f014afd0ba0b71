#!/usr/bin/env python3
"""Every header compiles alone, opens with a comment and has a guard."""

import os
import re
import subprocess

import source

compiler = os.environ.get("CC", "cc").split()
flags = os.environ.get("CPPFLAGS", "").split()
base = ["-std=c17", "-D_GNU_SOURCE=", "-fsyntax-only", "-Wall", "-Wextra",
        "-Werror", "-I", source.TOP, "-I", source.BUILD, "-x", "c"]
faults, paths = [], source.files((".h",))
for path in paths:
    text = source.read(path)
    guard = re.sub(r"\W", "_", path).upper()
    if not text.startswith("/*"):
        faults.append(path + ":1: begins without saying what it is")
    if "#ifndef %s\n#define %s\n" % (guard, guard) not in text:
        faults.append("%s: the include guard is not %s" % (path, guard))
joined = "".join('#include "%s"\n' % p for p in paths)
for path in paths:
    run = subprocess.run(compiler + base + flags + ["-"],
                         input='#include "%s"\n' % path,
                         capture_output=True, text=True)
    if run.returncode != 0:
        first = run.stderr.strip().split("\n")
        faults.append("%s: does not compile alone: %s" % (path, first[-3:]))
run = subprocess.run(compiler + base + flags + ["-"], input=joined + joined,
                     capture_output=True, text=True)
if run.returncode != 0:
    faults.append("headers together: " + run.stderr.strip()[:300])
source.report("headers stand alone", faults, len(paths))
