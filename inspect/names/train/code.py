#!/usr/bin/env python3
"""Program text without names: pieces of the Python library and of C headers.

    code.py CODE OUT

Reads the packages below, unpacked in CODE; writes OUT/code.txt, marked lines
(inspect/names/train/corpus.h) in which nothing is marked. Lines that speak of
authors are left out.
"""

import glob
import os
import random
import re
import sys

PACKAGES = ["libpython3.11-minimal", "libpython3.11-stdlib", "libc6-dev",
            "linux-libc-dev", "libdpkg-perl"]
MOST, LINES = 5000, 8
NAMES = re.compile(r"\b[A-Z][a-z]+ (?:[A-Z]\. )?[A-Z][a-z]+\b")


def main():
    code, out = sys.argv[1:3]
    pieces = []
    for package in PACKAGES:
        folder = os.path.join(code, package)
        for path in sorted(glob.glob(folder + "/**/*.*", recursive=True)):
            if not path.endswith((".py", ".h", ".pm")) or \
                    os.path.islink(path):
                continue
            with open(path, encoding="utf-8", errors="ignore") as f:
                lines = f.read().expandtabs(4).split("\n")
            for i in range(0, len(lines), LINES):
                piece = [line for line in lines[i:i + LINES]
                         if not NAMES.search(line) and
                         not re.search(r"copyright|author|@|written by", line,
                                       re.I)]
                text = "\\n".join(piece).strip()
                if 80 < len(text) < 800 and "[[" not in text:
                    pieces.append(text)
    random.Random("code").shuffle(pieces)
    with open(os.path.join(out, "code.txt"), "w", encoding="utf-8") as f:
        for text in pieces[:MOST]:
            f.write("xx\t%s\n" % text)
    print("%d pieces of program text" % min(len(pieces), MOST))


if __name__ == "__main__":
    main()
