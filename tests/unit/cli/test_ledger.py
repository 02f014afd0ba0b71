#!/usr/bin/env python3
"""exeat ledger and lineage, and that a second implementation agrees.

tests/verify/ledger_verify.py was written from the RFCs; whatever is done to an
export, it and `exeat ledger verify` must say the same.
"""

import json
import os
import random
import subprocess
import sys
import tempfile

TOP = os.environ.get("top_srcdir", ".")
BUILD = os.environ.get("top_builddir", ".")
EXEAT = os.path.join(BUILD, "cli", "exeat")
MAKE = os.path.join(BUILD, "tests", "unit", "cli", "make_store")
SECOND = os.path.join(TOP, "tests", "verify", "ledger_verify.py")
RECORDS, SEALED, OLD = 320, 310, 100

count = failed = 0


def ok(good, name, why=""):
    global count, failed
    count += 1
    failed += not good
    print("%sok %d - %s" % ("" if good else "not ", count, name))
    if not good and why:
        print("\n".join("# " + line for line in str(why).split("\n")))


def run(*args, data=None):
    return subprocess.run(args, capture_output=True, input=data, check=False)


def exeat(*args, want=0, name=None, data=None):
    p = run(EXEAT, *args, data=data)
    if name is not None:
        ok(p.returncode == want, name, "status %d\n%s" % (
            p.returncode, p.stderr.decode()))
    return p.stdout.decode()


def write(path, data):
    with open(path, "wb") as f:
        f.write(data)
    return path


def test_records(store):
    out = exeat("ledger", "tail", "--store", store, name="tail")
    ok(len(out.split("\n")) == 21, "the last twenty", out)
    ok("  319 2026-11-24T13:19:00.000Z decision" in out, "by number", out)
    out = exeat("ledger", "tail", "-n", "3", "--client", "support", "--json",
                "--store", store, name="tail of a client")
    rows = [json.loads(line) for line in out.split("\n")[:-1]]
    ok([r["index"] for r in rows] == [311, 314, 317], "in order", out)
    out = exeat("ledger", "tail", "-n", "100", "--since",
                "2026-11-24T08:10:00Z", "--until", "2026-11-24T08:20:00Z",
                "--store", store, name="tail of ten minutes")
    ok(out.count("\n") == 10, "ten records", out)
    out = exeat("ledger", "show", "5", "--store", store, name="show")
    ok("client: support\n" in out and "host: eu.example\n" in out,
       "its members", out)
    record = json.loads(exeat("ledger", "show", "--json", "5", "--store",
                              store))
    out = exeat("ledger", "show", record["record"]["id"], "--json",
                "--store", store, name="show by id")
    ok(json.loads(out) == record, "the same", out)
    exeat("ledger", "show", "320", "--store", store, want=1,
          name="no such record")
    exeat("ledger", "show", "x", "--store", store, want=1, name="no record")
    exeat("ledger", "show", "1", "--store", store + "/none", want=1,
          name="no store")
    exeat("ledger", "--help", name="help")
    exeat("ledger", want=1, name="no verb")
    exeat("ledger", "tail", "-n", "x", want=1, name="no number")
    for what, args, error in (
            ("a wrong verb", ["tial"], 'tial: the verbs are tail, show, prove, '
             'export and verify; did you mean "tail"?'),
            ("an argument", ["tail", "5"],
             'tail takes no argument "5"; -n says how many records'),
            ("a wrong decision", ["tail", "--decision", "allowed"],
             "allowed: the decisions are allow, tokenise, redact, hold and "
             'block; did you mean "allow"?'),
            ("a wrong zone", ["tail", "--zone", "eaa"], "eaa: the zones are "
             "perimeter, home, eea, adequate, scoped, dpf, art46, review, "
             'third and unknown; did you mean "eea"?')):
        p = run(EXEAT, "ledger", *args, "--store", store)
        ok(p.returncode == 1 and p.stderr.decode() ==
           "exeat ledger: %s\n" % error, what + " is explained",
           p.stderr.decode())
    p = run(EXEAT, "ledger", "tail", "--client", "nobody", "--store", store)
    ok(p.returncode == 0 and p.stdout == b"" and
       p.stderr == b"exeat ledger: no record matches\n", "nothing matches",
       p.stderr)


def test_proof(store, folder, key):
    proof = write(os.path.join(folder, "p.tlog-proof"),
                  exeat("ledger", "prove", "7", "--store", store,
                        name="prove").encode())
    shown = json.loads(exeat("ledger", "show", "7", "--json", "--store",
                             store))
    text = json.dumps(shown["record"], ensure_ascii=False, sort_keys=True,
                      separators=(",", ":"))
    record = write(os.path.join(folder, "record"), text.encode())
    exeat("ledger", "verify", "--key", key, "--record", record, proof,
          name="the proof proves")
    write(record, text.replace("support", "support", 1).replace(
        "billing", "billinG", 1).encode())
    exeat("ledger", "verify", "--key", key, "--record", record, proof,
          want=2, name="and not another record")
    exeat("ledger", "prove", "315", "--store", store, want=1,
          name="no proof before a checkpoint")


def both(path, key, old=None):
    """The exit statuses of both implementations, 0 or 2."""
    # Exeat replaces what it keeps: give it a copy.
    state = []
    if old is not None:
        with open(old, "rb") as f:
            state = ["--state", write(path + ".state", f.read())]
    p = run(EXEAT, "ledger", "verify", "--key", key, *state, path)
    q = run(sys.executable, SECOND, path, "--key", key,
            *(["--old", old] if old else []))
    return p.returncode, q.returncode, (p.stdout + p.stderr +
                                        q.stdout + q.stderr).decode()


def mutate(rng, lines):
    """Do something to the export; None if nothing changed."""
    lines = list(lines)
    deed = rng.randrange(6)
    i = rng.randrange(1, len(lines) - 1)
    if deed == 0:
        i = rng.randrange(len(lines))
        data = bytearray(lines[i])
        data[rng.randrange(len(data))] ^= 1 << rng.randrange(7)
        lines[i] = bytes(data)
        if b"\n" in lines[i]:
            return None
    elif deed == 1:
        del lines[i]
    elif deed == 2:
        j = rng.randrange(1, len(lines))
        lines[i], lines[j] = lines[j], lines[i]
        if i == j:
            return None
    elif deed == 3:
        lines = lines[:i]
    elif deed == 4:
        lines.insert(i, lines[i])
    else:
        header = json.loads(lines[0])
        name = rng.choice(["first", "last", "left", "right"])
        if name in ("left", "right"):
            header[name] = header[name][:-1]
        else:
            header[name] += rng.choice([-1, 1])
        if header == json.loads(lines[0]):
            return None
        lines[0] = json.dumps(header, ensure_ascii=False).encode()
    return lines


def test_agreement(store, folder, key, old):
    rng = random.Random(9162)
    agreed = found = tried = 0
    text = ""
    for first, last in ((0, SEALED), (33, 47), (100, 228)):
        data = exeat("ledger", "export", "--from", str(first), "--to",
                     str(last), "--store", store).encode()
        path = write(os.path.join(folder, "export.jsonl"), data)
        p, q, text = both(path, key)
        ok(p == q == 0, "both verify %d to %d" % (first, last), text)
        for _ in range(12):
            lines = mutate(rng, data.split(b"\n")[:-1])
            if lines is None:
                continue
            write(path, b"\n".join(lines) + b"\n")
            p, q, why = both(path, key)
            tried += 1
            agreed += p == q
            found += p == 2
            if p != q:
                text = why
    ok(agreed == tried, "they agree on each of %d changes" % tried, text)
    # A flipped bit of the header's own key is not looked at.
    ok(found >= tried - 3, "and find them (%d)" % found)
    path = write(os.path.join(folder, "export.jsonl"), exeat(
        "ledger", "export", "--store", store).encode())
    p, q, text = both(path, key, old)
    ok(p == q == 0, "both find the kept checkpoint in it", text)


def test_state(store, folder, key):
    state = os.path.join(folder, "state")
    exeat("ledger", "verify", "--key", key, "--state", state, "--store",
          store, name="verify the store and keep the checkpoint")
    exeat("ledger", "verify", "--key", key, "--state", state, "--store",
          store, name="again")
    small = os.path.join(folder, "small")
    run(MAKE, small, "50", "50")
    exeat("ledger", "verify", "--state", state, "--store", small, want=2,
          name="a store that has been cut")
    path = write(os.path.join(folder, "small.jsonl"), exeat(
        "ledger", "export", "--store", small).encode())
    p, q, text = both(path, key, state)
    ok(p == q == 2, "both say so of its export", text)
    out = exeat("ledger", "verify", "--json", "--state", state, "--store",
                small, want=2, name="the same as JSON")
    report = json.loads(out)
    ok(not report["verified"] and report["last"] == 50 and
       "cut" in report["faults"][0]["what"], "says what", out)


def test_export(store):
    out = exeat("ledger", "export", "--format", "csv", "--from", "2", "--to",
                "4", "--store", store, name="CSV")
    rows = out.split("\r\n")
    ok(len(rows) == 4 and rows[0].startswith("index,time,type,id,client,") and
       rows[1].startswith('2,"2026-11-24T08:02:00.000Z","decision",'),
       "a head and two rows", out)
    exeat("ledger", "export", "--format", "xml", "--store", store, want=1,
          name="no such format")
    exeat("ledger", "export", "--to", "315", "--store", store, want=1,
          name="not beyond the checkpoint")
    out = exeat("ledger", "export", "--store", store)
    exeat("ledger", "verify", "-", data=out.encode(),
          name="verify from standard input")


def test_lineage(store):
    out = exeat("lineage", "downstream", "client", "support", "--store",
                store, name="downstream")
    ok("client support -> activity care: 106 flows; " in out and
       "class unclassified -> destination eu.example:443" in out and
       "api.example" not in out, "of a client", out)
    ok(exeat("lineage", "downstream", "support", "--store", store) == out,
       "a client, unless another kind is named")
    out = exeat("lineage", "upstream", "destination", "api.example", "--json",
                "--store", store, name="upstream")
    ok(exeat("lineage", "upstream", "api.example", "--json", "--store",
             store) == out, "a destination, likewise")
    edges = json.loads(out)["edges"]
    ok({e["to"]["name"] for e in edges} == {
        "care", "personal.contact.email", "secret.key", "api.example:443"},
       "of a destination", out)
    out = exeat("lineage", "export", "--format", "dot", "--store", store,
                name="DOT")
    ok(out.startswith("digraph lineage {") and
       '"class secret.key" -> "destination api.example:443"' in out,
       "a graph", out)
    out = exeat("lineage", "export", "--since", "2026-11-25", "--store",
                store, name="of another day")
    ok(json.loads(out) == {"records": RECORDS, "edges": []}, "nothing", out)
    p = run(EXEAT, "lineage", "downstream", "nobody", "--store", store)
    ok(p.returncode == 0 and p.stdout == b"" and p.stderr ==
       b"exeat lineage: no flow from client nobody is recorded\n",
       "nothing is said to be nothing", p.stderr)
    exeat("lineage", "upstream", "colour", "red", "--store", store, want=1,
          name="no such kind")
    exeat("lineage", "sideways", "--store", store, want=1, name="no verb")
    exeat("lineage", "--help", name="help")


def main():
    with tempfile.TemporaryDirectory() as folder:
        store = os.path.join(folder, "store")
        p = run(MAKE, store, str(RECORDS), str(OLD), str(SEALED))
        ok(p.returncode == 0, "a store", p.stderr.decode())
        key = p.stdout.decode().strip()
        old = os.path.join(folder, "old")
        proof = exeat("ledger", "prove", "0", "--store", store)
        write(old, proof.split("\n\n", 1)[1].encode())
        ok("\n%d\n" % OLD in proof, "an old checkpoint", proof)
        test_records(store)
        test_proof(store, folder, key)
        test_export(store)
        test_agreement(store, folder, key, old)
        test_state(store, folder, key)
        test_lineage(store)
    print("1..%d" % count)
    return 1 if failed else 0


sys.exit(main())
