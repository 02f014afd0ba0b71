#!/usr/bin/env python3
"""Keep names only in labelled sets that also label other mentions of persons.

    prepare.py TOKENS PACKAGES OUT

The Romanian set marks every mention of a person (mamei, guvernanții, primul
ministru Ponta). A name is what is left of a marked run

 - without what stands behind a comma, a bracket, or a possessive article that
   no numeral follows (Elisabeta II a Marii Britanii, but Carol al II-lea);
 - without the words in small letters at its ends; words that stand somewhere
   in small letters as a whole mention are no names in capitals either;
 - without a word that begins a sentence and that the list of spellings has in
   small letters (Femeia, Polițiștii, Actrița Paris Jackson), initials apart:
   its capital says nothing, and inside a sentence the set has such words small. It stays if
   OUT/lexicon.tsv knows it as a name, or if it stands in a mention with its
   capital inside a sentence.

The list of spellings is PACKAGES/node_modules/dictionary-ro.
"""

import os
import re
import sys

import lexicon

PARTICLES = {"de", "van", "von", "der", "den", "la", "le", "di", "da", "al",
             "el", "bin", "du", "del"}
POSSESSIVE = {"a", "al", "ai", "ale"}
NUMERAL = re.compile(r"[IVX]+\b|\d")
SHORT = re.compile(r"[^\W\d_A-Z]{1,4}")	# dl., dna., prof.
CLITIC = re.compile(r"-[^\W\d_]")
STOPS, QUOTES = {".", "!", "?", "..."}, set("\"'„”“«»-–(")


def read_rows(path):
    """Tokens and tags; ("", "O") between sentences."""
    rows, glue = [], False
    with open(path, encoding="utf-8") as f:
        for line in f:
            token, tag = line.rstrip("\n").split("\t") if line.strip() \
                else ("", "O")
            if rows and rows[-1][0] and token and (
                    glue and token[0].isalpha() or CLITIC.match(token)):
                rows[-1] = (rows[-1][0] + token, rows[-1][1])
            else:
                rows.append((token, tag))
            glue = re.fullmatch(r"\w+-", token) is not None
    return rows


def runs(rows):
    """(first, end) of each marked person."""
    start = None
    for i, (_, tag) in enumerate(rows + [("", "O")]):
        if start is not None and tag != "I-PER":
            yield start, i
            start = None
        if tag == "B-PER":
            start = i


def begins_sentence(rows, i):
    i -= 1
    while i >= 0 and rows[i][0] in QUOTES:
        i -= 1
    if i > 0 and rows[i][0] == "." and SHORT.fullmatch(rows[i - 1][0]):
        return False
    return i < 0 or rows[i][0] == "" or rows[i][0] in STOPS


def has_capital(word):
    return any(part[:1].isupper() for part in word.split("-"))


class Names:
    """Which words of the marked runs may be names."""

    def __init__(self, rows, packages, out):
        self.rows = rows
        marked = [i for first, end in runs(rows) for i in range(first, end)]
        self.small = {rows[i][0] for i in marked if rows[i][0].islower()}
        self.small -= PARTICLES
        names = {rows[i][0].lower() for i in marked if
                 has_capital(rows[i][0]) and not begins_sentence(rows, i)}
        with open(os.path.join(out, "lexicon.tsv"), encoding="utf-8") as f:
            for line in f:
                word, value = line.rstrip("\n").split("\t")
                if int(value) & (lexicon.FIRST | lexicon.LAST):
                    names.add(word)
        first = {rows[i][0].lower() for i in marked
                 if begins_sentence(rows, i)}
        self.common = lexicon.spell("ro", sorted(first - names), packages)

    def has(self, i):
        word = self.rows[i][0]
        if not has_capital(word) or word.lower() in self.small:
            return False
        return not (word.lower() in self.common and
                    not word.endswith(".") and
                    begins_sentence(self.rows, i))

    def cut(self, first, end):
        """Where the name in a run begins and ends."""
        for i in range(first, end):
            word, following = (self.rows[k][0] if k < end else ""
                               for k in (i, i + 1))
            if word in (",", "(") or (word in POSSESSIVE and i > first and
                                      not NUMERAL.match(following)):
                end = i
                break
        while first < end and not self.has(first):
            first += 1
        while end > first and not self.has(end - 1):
            end -= 1
        if end == first + 1 and self.rows[first][0].lower() in PARTICLES:
            end = first
        return first, end


def main():
    tokens, packages, out = sys.argv[1:4]
    rows = read_rows(tokens)
    names = Names(rows, packages, os.path.dirname(out))
    tags = [tag for _, tag in rows]
    for run in runs(rows):
        first, end = names.cut(*run)
        for i in range(*run):
            tags[i] = "O" if not first <= i < end else \
                "B-PER" if i == first else "I-PER"
    with open(out, "w", encoding="utf-8") as f:
        for (token, _), tag in zip(rows, tags):
            f.write("%s\t%s\n" % (token, tag) if token else "\n")


if __name__ == "__main__":
    main()
