#!/usr/bin/env python3
"""Technical texts that name nobody: paragraphs of manual pages as they are.

    technical.py PACKAGES OUT

PACKAGES is a folder with Debian packages unpacked. Writes OUT/technical.txt,
marked lines (inspect/names/train/corpus.h) in which nothing is marked, and
OUT/held.txt, the pages that are kept for measuring: a fifth of them, by the
name of the page, the same in all languages. Sections and paragraphs that
speak of people, firms and places are left out.
"""

import glob
import gzip
import json
import os
import random
import re
import sys
import zlib

MOST, SHORTEST, LONGEST, HELD = 2500, 60, 900, 5
# Where pages name those who wrote them, in the languages there are.
PEOPLE = re.compile(
    r"copyright|©|\S@\S|://|\b(author|autor|auteur|forfatter|författ|tekij|"
    r"szerző|συγγραφ|translat|tradu[ct]|übersetz|oversæt|översätt|vertaal|"
    r"tłumacz|překlad|kääntä|fordítot|written by|contributed|university|"
    r"berkeley|laborator|corporation|inc\.|gmbh|thanks|dedicated|history|"
    r"historie|historia|histoire|verlauf|geschichte)", re.I)
PAIR = re.compile(r"\b([^\W\d_]+) (?:[A-Z]\. )?([^\W\d_]+)\b")


def unroff(text):
    """Lines of text without markup; a blank line where a paragraph ends."""
    lines = []
    for line in text.split("\n"):
        if line.startswith((".SH", ".Sh")):
            lines.append("\f" + line[3:].strip(' "'))
            continue
        if line[:1] in ".'":
            word = line[1:3]
            if word in ("B ", "I ", "BR", "IR", "BI", "RB", "RI", "IB"):
                line = re.sub(r"^\S+\s+", "", line).replace('"', "")
            elif word in ("PP", "P", "TP", "LP", "IP", "sp", "SS"):
                line = ""
            else:
                continue
        line = re.sub(r"\\f(\[[^]]*\]|\(..|.)", "", line)
        line = re.sub(r"\\\(aq", "'", line)
        line = re.sub(r"\\\(..|\\\[[^]]*\]|\\[&/,|%c]", "", line)
        line = line.replace("\\-", "-").replace("\\e", "\\")
        lines.append(re.sub(r"\\s[-+]?\d", "", line))
    return "\n".join(lines)


def paragraphs(path, known):
    with gzip.open(path, "rt", encoding="utf-8", errors="replace") as f:
        sections = unroff(f.read()).split("\f")
    for section in sections[1:]:
        title, _, body = section.partition("\n")
        if PEOPLE.search(title):
            continue
        for text in re.split(r"\n\s*\n", body):
            text = text.strip("\n")
            if (SHORTEST < len(text) < LONGEST and "[[" not in text and
                    not PEOPLE.search(text) and
                    not any(a in known["first"] and b in known["last"]
                            for a, b in PAIR.findall(text))):
                yield text


def is_held(path):
    """Pages are held back by their name: the same in all languages."""
    name = os.path.basename(path).split(".")[0]
    return zlib.crc32(name.encode()) % HELD == 0


def main():
    folder, out = sys.argv[1:3]
    with open(os.path.join(out, "names.json"), encoding="utf-8") as f:
        names = json.load(f)
    known = {kind: {t for kinds in names.values() for t in kinds.get(kind, ())}
             for kind in ("first", "last")}
    texts, held = {}, []
    for path in sorted(glob.glob(folder + "/**/man/**/*.gz", recursive=True)):
        if os.path.islink(path):
            continue
        if is_held(path):
            held.append(path)
            continue
        match = re.search(r"/man/(\w\w)(?:_\w\w)?/man\d/", path)
        language = match.group(1) if match else "en"
        texts.setdefault(language, set()).update(paragraphs(path, known))
    with open(os.path.join(out, "technical.txt"), "w", encoding="utf-8") as f:
        for language, all_texts in sorted(texts.items()):
            kept = sorted(all_texts)
            random.Random(language).shuffle(kept)
            for text in kept[:MOST]:
                f.write("%s\t%s\n" % (language, text.replace("\\n", " ")
                                      .replace("\n", "\\n")
                                      .replace("\t", " ")))
            print(language, len(kept), min(MOST, len(kept)))
    with open(os.path.join(out, "held.txt"), "w", encoding="utf-8") as f:
        f.writelines("%s\n" % path for path in held)


if __name__ == "__main__":
    main()
