"""The labelled cases of bench/detect: what should be found, and what not."""

import collections
import json
import os
import re

HERE = os.path.dirname(os.path.abspath(__file__))
SHARED = os.path.join(os.path.dirname(os.path.dirname(HERE)), "shared", "data")

# A text with its truth: spans are (start, end, type) in characters.
Case = collections.namedtuple("Case", "text lang group kind spans")

NER_LANGUAGES = "de en es fr it nl pl pt".split()

# Classes that are no identifier, whatever they overlap.
NOT_IDS = ("personal.contact", "personal.birth_date", "personal.name",
           "personal.location", "location", "organisation", "secret",
           "special")

# Entity types of the English set and the class of each, where it has one.
ENTITIES = {
    "EMAIL_ADDRESS": ("personal.contact.email",),
    "IBAN_CODE": ("financial.iban",),
    "CREDIT_CARD": ("financial.card",),
    "IP_ADDRESS": ("personal.net.ip",),
    "PHONE_NUMBER": ("personal.contact.phone",),
    "US_SSN": ("personal.id",),
    "US_DRIVER_LICENSE": ("personal.id",),
    "PERSON": ("personal.name",),
    "STREET_ADDRESS": ("personal.contact.address", "personal.address",
                       "location", "personal.location"),
    "GPE": ("location", "personal.location", "personal.contact.address",
            "personal.address"),
    "ORGANIZATION": ("organisation", "organization"),
}

# The three kinds of names: classes here, types of the others.
NAME_KINDS = {
    "PER": re.compile(r"personal\.name\b|PERSON(_NAME)?$|NAME$|PER$"),
    "LOC": re.compile(r"(personal\.)?(location|place)\b|GPE$|LOC(ATION)?$"),
    "ORG": re.compile(r"organi[sz]ation\b|ORG(ANIZATION)?$"),
}


def is_name(kind):
    return any(p.match(kind) for p in NAME_KINDS.values())


def shared(name):
    return os.path.join(SHARED, name)


def has_prefix(name, prefixes):
    return any(name == p or name.startswith(p + ".") for p in prefixes)


def id_cases():
    """One case a line of the set: group is (module, country)."""
    modules, cases, outside = {}, [], 0
    with open(os.path.join(HERE, "detect_ids.tsv"), encoding="utf-8") as f:
        for line in f:
            if not line.startswith("#"):
                module, country, words = line.rstrip("\n").split("\t")
                modules[module] = country, words
    with open(shared("national_ids.tsv"), encoding="utf-8") as f:
        for line in f:
            module, value, outcome = line.rstrip("\n").split("\t")
            if module not in modules:
                outside += 1
                continue
            country, words = modules[module]
            text = "Please note: %s %s, and confirm." % (words, value)
            start = text.index(value, len("Please note: " + words))
            cases.append(Case(text, "en", (module, country),
                              outcome == "valid",
                              [(start, start + len(value), module)]))
    return cases, outside


# What says the country in a record with a value of it.
RECORDS = {
    "nothing": '{"ref": %s}',
    "a field of the record": '{"country": "%s", "ref": %s}',
    "the language of the record": '{"locale": "xx-%s", "ref": %s}',
    "a field of another record": '[{"country": "%s"}, {"ref": %s}]',
    "two fields of another record":
        '[{"country": "%s", "locale": "xx-%s"}, {"ref": %s}]',
}

NUMBERS = 300		# random ones of each country


def record_case(form, country, value):
    said = [country.upper()] * (form.count("%s") - 1)
    value = json.dumps(value, ensure_ascii=False)
    text = form % (*said, value)
    start = text.rindex(value) + 1
    return Case(text, "", country, True, [(start, start + len(value) - 2, "")])


def record_cases(chance):
    """name -> cases of RECORDS: with valid identifiers of the 32 countries,
    and with random numbers of 8 to 13 digits."""
    values = [(c.group[1], c.text[c.spans[0][0]:c.spans[0][1]])
              for c in id_cases()[0] if c.kind and len(c.group[1]) == 2 and
              c.group[1].isalpha()]
    countries = sorted({country for country, _ in values})
    numbers = [(c, "%d" % chance.randrange(10 ** (n - 1), 10 ** n))
               for c in countries for _ in range(NUMBERS)
               for n in [chance.randint(8, 13)]]
    return [{name: [record_case(form, *x) for x in some]
             for name, form in RECORDS.items()} for some in (values, numbers)]


# Modules that are VAT numbers, if written with their country.
VAT_KINDS = ("vat", "oss", "tva", "iva", "btw", "mva", "pvm", "pvn", "ddv",
             "dph", "alv", "uid", "dic", "cvr", "cui")

# Kinds whose class has another name.
ALIASES = {"at_02": "creditor"}


# How word and number stand together; {s} and {k} are the word as a key.
FORMS = {
    "sentence": "Bitte beachten: {w} {v}, danke.",
    "is": "My {w} is {v} and I need help.",
    "behind": "{v} ist meine {w}.",
    "in brackets": "{v} ({w})",
    "label": "{w}: {v}",
    "form": "Name: Anna Muster\n{w}: {v}\nOrt: X",
    "no.": "{w} no. {v}",
    "next line": "{w}\n{v}\n",
    "far": "{w}, as it stands in the form that you sent last week: {v}",
    "JSON": '{{"name":"x","{s}":"{v}","ok":true}}',
    "JSON, camel": '{{"{k}": "{v}"}}',
    "CSV": "name;{w};city\nAnna;{v};Wien\n",
    "XML": "<{k}>{v}</{k}>",
    "=": "{w}={v}",
    "table": "| {w} | {v} |",
    "query": "?{s}={v}",
}
SPELT = ("sentence", "label", "JSON")	# also without separators, lower case
MOST_VALUES = 12	# of a module


def spellings(module, value):
    """As written, and what people make of it."""
    yield "as written", value
    if module in ("mac", "de.handelsregisternummer", "ro.onrc"):
        return
    compact = re.sub(r"[\s./-]", "", value)
    for name, other in (("compact", compact), ("lower case",
                                               compact.lower())):
        if other != value and (name == "compact" or other != compact):
            yield name, other


def form_cases():
    """Valid numbers in all forms: group is (module, country), kind (form,
    spelling)."""
    with open(os.path.join(HERE, "detect_forms.tsv"), encoding="utf-8") as f:
        words = dict(line.rstrip("\n").split("\t") for line in f
                     if not line.startswith("#"))
    cases, seen = [], collections.Counter()
    for case in id_cases()[0]:
        module = case.group[0]
        seen[module] += case.kind
        if not case.kind or seen[module] > MOST_VALUES:
            continue
        written = case.text[slice(*case.spans[0][:2])]
        for word in words[module].split("|"):
            parts = re.split(r"\W+", word.strip(" ."))
            key = "_".join(parts).lower()
            camel = parts[0].lower() + "".join(x.title() for x in parts[1:])
            for spelling, value in spellings(module, written):
                for form, text in FORMS.items():
                    if spelling != "as written" and form not in SPELT:
                        continue
                    text = text.format(w=word, v=value, s=key, k=camel)
                    at = text.rindex(value)
                    cases.append(Case(text, word, case.group,
                                      (form, spelling), [
                                          (at, at + len(value), module)]))
    return cases


def own_class(name, module, country):
    """Is the class the identifier's own: of its country, or of its kind?"""
    parts = name.split(".")
    kind = module.split(".")[-1]
    return country in parts or ALIASES.get(kind, kind) in parts or \
        "vat" in parts and kind in VAT_KINDS


def is_false(finding, case, modules):
    """Was an invalid value taken for one? Not if it is valid as another kind
    of its country, or a valid one stands inside of it."""
    module, country = case.group
    last = finding[2].split(".")[-1]
    return tuple(finding[:2]) == case.spans[0][:2] and \
        own_class(finding[2], module, country) and \
        (last == module.split(".")[-1] or
         "%s.%s" % (country, last) not in modules)


def secret_cases():
    sets = {}
    for name in ("gitleaks", "secretlint"):
        cases = []
        with open(shared("secrets_%s.jsonl" % name), encoding="utf-8") as f:
            for line in f:
                row = json.loads(line)
                positive = bool(row.get("label") or row.get("spans"))
                cases.append(Case(row["text"], "en", name, positive, []))
        sets[name] = cases
    return sets


def is_whole(case):
    """Some lines of the sets are only a part of a generated case."""
    return not case.kind or re.search(r"[^\s\"'=:]{16}", case.text)


# Categories of bench/special_cases.tsv and the class of each.
SPECIAL = {"health": "special.health", "union": "special.union",
           "religion": "special.religion", "origin": "special.ethnic",
           "politics": "special.political", "orientation": "special.sexual",
           "genetic": "special.genetic", "biometric": "special.biometric",
           "conviction": "special.conviction", "nobody": "special"}


def special_cases(name="special_cases.tsv"):
    """The project's own sentences: kind is, said of a person."""
    cases = []
    with open(os.path.join(HERE, name), encoding="utf-8") as f:
        for line in f:
            if not line.startswith("#"):
                language, group, said, text = line.rstrip("\n").split("\t")
                cases.append(Case(text, language, group, said == "1", []))
    return cases


def special_halves(name):
    """Those worked with, and those set aside, which are each second of its
    kind: of special_fresh.tsv, special_notes.tsv, special_desk.tsv and
    special_fresh2.tsv."""
    halves, seen = ([], []), collections.Counter()
    for case in special_cases(name):
        halves[seen[case.kind] % 2].append(case)
        seen[case.kind] += 1
    return halves


def address_cases():
    """The project's own addresses, and texts that are none: group is the
    country, kind (is an address, was set aside)."""
    cases, countries, seen = [], set(), collections.Counter()
    with open(os.path.join(HERE, "address_cases.tsv"), encoding="utf-8") as f:
        for line in f:
            if line.startswith("#"):
                continue
            country, kind, text = line.rstrip("\n").split("\t")
            countries.add(country)
            seen[country, kind] += 1
            later = (len(countries) + seen[country, kind]) % 3 == 0
            before, _, rest = text.replace("\\n", "\n").partition("<<")
            value, _, behind = rest.partition(">>")
            spans = [(len(before), len(before) + len(value), country)]
            cases.append(Case(before + value + behind, "", country,
                              (kind == "1", later),
                              spans if kind == "1" else []))
    return cases


def pii_cases():
    with open(shared("pii_presidio_synth_v2.json"), encoding="utf-8") as f:
        rows = json.load(f)
    return [Case(r["full_text"], "en", "pii", True,
                 [(s["start_position"], s["end_position"], s["entity_type"])
                  for s in r["spans"]]) for r in rows]


def ner_cases(language):
    """Sentences, words joined by blanks; spans of PER, LOC and ORG."""
    cases, words, tags = [], [], []
    path = shared("ner/wn_%s_val.tsv" % language)
    with open(path, encoding="utf-8") as f:
        for line in list(f) + ["\n"]:
            word, _, tag = line.rstrip("\n").partition("\t")
            if word:
                words.append(word)
                tags.append(tag)
            elif words:
                cases.append(sentence(words, tags, language))
                words, tags = [], []
    return cases


def running_text(language):
    """The sentences of a NER set as they would be typed."""
    text = "\n".join(case.text for case in ner_cases(language))
    text = re.sub(r" (?=[,.;:!?)\]»%’…])|(?<=[(\[«]) ", "", text)
    return re.sub(r'" ([^"\n]*?) "', r'"\1"', text)


def sentence(words, tags, language):
    at, spans = 0, []
    for word, tag in zip(words, tags):
        kind = tag[2:]
        if tag.startswith("I-") and spans and spans[-1][2] == kind and \
                spans[-1][1] == at - 1:
            spans[-1] = (spans[-1][0], at + len(word), kind)
        elif kind:
            spans.append((at, at + len(word), kind))
        at += len(word) + 1
    return Case(" ".join(words), language, "ner", True, spans)


def overlaps(finding, span):
    return finding[0] < span[1] and span[0] < finding[1]
