#!/usr/bin/env python3
"""Every key, command and option is in its manual, and the other way round.

A manual names the table a list documents in a comment before it:
	.\\" table NAME		an array of struct schema_key in the sources
	.\\" options FILE	the long options of a file
	.\\" commands		the commands of exeat
	.\\" metrics		what the console's /metrics names
What follows a command's name in its usage (`exeat ledger tail`) is in its
synopsis (`.Cm ledger tail`), and the other way round.

The manual of detector packs is share/detectors/README.md: it names each key,
its tables of keys name nothing else, and its row `match` all matchers.
"""

import os
import re

import source

# Which tables and options belong to which manual.
TABLES = {
    "docs/exeat.yaml.5": ["config/keys.c"],
    "docs/exeat-policy.5": ["rules/policy_keys.c"],
    "docs/exeat.1": ["cli/cases.c"],
    "docs/exeatd.8": [],
}
METRICS = "docs/exeatd.8"
PACKS = "share/detectors/README.md"
COMMANDS = "docs/exeat.1"
faults, count = [], 0


def read(path):
    with open(os.path.join(source.TOP, path), encoding="utf-8") as f:
        return f.read()


def schema_tables(path):
    """NAME -> the keys of each table of the file."""
    tables = {}
    pattern = r"struct schema_key (\w+)\[\] = \{\n(.*?)\n\};"
    for name, rows in re.findall(pattern, read(path), re.S):
        keys = re.findall(r'\.name = "(\w+)"', rows)
        keys += re.findall(r'LIST\(\w+, "(\w+)"', rows)
        keys += re.findall(r"\t[A-Z]+\((\w+)[,)]", rows)
        tables[name] = set(keys) - {"raw_match", "raw_class", "raw_destination"}
    return tables


def documented(path):
    """marker -> the words of the first column of the list that follows."""
    lists, pending, open_lists = {}, None, []
    for line in read(path).replace("\\\n", " ").split("\n"):
        if line.startswith('.\\" '):
            pending = line[4:].strip()
            lists[pending] = set()
        elif line.startswith(".Bl "):
            open_lists.append(pending)
            pending = None
        elif line.startswith(".El"):
            open_lists.pop()
        elif line.startswith(".It ") and open_lists and open_lists[-1]:
            lists[open_lists[-1]] |= words(line)
    return lists


def words(line):
    """`.It Ic a , Ic b` -> a, b; `.It Fl c , Fl -config Ar x` -> --config."""
    found = set(re.findall(r"\b(?:Ic|Cm) ([\w.]+)", line))
    return found | {"--" + x for x in re.findall(r"\bFl -([\w-]+)", line)}


def commands():
    rows = re.findall(r'\{ "(\w+)", \w+_run,', read("cli/main.c"))
    return set(rows)


def options(path):
    rows = re.findall(r'\{ "([\w-]+)", (?:required|no|optional)_argument',
                      read(path))
    return {"--" + row for row in rows}


def metrics():
    return set(re.findall(r'\{ "([a-z_]+_[a-z]+)",\s', read("proxy/metrics.c")))


def verbs(command):
    """The verbs in the usage of a command; none of most."""
    path = "cli/%s.c" % command
    if not os.path.exists(os.path.join(source.TOP, path)):
        return set()
    pattern = r'"[^"\n]*\bexeat %s ([a-z]+)\b' % command
    return set(re.findall(pattern, read(path)))


def compare(what, manual, code, text):
    global count
    count += 1
    for word in sorted(code - text):
        faults.append("%s: %s: %s is not documented" % (manual, what, word))
    for word in sorted(text - code):
        faults.append("%s: %s: %s does not exist" % (manual, what, word))


def check_manual(manual, lists):
    known = {}
    for path in TABLES.get(manual, []):
        known.update(("table " + k, v) for k, v in schema_tables(path).items())
    if manual == METRICS:
        known["metrics"] = metrics()
    if manual == COMMANDS:
        known["commands"] = commands()
        folder = os.path.join(source.TOP, "cli")
        for name in sorted(os.listdir(folder)):
            path = "cli/" + name
            if name.endswith(".c") and options(path):
                known["options " + path] = options(path)
        for name in sorted(commands()):
            synopsis = re.findall(r"^\.Cm %s ([a-z]+)" % name, read(manual),
                                  re.M)
            compare("verbs of " + name, manual, verbs(name), set(synopsis))
    for what in sorted(set(known) | set(lists)):
        if what not in lists:
            faults.append("%s: no list for %s" % (manual, what))
        elif what not in known:
            faults.append("%s: what is \"%s\"?" % (manual, what))
        else:
            compare(what, manual, known[what], lists[what])


def code_spans(line):
    return set(re.findall(r"`(\w+)`", line))


def keys_of_tables(text):
    """The first column of each table that is headed `key`."""
    found, inside = set(), False
    for line in text.split("\n"):
        cells = line.split("|")
        inside = line.startswith("| key |") or inside and len(cells) > 2
        if inside:
            found |= code_spans(cells[1])
    return found


def check_packs():
    text = read(PACKS)
    keys = set().union(*schema_tables("inspect/pack.c").values())
    named = {key for key in keys if re.search(
        r"`[^`\n]*\b%s\b|^[ -]*%s:" % (key, key), text, re.M)}
    compare("keys", PACKS, keys, named | keys_of_tables(text))
    row = re.search(r"^\| `match` \|(.*)$", text, re.M).group(1)
    matchers = set(re.findall(r'\{ "(\w+)", MATCH_',
                              read("inspect/match/match.c")))
    compare("matchers", PACKS, matchers, code_spans(row) - (keys - matchers))


for page in sorted(TABLES):
    check_manual(page, documented(page))
check_packs()
source.report("manuals and code say the same", faults, count)
