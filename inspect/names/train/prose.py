#!/usr/bin/env python3
"""Running text without names, by language, from translations of programs.

    prose.py PACKAGES OUT

PACKAGES is a folder with Debian packages unpacked (manpages-*,
libreoffice-l10n-*); message catalogues and manual pages are read. Writes
OUT/prose.txt, marked lines (inspect/names/train/corpus.h) in which nothing is
marked: sentences that hold a known name are left out.
"""

import gettext
import gzip
import json
import os
import random
import re
import sys

LANGUAGES = ("bg cs da de el en es et fi fr ga hr hu it lt lv mt nl pl pt ro "
             "sk sl sv").split()
MOST, SHORTEST, LONGEST = 5000, 30, 400


def catalogues(folder):
    """(language, text) of every message and of its English original."""
    for base, _, names in os.walk(folder):
        match = re.search(r"/(\w\w)(?:_\w\w)?/LC_MESSAGES$", base)
        for name in sorted(names) if match else ():
            if not name.endswith(".mo"):
                continue
            with open(os.path.join(base, name), "rb") as f:
                try:
                    catalogue = gettext.GNUTranslations(f)._catalog
                except (OSError, UnicodeDecodeError):
                    continue
            for key, text in catalogue.items():
                key = (key[0] if isinstance(key, tuple) else key)
                key = key.split("\4")[-1]
                yield match.group(1), text
                yield "en", key


def manual_pages(folder):
    """(language, paragraph) of every manual page."""
    for base, _, names in os.walk(folder):
        match = re.search(r"/man/(\w\w)(?:_\w\w)?/man\d$", base)
        for name in sorted(names) if match else ():
            path = os.path.join(base, name)
            if os.path.islink(path) or not name.endswith(".gz"):
                continue
            with gzip.open(path, "rt", encoding="utf-8",
                           errors="replace") as f:
                text = re.sub(r"^[.'\\].*$", "", f.read(), flags=re.M)
            text = re.sub(r"\\f[A-Z]|\\f\(\w\w|\\f\[\w*\]|\\&|\\/|\\c", "",
                          text)
            text = text.replace("\\-", "-").replace("\\(aq", "'")
            for paragraph in re.split(r"\n\s*\n", text):
                yield match.group(1), " ".join(paragraph.split())


def is_prose(text):
    words = text.split()
    if not SHORTEST <= len(text) <= LONGEST or len(words) < 5:
        return False
    plain = sum(w.strip(".,;:!?()\"'«»„“”").isalpha() for w in words)
    return (plain > 0.8 * len(words) and
            not re.search(r"[\\<>|%$#{}\[\]_\t\n@]|://|\d{4}", text) and
            not text.isupper())


def read_texts(folder):
    """All sentences by language."""
    texts = {language: set() for language in LANGUAGES}
    for source in (catalogues, manual_pages):
        for language, text in source(folder):
            text = text.replace("~", "").replace("\n", " ").strip()
            if language in texts and is_prose(text):
                texts[language].add(text)
    return texts


def main():
    folder, out = sys.argv[1:3]
    with open(os.path.join(out, "names.json"), encoding="utf-8") as f:
        names = json.load(f)
    known = {w for kinds in names.values() for kind, texts in kinds.items()
             if kind not in ("street", "legal") for t in texts
             for w in t.split()}
    texts = read_texts(folder)
    with open(os.path.join(out, "prose.txt"), "w", encoding="utf-8") as f:
        for language in LANGUAGES:
            lines = sorted(texts[language])
            random.Random(language).shuffle(lines)
            kept = 0
            for line in lines:
                inner = re.findall(r"(?<=[\w,] )[^\W\d_]+", line)
                if kept == MOST:
                    break
                if any(w in known for w in inner if w[0].isupper()):
                    continue
                f.write("%s\t%s\n" % (language, line))
                kept += 1
            print(language, len(lines), kept)


if __name__ == "__main__":
    main()
