#!/usr/bin/env python3
"""Make the lexicon and the lists of names from what the packages know.

    lexicon.py PACKAGES NAMES_BY_COUNTRY DEBIAN OUT

PACKAGES holds faker.json, cities.json, cldr.json, brands.json (collect.mjs) and
node_modules/dictionary-*; wordfreq, names and faker come from Python's path,
hunspell from the system's; NAMES_BY_COUNTRY is the folder with
common-forenames-by-country.csv and common-surnames-by-country.csv; DEBIAN has
the packages of prose.py. Writes
OUT/lexicon.tsv (word TAB value, inspect/names/lexicon.h) and OUT/names.json
(names by language, for generate.py).
"""

import collections
import csv
import importlib
import importlib.util
import json
import os
import re
import subprocess
import sys
import unicodedata

import prose
import wordfreq

HERE = os.path.dirname(os.path.abspath(__file__))
FIRST, LAST, PLACE, ORG, TITLE, BRAND = 1, 2, 4, 8, 16, 1 << 15
RANK, GROUPS, GROUPS_COUNT = 5, 7, 8
GROUP = {"en": 0, "ga": 0, "mt": 0, "el": 0, "de": 1, "nl": 1, "bg": 1,
         "da": 2, "sv": 2, "fr": 3, "es": 4, "pt": 4, "it": 5, "ro": 5,
         "pl": 6, "cs": 6, "sk": 6, "sl": 6, "hr": 6, "fi": 7, "et": 7,
         "hu": 7, "lt": 7, "lv": 7}
LANGUAGES = sorted(GROUP)
# Ranks up to which a word counts as very common, common and known.
STEPS = ((200, 3), (2000, 2), (7000, 1))
SURNAMES, CITY_ANYWHERE, CITY_EUROPE = 16000, 150000, 15000
EUROPE = set("AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL "
             "PT RO SK SI ES SE IS LI NO CH GB".split())
COUNTRY = {"BG": "bg", "CZ": "cs", "DK": "da", "DE": "de", "AT": "de",
           "CH": "de", "GR": "el", "CY": "el", "GB": "en", "US": "en",
           "ES": "es", "EE": "et", "FI": "fi", "FR": "fr", "BE": "fr",
           "IE": "ga", "HR": "hr", "HU": "hu", "IT": "it", "LT": "lt",
           "LV": "lv", "MT": "mt", "NL": "nl", "PL": "pl", "PT": "pt",
           "BR": "pt", "RO": "ro", "MD": "ro", "SK": "sk", "SI": "sl",
           "SE": "sv", "LU": "fr", "MX": "es", "AR": "es", "NO": "da"}
LOCALE = {"cs_CZ": "cs", "da": "da", "de": "de", "de_AT": "de", "de_CH": "de",
          "el": "el", "en": "en", "en_GB": "en", "en_US": "en", "en_AU": "en",
          "en_CA": "en", "en_IE": "ga", "es": "es", "es_MX": "es",
          "fi": "fi", "fr": "fr", "fr_BE": "fr", "fr_CH": "fr",
          "fr_CA": "fr", "hr": "hr", "hu": "hu", "it": "it", "lv": "lv",
          "nl": "nl", "nl_BE": "nl", "pl": "pl", "pt_BR": "pt",
          "pt_PT": "pt", "ro": "ro", "ro_MD": "ro", "sk": "sk",
          "sl_SI": "sl", "sv": "sv"}
# Languages whose list of spellings may be had under MIT, BSD or MPL.
SPELLED = "bg da el en es fr hu lt nl pl pt ro sk".split()
WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
ORG_LEAST = 5		# names of organisations that have a word
OTHER_LOCALES = ["nb_NO", "tr", "en_IN", "en_NG", "sr_RS_latin", "mk", "uk",
                 "ru", "af_ZA", "cy", "az", "id_ID", "vi"]


def strings(tree):
    """All strings of a tree of lists and maps."""
    if isinstance(tree, str):
        yield tree
    elif isinstance(tree, dict):
        for value in tree.values():
            yield from strings(value)
    elif isinstance(tree, list):
        for value in tree:
            yield from strings(value)


def is_name(text):
    return (1 < len(text) < 40 and text[0].isupper() and "{" not in text and
            re.fullmatch(r"[^\W\d_]+(?:[ '’-][^\W\d_]+)*", text) and
            unicodedata.name(text[0], "").split()[0] in
            ("LATIN", "GREEK", "CYRILLIC"))


class Lists:
    """Names by language and kind, and what each word is worth."""

    def __init__(self):
        self.values, self.names = {}, {}

    def mark(self, text, bit, whole=True):
        parts = [text] if " " not in text else text.split()
        for part in parts:
            if len(part) < 3 and not whole:
                continue
            if len(parts) > 1 and not part[:1].isupper():
                continue
            word = part.lower()
            self.values[word] = self.values.get(word, 0) | bit

    def add(self, language, kind, texts, bit):
        known = self.names.setdefault(language, {}).setdefault(kind, [])
        for text in texts:
            if not is_name(text):
                continue
            self.mark(text, bit, whole=bit != PLACE)
            known.append(text)


def read_extra(lists):
    with open(os.path.join(HERE, "data/names.txt"), encoding="utf-8") as f:
        for line in f:
            match = re.match(r"(\w\w) ([FS]): (.*)", line)
            if match:
                first = match.group(2) == "F"
                lists.add(match.group(1), "first" if first else "last",
                          match.group(3).split(), FIRST if first else LAST)
    with open(os.path.join(HERE, "data/words.txt"), encoding="utf-8") as f:
        for line in f:
            match = re.match(r"([OT]): (.*)", line)
            for word in match.group(2).split() if match else ():
                lists.mark(word.lower(),
                           ORG if match.group(1) == "O" else TITLE)


def read_countries(lists, folder):
    for name, kind, column, bit in (
            ("common-forenames-by-country.csv", "first", 10, FIRST),
            ("common-surnames-by-country.csv", "last", 4, LAST)):
        path = os.path.join(folder, name)
        with open(path, encoding="utf-8-sig") as f:
            for row in list(csv.reader(f))[1:]:
                texts = [t for cell in row[column:column + 2]
                         for t in re.split(r"[,;/]\s*", cell)]
                lists.add(COUNTRY.get(row[0], "xx"), kind, texts, bit)


def read_faker(lists, path):
    with open(path, encoding="utf-8") as f:
        locales = json.load(f)
    for locale in list(LOCALE) + OTHER_LOCALES:
        person = locales[locale].get("person") or {}
        place = locales[locale].get("location") or {}
        company = locales[locale].get("company") or {}
        language = LOCALE.get(locale, "xx")
        lists.add(language, "first", strings(person.get("first_name")), FIRST)
        lists.add(language, "last", strings(person.get("last_name")), LAST)
        lists.add(language, "city", strings(place.get("city_name")), PLACE)
        lists.add(language, "state", list(strings(place.get("state"))) +
                  list(strings(place.get("county"))), PLACE)
        lists.names[language].setdefault("street", []).extend(
            t for t in strings(place.get("street_name")) if is_name(t))
        lists.names[language].setdefault("legal", []).extend(
            t for t in strings(company.get("legal_entity_type"))
            if "{" not in t)


def read_census(lists):
    folder = os.path.dirname(importlib.util.find_spec("names").origin)
    for name, kind, bit, most in (("dist.all.last", "last", LAST, SURNAMES),
                                  ("dist.female.first", "first", FIRST, 3000),
                                  ("dist.male.first", "first", FIRST, 1200)):
        with open(os.path.join(folder, name), encoding="ascii") as f:
            words = [line.split()[0].capitalize() for line in f][:most]
        for word in words:
            lists.mark(word, bit)
        lists.names["en"][kind].extend(words[:2500])


def read_places(lists, folder):
    with open(os.path.join(folder, "cities.json"), encoding="utf-8") as f:
        for name, country, people in json.load(f):
            least = CITY_EUROPE if country in EUROPE else CITY_ANYWHERE
            if people >= least:
                lists.add(COUNTRY.get(country, "xx"), "city", [name], PLACE)
    with open(os.path.join(folder, "cldr.json"), encoding="utf-8") as f:
        cldr = json.load(f)
    for language in LANGUAGES:
        lands = [t for t in cldr[language]["territories"].values()]
        cities = [v["exemplarCity"] for k, area in
                  cldr[language]["zones"].items()
                  for v in leaves(area) if "exemplarCity" in v]
        lists.add(language, "country", lands, PLACE)
        lists.add(language, "city", cities, PLACE)


def read_people(lists):
    """Names of the Python package faker."""
    import faker.providers.person as persons
    folder = os.path.dirname(persons.__file__)
    for locale in sorted(os.listdir(folder)):
        if not os.path.isdir(os.path.join(folder, locale)) or \
                locale.startswith("__"):
            continue
        provider = importlib.import_module(
            "faker.providers.person." + locale).Provider
        short, country = locale[:2], locale[3:]
        language = short if short in GROUP else COUNTRY.get(country, "xx")
        for field in sorted(dir(provider)):
            kind = field.split("_")[0]
            texts = getattr(provider, field)
            if kind in ("first", "last") and "roman" not in field and \
                    isinstance(texts, (list, tuple, dict)):
                lists.add(language, kind, [t.strip() for t in texts if
                                         isinstance(t, str)],
                          FIRST if kind == "first" else LAST)


def read_brands(lists, path):
    """Names of organisations; the words that many of them have."""
    with open(path, encoding="utf-8") as f:
        brands = json.load(f)
    words = collections.Counter()
    for country, names in brands.items():
        language = COUNTRY.get(country.upper(), "xx")
        kept = lists.names.setdefault(language, {}).setdefault("org", [])
        for name in names:
            if not is_organisation(name):
                continue
            kept.append(name)
            words.update({w.lower() for w in name.split()
                          if WORD.fullmatch(w) and w[0].isupper()})
            if (country.upper() in EUROPE or country in ("00", "us")) and \
                    WORD.fullmatch(name) and len(name) > 2:
                lists.mark(name.lower(), BRAND)
    for word, count in words.items():
        if (count >= ORG_LEAST and len(word) > 2 and
                not lists.values.get(word, 0) & (FIRST | LAST | PLACE)):
            lists.mark(word, ORG)


def wordnet_names(debian):
    """(name, lexicographer file) of each instance that WordNet knows."""
    path = os.path.join(debian, "wordnet-base/usr/share/wordnet/data.noun")
    with open(path, encoding="utf-8") as f:
        for line in f:
            parts = line.split()
            for i in range(int(parts[3], 16) if "@i" in parts else 0):
                name = parts[4 + 2 * i].replace("_", " ")
                if name[0].isupper():
                    yield name, parts[1]


def read_wordnet(lists, debian):
    """People, places and organisations of WordNet, word by word; only places
    that are one word, for "sea" is none."""
    for name, kind in wordnet_names(debian):
        words = name.split()
        if kind == "18" and all(is_name(w) for w in words):
            lists.mark(words[-1], LAST)
            title = lists.values.get(words[0].lower(), 0) & TITLE
            if len(words) > 1 and not title:	# Madame Curie
                lists.mark(words[0], FIRST)
        elif kind in ("15", "17") and len(words) == 1 and is_name(name):
            lists.mark(name, PLACE)
        elif kind == "14" and len(words) == 1 and is_name(name):
            lists.mark(name, BRAND)


def is_organisation(name):
    return (1 < len(name) < 60 and name[0].isupper() and
            unicodedata.name(name[0], "").split()[0] in
            ("LATIN", "GREEK", "CYRILLIC") and
            re.fullmatch(r"[\w .&'’+-]+", name))


def leaves(tree):
    if isinstance(tree, dict):
        yield tree
        for value in tree.values():
            yield from leaves(value)


def small_letters(folder):
    """Words that stand in small letters somewhere, by language."""
    return {language: {w for text in texts for w in
                       re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", text)
                       if w.islower()}
            for language, texts in prose.read_texts(folder).items()}


def spell(language, words, packages):
    """Those of `words` that the language's list of spellings has."""
    base = os.path.join(packages, "node_modules/dictionary-%s/index" %
                        language)
    done = subprocess.run(["hunspell", "-i", "utf-8", "-d", base, "-l"],
                          input="\n".join(words) + "\n", text=True,
                          check=True, stdout=subprocess.PIPE)
    wrong = set(done.stdout.split("\n"))
    return {w for w in words if w not in wrong}


def read_common(lists, small, packages):
    """Word lists know no capitals: a word that is spelled with one is no
    common word, and a name is one only where it stands in small letters
    somewhere, or is among the commonest."""
    for language in LANGUAGES:
        source = {"hr": "sh"}.get(language, language)
        if source not in wordfreq.available_languages():
            continue
        words = [w for w in wordfreq.top_n_list(source, STEPS[-1][0])
                 if WORD.fullmatch(w)]
        proper = set()
        if language in SPELLED:
            proper = set(words) - spell(language, words, packages)
            proper = {w.lower() for w in spell(language, [
                w.capitalize() for w in sorted(proper)], packages)}
        for place, word in enumerate(words):
            rank = next(r for top, r in STEPS if place < top)
            value = lists.values.get(word, 0)
            if word in proper or (value & (FIRST | LAST | PLACE) and
                                  rank < 3 and word not in small[language]):
                continue
            rank = max(rank, value >> RANK & 3)
            value = value & ~(3 << RANK) | rank << RANK
            lists.values[word] = value | 1 << GROUPS + GROUP[language]


def main():
    packages, countries, debian, out = sys.argv[1:5]
    lists = Lists()
    read_extra(lists)
    read_countries(lists, countries)
    read_faker(lists, os.path.join(packages, "faker.json"))
    read_census(lists)
    read_people(lists)
    read_places(lists, packages)
    read_brands(lists, os.path.join(packages, "brands.json"))
    read_wordnet(lists, debian)
    read_common(lists, small_letters(debian), packages)
    with open(os.path.join(out, "lexicon.tsv"), "w", encoding="utf-8") as f:
        for word, value in sorted(lists.values.items()):
            f.write("%s\t%d\n" % (word, value))
    for kinds in lists.names.values():
        for kind in kinds:
            kinds[kind] = sorted(set(kinds[kind]))
    with open(os.path.join(out, "names.json"), "w", encoding="utf-8") as f:
        json.dump(lists.names, f, ensure_ascii=False, indent=0,
                  sort_keys=True)
    print("%d words; names: %s" % (len(lists.values), {
        k: sum(map(len, v.values())) for k, v in lists.names.items()}))


if __name__ == "__main__":
    main()
