#!/usr/bin/env python3
"""Write inspect/unfold/normal_table.c: what characters stand for in a normal form.

    inspect/unfold/normal_table.py > inspect/unfold/normal_table.c

All of it follows from the Unicode data in Python's unicodedata: a character
whose compatibility decomposition (NFKC) is one or two ASCII characters folds
to them, a decimal digit of any script to its value, format characters and
variation selectors vanish, blanks and dashes become one each. The table of
look-alikes is ours: letters that are drawn like Latin ones.
"""

import sys
import unicodedata

LAST = 0x110000
KINDS = ("NORMAL_INVISIBLE", "NORMAL_BLANK", "NORMAL_DASH", "NORMAL_MARK",
         "NORMAL_TAG", "NORMAL_RAISED", "NORMAL_FOLD", "NORMAL_POINT",
         "NORMAL_STOP")
LETTERS = dict(zip(KINDS, "IBDMTRFPS"))
INVISIBLE = {0x34f, 0x115f, 0x1160, 0x17b4, 0x17b5, 0x180b, 0x180c, 0x180d,
             0x180f, 0x2800, 0x3164, 0xffa0}
# Strokes and rings drawn over a character, as in crossed-out text.
OVERLAYS = {*range(0x334, 0x339), 0x20d2, 0x20d3, *range(0x20d8, 0x20db),
            0x20dd, 0x20de, 0x20df, 0x20e0, 0x20e2, 0x20e3, 0x20e4, 0x20e5,
            0x20e6, 0x20ea, 0x20eb}
DASHES = {0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2015, 0x2043, 0x2212,
          0x2796, 0x30fc, 0xfe58, 0xfe63, 0xff0d}
# What stands for a full stop in a name, and what may stand between digits.
STOPS = {0x2024: ".", 0x3002: ".", 0xff61: ".", 0xfe52: "."}
POINTS = {0x2044: "/", 0x2215: "/", 0x29f8: "/", 0x2217: "*", 0x2236: ":",
          0xa789: ":", 0x2d0: ":", 0xb7: ".", 0x2022: ".", 0x2219: ".",
          0x22c5: ".", 0x30fb: ".", 0xff65: ".", 0x2027: ".", 0x2e31: "."}
# Kept as they are: ordinals and symbols of ordinary prose.
KEEP = {0xaa, 0xba, 0x2116, 0x2120, 0x2122, 0x2026, 0xbc, 0xbd, 0xbe}

LOOKALIKES = {
    "А": "A", "В": "B", "Е": "E", "К": "K", "М": "M", "Н": "H", "О": "O",
    "Р": "P", "С": "C", "Т": "T", "Х": "X", "І": "I", "Ј": "J", "Ѕ": "S",
    "У": "Y", "Ү": "Y", "Ԁ": "D", "Ԍ": "G", "Ԛ": "Q", "Ԝ": "W", "Ӏ": "I",
    "З": "3", "а": "a", "е": "e", "о": "o", "р": "p", "с": "c", "у": "y",
    "х": "x", "і": "i", "ј": "j", "ѕ": "s", "ԁ": "d", "ԛ": "q", "ԝ": "w",
    "һ": "h", "ү": "y", "ӏ": "l", "к": "k", "м": "m", "т": "t", "в": "b",
    "н": "h", "Α": "A", "Β": "B", "Ε": "E", "Ζ": "Z", "Η": "H", "Ι": "I",
    "Κ": "K", "Μ": "M", "Ν": "N", "Ο": "O", "Ρ": "P", "Τ": "T", "Υ": "Y",
    "Χ": "X", "α": "a", "ι": "i", "κ": "k", "ν": "v", "ο": "o", "ρ": "p",
    "υ": "u", "χ": "x", "ϲ": "c", "Ϲ": "C", "ϳ": "j", "Ϳ": "J",
    "Օ": "O", "Տ": "S", "Ս": "U", "Լ": "L", "օ": "o", "ս": "u", "հ": "h",
    "ո": "n", "ց": "g", "զ": "q", "յ": "j",
    "Ꭰ": "D", "Ꭱ": "R", "Ꭲ": "T", "Ꭵ": "i", "Ꭺ": "A", "Ꭻ": "J", "Ꭼ": "E",
    "Ꮃ": "W", "Ꮇ": "M", "Ꮋ": "H", "Ꮍ": "Y", "Ꮐ": "G", "Ꮓ": "Z", "Ꮖ": "I",
    "Ꮢ": "R", "Ꮩ": "V", "Ꮪ": "S", "Ꮮ": "L", "Ꮯ": "C", "Ꮲ": "P", "Ꮶ": "K",
    "Ᏼ": "B",
}
# Digits and letters in filled circles and squares, which NFKC leaves alone.
FILLED = {0x24ff: "0"}
for base in (0x2776, 0x2780, 0x278a, 0x24f5):
    FILLED.update({base + n: str(n + 1) for n in range(9)})
for base in (0x1f150, 0x1f170):
    FILLED.update({base + n: chr(ord("A") + n) for n in range(26)})


def ascii_form(c):
    """The one or two ASCII characters that code point `c` stands for."""
    if c in KEEP:
        return None
    if c in FILLED:
        return FILLED[c]
    char = chr(c)
    if unicodedata.category(char) == "Nd":
        return str(unicodedata.digit(char))
    form = unicodedata.normalize("NFKC", char)
    if len(form) > 2:
        form = form.strip("()")
    good = 1 <= len(form) <= 2 and all(0x21 <= ord(x) < 0x7f for x in form)
    return form if good else None


def kind_of(c):
    category = unicodedata.category(chr(c))
    if c in DASHES:
        return "NORMAL_DASH", "-"
    if 0xe0020 <= c <= 0xe007e:
        return "NORMAL_TAG", chr(c - 0xe0000)
    if (category == "Cf" or c in INVISIBLE or c in OVERLAYS or 0xfe00 <= c <= 0xfe0f or
            0xe0000 <= c <= 0xe01ef or 0xfff0 <= c <= 0xfff8):
        return "NORMAL_INVISIBLE", ""
    if category == "Zs":
        return "NORMAL_BLANK", " "
    if 0x300 <= c <= 0x36f or 0x20d0 <= c <= 0x20ff:
        return "NORMAL_MARK", ""
    if c in STOPS:
        return "NORMAL_STOP", STOPS[c]
    if c in POINTS:
        return "NORMAL_POINT", POINTS[c]
    form = ascii_form(c)
    if form is None:
        return None
    tag = unicodedata.decomposition(chr(c)).split(" ")[0]
    raised = tag in ("<super>", "<sub>")
    return "NORMAL_RAISED" if raised else "NORMAL_FOLD", form


def follows(row, c, kind, form):
    first, last, row_kind, value, second = row
    if c != last + 1 or kind != row_kind:
        return False
    if not form:
        return True
    if kind in ("NORMAL_BLANK", "NORMAL_DASH", "NORMAL_STOP", "NORMAL_POINT"):
        return False
    step = c - first
    if second:
        return len(form) == 2 and form[0] == value and \
            ord(form[1]) == ord(second) + step
    return len(form) == 1 and ord(form) == ord(value) + step


def rows():
    out = []
    for c in range(0x80, LAST):
        if 0xd800 <= c <= 0xdfff:
            continue
        found = kind_of(c)
        if found is None:
            continue
        kind, form = found
        if out and follows(out[-1], c, kind, form):
            out[-1][1] = c
        else:
            out.append([c, c, kind, form[:1], form[1:]])
    return out


def literal(char):
    if not char:
        return "0"
    return "'\\%s'" % char if char in "\\'" else "'%s'" % char


def main():
    table = rows()
    write = sys.stdout.write
    write("/*\n * Made by inspect/unfold/normal_table.py from Unicode %s: do not "
          "edit.\n */\n" % unicodedata.unidata_version)
    write('#include "inspect/unfold/normal_table.h"\n\n#include "base/attr.h"\n\n')
    for kind in KINDS:
        write("#define %s\t%s\n" % (LETTERS[kind], kind))
    write("const struct normal_row normal_rows[] = {\n")
    line = "\t"
    for first, last, kind, value, second in table:
        item = "{0x%x,0x%x,%s,%s,%s}," % (
            first, last, LETTERS[kind], literal(value), literal(second))
        if len(line) + len(item) > 72:
            write(line.rstrip() + "\n")
            line = "\t"
        line += item + " "
    write(line.rstrip() + "\n};\n")
    write("const size_t normal_row_count = NELEMS(normal_rows);\n\n")
    write("const struct normal_twin normal_twins[] = {\n")
    line = "\t"
    for char in sorted(LOOKALIKES):
        item = "{0x%x,%s}," % (ord(char), literal(LOOKALIKES[char]))
        if len(line) + len(item) > 72:
            write(line.rstrip() + "\n")
            line = "\t"
        line += item + " "
    write(line.rstrip() + "\n};\n")
    write("const size_t normal_twin_count = NELEMS(normal_twins);\n")


main()
