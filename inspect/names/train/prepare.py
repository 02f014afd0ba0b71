#!/usr/bin/env python3
"""Keep names only in labelled sets that also label other mentions of persons.

    prepare.py TOKENS OUT

The Romanian set marks every mention of a person (mamei, guvernanții, primul
ministru Ponta). A name is what is left of a marked run without the words in
small letters at its ends and behind a comma; words that stand somewhere in
small letters as a whole mention are no names in capitals either.
"""

import sys

PARTICLES = {"de", "van", "von", "der", "den", "la", "le", "di", "da", "al",
             "el", "bin", "du", "del"}


def runs(rows):
    """(first, end) of each marked person."""
    start = None
    for i, (_, tag) in enumerate(rows + [("", "O")]):
        if start is not None and tag != "I-PER":
            yield start, i
            start = None
        if tag == "B-PER":
            start = i


def main():
    with open(sys.argv[1], encoding="utf-8") as f:
        rows = [tuple(line.rstrip("\n").split("\t")) if line.strip()
                else ("", "O") for line in f]
    nouns = {rows[i][0].lower() for first, end in runs(rows)
             for i in range(first, end) if rows[i][0].islower()}
    nouns -= PARTICLES
    tags = [tag for _, tag in rows]
    for first, end in runs(rows):
        for i in range(first, end):
            tags[i] = "O"
        for i in range(first, end):
            if rows[i][0] in (",", "("):
                end = i
                break

        def is_name(i):
            return (rows[i][0][:1].isupper() and
                    rows[i][0].lower() not in nouns)
        while first < end and not is_name(first):
            first += 1
        while end > first and not is_name(end - 1):
            end -= 1
        for i in range(first, end):
            tags[i] = "B-PER" if i == first else "I-PER"
    with open(sys.argv[2], "w", encoding="utf-8") as f:
        for (token, _), tag in zip(rows, tags):
            f.write("%s\t%s\n" % (token, tag) if token else "\n")


if __name__ == "__main__":
    main()
