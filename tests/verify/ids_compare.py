#!/usr/bin/env python3
"""Validators against independent implementations, over random values.

    python3 -m venv PEERS/python
    PEERS/python/bin/pip install python-stdnum==2.2 presidio-analyzer==2.2.366
    npm install --prefix PEERS stdnum@1.12.0 jsvat@2.5.4 validator@13.15.35 \\
        personnummer@3.2.1 codice-fiscale-js@2.4.0 ibantools@4.5.4 \\
        finnish-ssn@2.1.2 norwegian-national-id-validator@3.1.3 \\
        validate-polish@2.1.40 pt-id@1.1.0 spain-id@1.1.13 \\
        nhs-number-validator@1.1.2
    make tests/verify/validate_lines
    PEERS/python/bin/python tests/verify/ids_compare.py \\
        BUILD/tests/verify/validate_lines PEERS [COUNT [VALIDATOR ...]]

A development tool, no part of the checks: packages that only compare are not
needed to build or to test. For each validator of ids_peers.tsv it makes COUNT
(4000) random values of each shape, and from each value that anybody takes for
valid six more with a digit or letter changed, or two exchanged. Prints for each
peer how many values both accept, and how many one side alone does, with
examples. What is left are decisions: days of birth that lie ahead, days that no
calendar has, leading zeros, authorities that do not exist.
"""
import importlib
import os
import random
import string
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))


def fill(shape):
    return "".join(random.choice(string.digits) if c == "9" else
                   random.choice(string.ascii_uppercase) if c == "A" else c
                   for c in shape)


def changed(value):
    at = random.randrange(len(value))
    kind = string.digits if value[at].isdigit() else string.ascii_uppercase
    if random.random() < 0.5 or at + 1 == len(value):
        return value[:at] + random.choice(kind) + value[at + 1:]
    return value[:at] + value[at + 1] + value[at] + value[at + 2:]


def ask(command, name, values, cwd=None):
    lines = "".join("%s\t%s\n" % (name, v) for v in values)
    done = subprocess.run(command, input=lines, capture_output=True, text=True, check=True,
                          cwd=cwd)
    answers = [int(a) for a in done.stdout.split()]
    return None if -1 in answers else [a > 0 for a in answers]


def ask_stdnum(module, values):
    try:
        of = importlib.import_module("stdnum." + module)
    except ImportError:
        return None
    return [of.is_valid(v) for v in values]


def ask_presidio(recogniser, values):
    try:
        recognisers = importlib.import_module("presidio_analyzer.predefined_recognizers")
        of = getattr(recognisers, recogniser)()
    except (ImportError, AttributeError):
        return None

    def accepts(value):
        try:
            return bool(of.validate_result(value))
        except ValueError:      # some read as a number what is none
            return False
    return [accepts(v) for v in values]


def answers(program, folder, name, peers, values):
    said = {"ours": ask([program], name, values)}
    for peer in peers:
        if peer.startswith("py:"):
            said[peer] = ask_stdnum(peer[3:], values)
        elif peer.startswith("presidio:"):
            said[peer] = ask_presidio(peer[9:], values)
        else:
            said[peer] = ask(["node", os.path.join(HERE, "ids_second.mjs")], peer, values, folder)
    return said


def compare(program, folder, count, row):
    name, peers, shapes = row
    values = [fill(shape) for shape in shapes for _ in range(count)]
    said = answers(program, folder, name, peers, values)
    taken = {v for of in said.values() if of for v, yes in zip(values, of) if yes}
    values += [changed(v) for v in sorted(taken) for _ in range(6)]
    said = answers(program, folder, name, peers, values)
    for peer in peers:
        if said["ours"] is None or said[peer] is None:
            print("%-13s %-40s there is no such check" % (name, peer))
            continue
        both = [v for v, a, b in zip(values, said["ours"], said[peer]) if a and b]
        only = [v for v, a, b in zip(values, said["ours"], said[peer]) if a and not b]
        missed = [v for v, a, b in zip(values, said["ours"], said[peer]) if b and not a]
        print("%-13s %-40s both %5d  only ours %4d %s  only theirs %4d %s" % (
            name, peer, len(both), len(only), " ".join(only[:3]), len(missed),
            " ".join(missed[:3])), flush=True)


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    random.seed(7)
    count = int(sys.argv[3]) if len(sys.argv) > 3 else 4000
    with open(os.path.join(HERE, "ids_peers.tsv"), encoding="utf-8") as lines:
        for line in lines:
            if line.startswith("#"):
                continue
            name, peers, shapes = line.rstrip("\n").split("\t")
            if not sys.argv[4:] or name in sys.argv[4:]:
                compare(sys.argv[1], sys.argv[2], count,
                        (name, peers.split(), shapes.split()))


main()
