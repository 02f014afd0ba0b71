#!/usr/bin/env python3
"""
Make inspect/validate/wordlike_table.c: how surprising a letter is after two others.

    inspect/validate/wordlike_train.py WORDS... > inspect/validate/wordlike_table.c

Each WORDS is a list of words, one a line, or a folder: of Python's locale data
for Babel (locale-data/*.dat: names of languages, countries, months and units
in all languages) or of source files (*.py), whose identifiers are read. All
count the same, whatever their size. The table that is shipped was made of

    SCOWL                  Debian wamerican 2020.12.07-2, SCOWL licence
    OpenTaal               Debian wdutch 2.20.19-2, BSD licence
    sjp.pl                 Debian wpolish 20220301-1, Apache licence 2.0
    Unicode CLDR           Babel 2.19.0 locale-data, Unicode licence
    CPython's library      Debian python3.11 3.11.2, PSF licence

The letters a to z and the edge of a word make 27 symbols; p(c | a, b) is
smoothed with p(c | b). Its cost -log2 p is rounded to one of eight steps,
which inspect/validate/wordlike.c knows too.
"""

import collections
import math
import os
import pickle
import re
import sys
import unicodedata

STEPS = (1, 2, 3, 4, 5, 6.5, 8.5, 11)
EDGE = "{"          # the character after z
SYMBOLS = "abcdefghijklmnopqrstuvwxyz" + EDGE
LANGUAGES = ("bg cs da de el en es et fi fr ga hr hu it lt lv mt nl pl pt ro "
             "sk sl sv is nb nn ca").split()


def fold(text):
    text = unicodedata.normalize("NFD", text.replace("ß", "ss"))
    return "".join(c for c in text if not unicodedata.combining(c)).lower()


def from_text(words, counts, weight=1.0):
    for word in words:
        for part in re.findall(r"[a-z]+", fold(word)):
            if len(part) > 1:
                counts[part] += weight


def from_identifiers(folder, counts):
    seen = collections.Counter()
    for root, _, names in os.walk(folder):
        for name in names:
            if not name.endswith(".py") or "test" in root or "idlelib" in root:
                continue
            with open(os.path.join(root, name), errors="replace") as f:
                for word in re.findall(r"[A-Za-z_]{2,40}", f.read()):
                    parts = re.sub(r"([a-z])([A-Z])", r"\1 \2", word)
                    seen.update(re.findall(r"[a-z]+", parts.lower()))
    for word, count in seen.items():
        counts[word] += math.log2(1 + count)


class Anything:
    def __init__(self, *args):
        pass

    def __setstate__(self, state):
        pass


class Reader(pickle.Unpickler):
    """The data alone: the package's own classes hold nothing we want."""

    def find_class(self, module, name):
        return Anything


def strings(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from strings(item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from strings(item)


def from_babel(folder, counts):
    for language in LANGUAGES:
        with open(os.path.join(folder, language + ".dat"), "rb") as f:
            data = Reader(f).load()
        words = set()
        for key in ("languages", "territories", "months", "days",
                    "unit_display_names", "currency_names", "date_fields"):
            words.update(strings(data.get(key, {})))
        from_text(words, counts)


def read(path):
    counts = collections.Counter()
    if not os.path.isdir(path):
        with open(path, encoding="utf-8", errors="replace") as f:
            from_text((line.split("/")[0] for line in f), counts)
    elif os.path.exists(os.path.join(path, "en.dat")):
        from_babel(path, counts)
    else:
        from_identifiers(path, counts)
    return counts


def learn(paths):
    three, two = collections.Counter(), collections.Counter()
    for path in paths:
        counts = read(path)
        total = sum(counts.values())
        for word, count in counts.items():
            text = EDGE + EDGE + word + EDGE
            for i in range(2, len(text)):
                three[text[i - 2:i + 1]] += 1e6 * count / total
                two[text[i - 1:i + 1]] += 1e6 * count / total
    return three, two


def step(bits):
    return min(range(len(STEPS)), key=lambda i: abs(STEPS[i] - bits))


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    three, two = learn(sys.argv[1:])
    print("/* Made by inspect/validate/wordlike_train.py: do not edit. */")
    print('#include "inspect/validate/wordlike.h"\n')
    print("const char wordlike_table[WORDLIKE_SYMBOLS]\n"
          "    [WORDLIKE_SYMBOLS * WORDLIKE_SYMBOLS + 1] = {")
    for a in SYMBOLS:
        digits = ""
        for b in SYMBOLS:
            row2 = sum(two[b + c] for c in SYMBOLS) + 27
            row3 = sum(three[a + b + c] for c in SYMBOLS)
            for c in SYMBOLS:
                p2 = (two[b + c] + 1) / row2
                p3 = (three[a + b + c] + 300 * p2) / (row3 + 300)
                digits += str(step(-math.log2(p3)))
        print("\t/* %s */" % ("edge" if a == EDGE else a))
        lines = [digits[i:i + 70] for i in range(0, len(digits), 70)]
        for line in lines:
            print('\t"%s"%s' % (line, "," if line is lines[-1] else ""))
    print("};")


main()
