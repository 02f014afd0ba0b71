"""Tables inside a text, for bench/detect: the labelled identifiers in rows."""

import collections
import json

import detect_cases as cases_of

MOST = 8		# valid values of a table, and as many invalid ones
LEAD = "Hello, here is our list, please check it:\n\n"
TAIL = "\n\nThanks in advance.\n"
PLACES = ("wien", "riga", "porto", "gent", "brno", "graz", "turku", "split")
NAMES = ("anna", "jan", "eva", "marie", "peter", "juha", "luca", "ines")


def separated(mark, quote=""):
    def make(head, rows):
        lines = ([head] if any(head) else []) + rows
        return "\n".join(mark.join(quote + x + quote for x in line)
                         for line in lines)
    return make


def markdown(head, rows):
    lines = [head, ["---"] * len(rows[0])] + rows
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def boxed(head, rows):
    lines = ([head] if any(head) else []) + rows
    wide = [max(len(line[i]) for line in lines) for i in range(len(rows[0]))]
    rule = "+" + "+".join("-" * (n + 2) for n in wide) + "+"
    out = [rule]
    for number, line in enumerate(lines):
        out.append("|" + "|".join(" %-*s " % x for x in zip(wide, line)) + "|")
        if number == 0 and any(head):
            out.append(rule)
    return "\n".join(out + [rule])


def drawn(head, rows):
    lines = ([head] if any(head) else []) + rows
    wide = [max(len(line[i]) for line in lines) for i in range(len(rows[0]))]
    out = ["│" + "│".join(" %-*s " % x for x in zip(wide, line)) + "│"
           for line in lines]
    rule = ["─" * (n + 2) for n in wide]
    if any(head):
        out.insert(1, "├" + "┼".join(rule) + "┤")
    return "\n".join(["┌" + "┬".join(rule) + "┐"] + out +
                     ["└" + "┴".join(rule) + "┘"])


def aligned(ruled):
    def make(head, rows):
        lines = ([head] if any(head) else []) + rows
        wide = [max(len(line[i]) for line in lines) + 2
                for i in range(len(rows[0]))]
        out = ["".join("%-*s" % x for x in zip(wide, line)).rstrip()
               for line in lines]
        if ruled:
            out.insert(1 if any(head) else 0,
                       "  ".join("-" * (n - 2) for n in wide))
        return "\n".join(out)
    return make


def pairs(sign):
    def make(head, rows):
        if not any(head):
            head = ["field %d" % i for i in range(len(rows[0]))]
        return "\n\n".join("\n".join(k + sign + v for k, v in zip(head, row))
                           for row in rows)
    return make


def keys(head, rows):
    return [x.replace(" ", "_") for x in head] if any(head) else \
        ["f%d" % i for i in range(len(rows[0]))]


def objects(head, rows):
    return "```json\n%s\n```" % json.dumps(
        [dict(zip(keys(head, rows), row)) for row in rows],
        ensure_ascii=False, indent=2)


def split(head, rows):
    return json.dumps({"columns": keys(head, rows), "index":
                       list(range(len(rows))), "data": rows},
                      ensure_ascii=False)


def lists(head, rows):
    return json.dumps([keys(head, rows)] + rows, ensure_ascii=False)


def html(head, rows):
    def line(cells, tag):
        return "<tr>%s</tr>" % "".join("<%s>%s</%s>" % (tag, x, tag)
                                       for x in cells)
    return "<table>\n%s\n</table>" % "\n".join(
        ([line(head, "th")] if any(head) else []) +
        [line(row, "td") for row in rows])


def xml(head, rows):
    names = ["".join(c if c.isalnum() else "_" for c in x)
             for x in keys(head, rows)]
    return "<list>\n%s\n</list>" % "\n".join("<item>%s</item>" % "".join(
        "<%s>%s</%s>" % (k, v, k) for k, v in zip(names, row))
        for row in rows)


def sql(head, rows):
    columns = " (%s)" % ", ".join(keys(head, rows)) if any(head) else ""
    return "INSERT INTO t%s VALUES\n%s;" % (columns, ",\n".join(
        "(%s)" % ", ".join("'%s'" % x.replace("'", "''") for x in row)
        for row in rows))


LAYOUTS = {
    "comma": separated(","), "semicolon": separated(";"),
    "tab": separated("\t"), "pipe": separated("|"),
    "quoted": separated(",", '"'), "Markdown": markdown, "mysql": boxed,
    "columns": aligned(False), "columns, ruled": aligned(True),
    "drawn": drawn, "Key: value": pairs(": "), "KEY=value": pairs("="),
    "JSON": objects, "JSON, split": split, "JSON, lists": lists,
    "HTML": html, "XML": xml, "SQL": sql,
}


def values_of():
    """module -> country, words of it, valid and invalid values."""
    words = {}
    with open(cases_of.HERE + "/detect_forms.tsv", encoding="utf-8") as f:
        for line in f:
            if not line.startswith("#"):
                module, all_of = line.rstrip("\n").split("\t")
                words[module] = all_of.split("|")
    out = {}
    for case in cases_of.id_cases()[0]:
        module, country = case.group
        value = case.text[slice(*case.spans[0][:2])]
        row = out.setdefault(module, (country, words[module], [], []))
        if len(row[2 if case.kind else 3]) < MOST and \
                not set(value) & set(",;|\t\"'"):
            row[2 if case.kind else 3].append(value)
    return out


def table_cases(chance):
    """(layout, header?) -> (module, country, text, [(span, valid)])."""
    out = collections.defaultdict(list)
    for module, (country, words, valid, invalid) in values_of().items():
        for name, make in LAYOUTS.items():
            for head in ["name", words[0], "city"], ["", "", ""]:
                # A column of which few are right is not judged by itself.
                wrong = invalid if any(head) else invalid[:len(valid) // 4]
                marked = [(x, True) for x in valid] + \
                    [(x, False) for x in wrong]
                if not marked:
                    continue
                chance.shuffle(marked)
                rows = [[NAMES[i % 8], value, PLACES[i * 3 % 8]]
                        for i, (value, _) in enumerate(marked)]
                text = LEAD + make(head, rows) + TAIL
                spans, at = [], len(LEAD)
                for value, right in marked:
                    at = text.index(value, at)
                    spans.append(((at, at + len(value)), right))
                    at += len(value)
                out[name, any(head)].append((module, country, text, spans))
    return out


def judge(table, found, modules):
    """Valid, as its own, as any identifier; invalid, found."""
    row = [0] * 5
    for (module, country, text, spans), findings in zip(table, found):
        for span, valid in spans:
            case = cases_of.Case(text, "", (module, country), valid, [span])
            hits = [x for x in findings if cases_of.overlaps(x, span)]
            own = any(cases_of.own_class(x[2], module, country) for x in hits)
            if valid:
                row[0] += 1
                row[1] += own
                row[2] += any(not cases_of.has_prefix(
                    x[2], cases_of.NOT_IDS) for x in hits)
            else:
                row[3] += 1
                row[4] += any(cases_of.is_false(x, case, modules)
                              for x in hits)
    return row


def number_cases(chance, columns, rows):
    """Columns of random digits: name of a length -> texts."""
    out = {}
    for digits in range(8, 14):
        out[digits] = [cases_of.Case(LEAD + "\n".join(
            "%d;%s" % (chance.randrange(10 ** (digits - 1), 10 ** digits),
                       PLACES[i % 8]) for i in range(rows)) + TAIL,
            "", "", True, []) for _ in range(columns)]
    return out


def taken(findings):
    return any(x[2].startswith(("personal.id", "financial"))
               for x in findings)


# Headers of a given and a family name, and names with no capital or nothing
# but capitals.
NAMED = {
    "cs": ("jméno", "příjmení", "jana novotná", "pavel dvořák"),
    "da": ("fornavn", "efternavn", "mette sørensen", "lars nygaard"),
    "de": ("Vorname", "Nachname", "ute schröder", "jens kaltenbach"),
    "en": ("first name", "last name", "emily thornton", "oliver baxter"),
    "es": ("nombre", "apellidos", "lucía ortega", "andrés villalba"),
    "fi": ("etunimi", "sukunimi", "aino virtanen", "jari koskela"),
    "fr": ("prénom", "nom de famille", "chloé marchand", "luc perrault"),
    "hu": ("keresztnév", "vezetéknév", "zsófia kovács", "gergő szalai"),
    "it": ("nome", "cognome", "giulia ferraro", "marco bellini"),
    "nl": ("voornaam", "achternaam", "sanne bakker", "pieter dijkstra"),
    "pl": ("imię", "nazwisko", "zofia wójcik", "marek zieliński"),
    "pt": ("nome", "apelido", "inês carvalho", "rui tavares"),
    "ro": ("prenume", "nume de familie", "ioana popescu", "radu stanciu"),
    "sv": ("förnamn", "efternamn", "elin lindqvist", "nils åkerberg"),
}


def name_cases():
    """layout -> cases whose spans are family names."""
    out = collections.defaultdict(list)
    for lang, (given, family, *names) in NAMED.items():
        for change in str.lower, str.upper:
            rows = [change(x).split() + ["7"] for x in names]
            for name, make in LAYOUTS.items():
                text = LEAD + make([given, family, "nr"], rows) + TAIL
                spans = [(text.index(r[1]), text.index(r[1]) + len(r[1]), "")
                         for r in rows]
                out[name].append(cases_of.Case(text, lang, "", True, spans))
    return out


def section(b, rate):
    modules = {module for module, _ in values_of().items()}
    b.title("Tables inside a text (%): identifiers under their header, and "
            "without one")
    b.say("%-16s %6s %9s %7s %7s %6s | %9s %7s %7s %6s" % (
        "layout", "valid", "own class", "any id", "invalid", "found",
        "no header", "any id", "invalid", "found"))
    tables = table_cases(b.random())
    for name in LAYOUTS:
        rows = []
        for headed in True, False:
            some = tables[name, headed]
            found, _ = b.exeat.find([cases_of.Case(x[2], "", "", True, [])
                                     for x in some])
            rows.append(judge(some, found, modules))
        (valid, own, some, invalid, false), (_, own2, some2, more, false2) = rows
        b.say("%-16s %6d %9s %7s %7d %6d | %9s %7s %7d %6d" % (
            name, valid, rate(own, valid), rate(some, valid), invalid, false,
            rate(own2, valid), rate(some2, valid), more, false2))
        b.note("tables", name, rows)
    b.say("columns of random digits taken for an identifier (%):")
    for rows in 5, 10, 40:
        line = []
        for digits, cases in number_cases(b.random(), 1000, rows).items():
            found, _ = b.exeat.find(cases)
            line.append("%d: %s" % (digits, rate(sum(map(taken, found)),
                                                len(cases)).strip()))
            b.note("tables", "random", "%dx%d" % (rows, digits), line[-1])
        b.say("  %2d rows, digits %s" % (rows, "  ".join(line)))
    b.say("family names in small letters or capitals, under their header:")
    for name, cases in name_cases().items():
        found, _ = b.exeat.find(cases)
        hits = [any(cases_of.overlaps(x, s) and cases_of.is_name(x[2])
                    for x in got) for c, got in zip(cases, found)
                for s in c.spans]
        b.say("  %-16s %4d %7s" % (name, len(hits),
                                   rate(sum(hits), len(hits))))
        b.note("tables", "names", name, [len(hits), sum(hits)])
