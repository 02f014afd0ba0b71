#!/usr/bin/env python3
"""Generated tables are what their scripts make."""

import os
import subprocess
import sys
import unicodedata

import source

SCRIPTS = ["inspect/unfold/normal_table.py", "inspect/unfold/spelled_table.py"]

faults, looked = [], 0
for script in SCRIPTS:
    table = source.read(script[:-3] + ".c")
    # Later versions of Unicode have more characters.
    if "from Unicode" in table and \
            "from Unicode %s:" % unicodedata.unidata_version not in table:
        continue
    made = subprocess.run([sys.executable, os.path.join(source.TOP, script)],
                          capture_output=True, check=True,
                          encoding="utf-8").stdout
    looked += 1
    if made != table:
        faults.append("%s: not what %s makes" % (script[:-3] + ".c", script))
source.report("generated tables are up to date", faults, looked)
