#!/usr/bin/env python3
"""Files, functions, headers, nesting and parameters stay small."""

import re

import source

FILE, HEADER, FUNCTION, TABLE, NESTING, PARAMETERS = 800, 150, 60, 100, 3, 6
faults = []


def functions(lines):
    """(first line, last line) of each body, from `{` to `}` in column 0."""
    start = None
    for number, line in enumerate(lines, 1):
        if line == "{":
            start = number
        elif line.startswith("}") and start is not None:
            yield start, number
            start = None


def signature(lines, start):
    text, number = "", start - 2
    while number >= 0 and lines[number] and lines[number][0] not in "}#;":
        text = lines[number] + " " + text
        if re.match(r"\w+\(", lines[number]):
            break
        number -= 1
    return text


def parameters(text):
    match = re.search(r"\w+\((.*)\)", text)
    depth, count = 0, 1
    for c in match.group(1) if match else "":
        depth += (c == "(") - (c == ")")
        count += c == "," and depth == 0
    return count


def nesting(lines, start, end):
    """The deepest statement, and its line; continued lines do not count."""
    deepest, at, previous = 0, start, "{"
    for number in range(start + 1, end):
        line = lines[number - 1]
        if not line.strip() or line.startswith("#"):
            continue
        tabs = len(line) - len(line.lstrip("\t"))
        begins = (previous.endswith((";", "{", "}", ":", "else", "do")) or
                  re.match(r"\s*(if|for|while|switch|\} else if)\b.*\)$", previous))
        if begins and tabs > deepest and not line.strip().startswith(("{", ".")):
            deepest, at = tabs, number
        previous = line.rstrip()
    return deepest - 1, at


def check(path):
    text = source.strip(source.read(path))
    lines = text.split("\n")
    count = len(lines) - 1
    if path.endswith(".h") and count > HEADER:
        faults.append("%s: header of %d lines, at most %d" % (path, count, HEADER))
    if count > FILE:
        faults.append("%s: %d lines, at most %d" % (path, count, FILE))
    for start, end in functions(lines):
        size, body = end - start + 1, "\n".join(lines[start:end])
        most = TABLE if len(re.findall(r"\bcase\b", body)) >= 8 else FUNCTION
        if "(" not in signature(lines, start):
            continue
        if size > most:
            faults.append("%s:%d: function of %d lines, at most %d"
                          % (path, start, size, most))
        depth, at = nesting(lines, start, end)
        if depth > NESTING:
            faults.append("%s:%d: nested %d deep, at most %d"
                          % (path, at, depth, NESTING))
        if parameters(signature(lines, start)) > PARAMETERS:
            faults.append("%s:%d: more than %d parameters"
                          % (path, start, PARAMETERS))


paths = source.files()
for p in paths:
    check(p)
source.report("sizes are kept", faults, len(paths))
