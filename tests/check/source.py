"""What the checks share: the project's C files, and C without its comments."""

import os
import re

TOP = os.environ.get("top_srcdir", ".")
BUILD = os.environ.get("top_builddir", ".")
ROOMS = ("base config inspect vault audit rules lineage govern proxy cli "
         "bench tests").split()


def files(suffixes=(".c", ".h"), rooms=ROOMS):
    """Paths, relative to the top, of all C files of the rooms."""
    found = []
    for room in rooms:
        for folder, _, names in os.walk(os.path.join(TOP, room)):
            for name in names:
                if name.endswith(suffixes):
                    path = os.path.join(folder, name)
                    found.append(os.path.relpath(path, TOP))
    return sorted(found)


def read(path):
    with open(os.path.join(TOP, path), encoding="utf-8") as f:
        return f.read()


TOKEN = re.compile(
    r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)


def strip(text, keep_strings=False):
    """`text` with comments (and strings) blanked; the lines stay the same."""
    def blank(match):
        token = match.group(0)
        if token[0] == '"':
            return token if keep_strings else '""'
        if token[0] == "'":
            return token if keep_strings else "' '"
        return "\n" * token.count("\n") or " "
    return TOKEN.sub(blank, text)


def table(name):
    """Rows `keys: values` of a table beside this file."""
    rows = []
    for line in read("tests/check/" + name).splitlines():
        line = line.split("#")[0].strip()
        if line:
            keys, values = line.split(":", 1)
            rows.append((keys.split(), values.split()))
    return rows


def report(name, faults, count):
    """Print one TAP result with its faults and leave."""
    for fault in faults:
        print("# " + fault)
    print("%sok 1 - %s (%d looked at)" % ("not " if faults else "", name, count))
    print("1..1")
    raise SystemExit(1 if faults or count == 0 else 0)
