"""Texts of bench/detect that hold nothing to be found: prose in many
languages, program text, and what machines write."""

import base64
import glob
import gzip
import json
import os
import random
import re
import subprocess
import uuid

# Manual pages as Debian packages have them: permissive, in 16 languages.
PACKAGES = {
    "cs": "manpages-cs", "da": "manpages-da", "de": "manpages-de",
    "el": "manpages-el", "en": "manpages", "es": "manpages-es",
    "fi": "manpages-fi", "fr": "manpages-fr", "hu": "manpages-hu",
    "it": "manpages-it", "nb": "manpages-nb", "nl": "manpages-nl",
    "pl": "manpages-pl", "pt": "manpages-pt-br", "ro": "manpages-ro",
    "sv": "manpages-sv",
}
MOST = 2000000		# bytes of one text
GENERATED = 1000000

# Real addresses of authors and places to look at are no false hits, nor is the
# address book that a page on pipes shows as an example.
REAL = re.compile(r"\S@\S|://|www\.|\bCopyright\b|©|\bAT\b.*\bDOT\b|<at>|"
                  r"Temple Place|Franklin St|^(maja|peter|marie|pierre) +0\d")


def unroff(text):
    """The sentences of a manual page, without its markup."""
    lines = []
    for line in text.split("\n"):
        if line[:1] in ".'" or REAL.search(line):
            continue
        line = re.sub(r"\\f(\[[^]]*\]|\(..|.)", "", line)
        line = re.sub(r"\\\(..|\\\[[^]]*\]|\\[&/,|%]", "", line)
        line = line.replace("\\-", "-").replace("\\e", "\\")
        lines.append(re.sub(r"\\s[-+]?\d", "", line))
    return "\n".join(lines)


def unpack(package, cache):
    """Fetch and unpack a package into the cache, not into the system."""
    folder = os.path.join(cache, "packages", package)
    if os.path.isdir(folder):
        return folder
    os.makedirs(folder + ".deb", exist_ok=True)
    subprocess.run(["apt-get", "-qq", "download", package],
                   cwd=folder + ".deb", check=True, capture_output=True)
    for deb in glob.glob(folder + ".deb/*.deb"):
        subprocess.run(["dpkg-deb", "-x", deb, folder], check=True)
    return folder


def prose(cache, say):
    """language -> text; a language whose package is not to be had is said."""
    texts = {}
    for language, package in sorted(PACKAGES.items()):
        try:
            folder = unpack(package, cache)
        except (OSError, subprocess.CalledProcessError):
            say("%s: the package %s cannot be fetched" % (language, package))
            continue
        text = ""
        for path in sorted(glob.glob(folder + "/usr/share/man/**/*.gz",
                                     recursive=True)):
            if len(text.encode()) < MOST and not os.path.islink(path):
                with gzip.open(path, "rb") as f:
                    text += unroff(f.read().decode("utf-8", "replace"))
        if text:
            texts[language] = text
    return texts


def code():
    """Python of the standard library, its tests left out."""
    text = ""
    for path in sorted(glob.glob(os.path.dirname(os.__file__) + "/*.py")):
        with open(path, encoding="utf-8", errors="replace") as f:
            text += "".join(x for x in f if not REAL.search(x))
        if len(text) > MOST:
            break
    return text


def logs(chance):
    names = ("http.server", "db.pool", "worker-7", "cache", "scheduler")
    out, at = [], 1761000000.0
    while sum(map(len, out)) < GENERATED:
        at += chance.random() * 3
        number = chance.randrange(10 ** chance.randint(3, 12))
        out.append(chance.choice([
            "2026-11-%02dT%02d:%02d:%02d.%03dZ INFO %s request %s took %d us, "
            "%d bytes\n" % (1 + int(at) % 28, int(at) // 3600 % 24,
                            int(at) // 60 % 60, int(at) % 60, number % 1000,
                            chance.choice(names), uuid.UUID(
                                int=chance.getrandbits(128)), number, number),
            "[%.6f] %s: commit %040x at %d, version %d.%d.%d\n" % (
                at, chance.choice(names), chance.getrandbits(160), int(at),
                number % 20, number % 7, number % 99),
            "%d %s[%d]: job=%d attempt=%d next=%d ratio=%.9f\n" % (
                int(at), chance.choice(names), number % 65536, number,
                number % 5, int(at) + number % 999, chance.random()),
        ]))
    return "".join(out)


def sql(chance):
    out = ["CREATE TABLE items (id BIGINT, sku TEXT, price DECIMAL(12,2), "
           "digest CHAR(40), made TIMESTAMP, stock INT);\n"]
    row = 10 ** 8
    while sum(map(len, out)) < GENERATED:
        row += chance.randrange(1, 5000)
        out.append("INSERT INTO items VALUES (%d,'%s-%06d',%d.%02d,'%040x',"
                   "'2026-%02d-%02d %02d:%02d:%02d',%d);\n" % (
                       row, chance.choice(("KX", "TR", "BOLT", "V2")),
                       chance.randrange(10 ** 6), chance.randrange(10 ** 5),
                       chance.randrange(100), chance.getrandbits(160),
                       chance.randint(1, 12), chance.randint(1, 28),
                       chance.randrange(24), chance.randrange(60),
                       chance.randrange(60), chance.randrange(10 ** 5)))
    return "".join(out)


def json_lines(chance):
    out = []
    while sum(map(len, out)) < GENERATED:
        out.append(json.dumps({
            "id": str(uuid.UUID(int=chance.getrandbits(128))),
            "ts": 1761000000000 + chance.randrange(10 ** 10),
            "seq": chance.randrange(10 ** 11), "v": "%d.%d.%d" % (
                chance.randrange(9), chance.randrange(99),
                chance.randrange(999)),
            "values": [round(chance.random() * 1000, 12) for _ in range(4)],
            "etag": "%032x" % chance.getrandbits(128),
            "state": chance.choice(["open", "done", "failed"])}) + "\n")
    return "".join(out)


def base64_lines(chance):
    return base64.encodebytes(chance.randbytes(GENERATED * 3 // 4)).decode()


def chat(text, chance):
    """Prose as the turns of conversations."""
    words, out = text.split(), []
    while sum(map(len, out)) < GENERATED:
        at = chance.randrange(max(1, len(words) - 600))
        out.append(json.dumps({"model": "m", "messages": [
            {"role": role, "content": " ".join(words[at + i * 100:][:100])}
            for i, role in enumerate(("system", "user", "assistant",
                                      "user"))]}, ensure_ascii=False) + "\n")
    return "".join(out)


def prompt(text):
    """A chat request of 2 KB with two values in it."""
    head = "Write to anna.schmidt@kunde.example and call +49 30 90182000. "
    return json.dumps({"model": "m", "messages": [
        {"role": "user", "content": head + " ".join(text.split())[:1900]}]},
        ensure_ascii=False)


def csv(chance):
    """Dense: a hit every few bytes."""
    out = ["mail,phone,iban,amount\n"]
    while sum(map(len, out)) < GENERATED:
        n = chance.randrange(10 ** 6)
        out.append("p%d@kunde.example,+49 30 %07d,DE89370400440532013000,"
                   "%d.%02d\n" % (n, n * 7 % 10 ** 7, n, n % 100))
    return "".join(out)


def generated():
    """name -> text, the same in every run."""
    return {"logs": logs(random.Random(1)), "SQL dump": sql(random.Random(2)),
            "JSON": json_lines(random.Random(3)),
            "base64": base64_lines(random.Random(4)), "code": code()}
