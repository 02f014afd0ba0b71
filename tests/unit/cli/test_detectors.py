#!/usr/bin/env python3
"""exeat detectors: list, show, test, bench and validators."""

import json
import os
import subprocess
import tempfile

import kit
from kit import ok

PACK = """\
pack: 1
name: mine
words:
  badge:
    en: [badge]
    de: [Ausweis*]
detectors:
  - name: badge
    class: internal.badge
    about: badges
    spec: house rules
    shapes: ["9{5}"]
    score: 0
    with_context: 90
    context: [badge]
    positive:
      - "badge <<12345>>"
      - "Ausweisnummer %s"
    negative:
      - "12345"
      - "badge %s"
"""


def exeat(*arguments):
    return kit.exeat("detectors", *arguments)


def write(folder, name, text):
    path = os.path.join(folder, name)
    with open(path, "w", encoding="utf-8") as f:
        f.write(text)
    return path


def test_list():
    status, out, err = exeat("list", "--json")
    rows = {r["name"]: r for r in json.loads(out)}
    ok(status == 0 and len(rows) > 30, "list --json", status, err)
    pesel = rows["person/pl_pesel"]
    ok(pesel["class"] == "personal.id.pl.pesel" and
       pesel["strength"] == "medium" and pesel["score"] == 0 and
       pesel["score_with_context"] == 95 and
       pesel["spec"].startswith("Ustawa"), "a row", pesel)
    status, out, _ = exeat("list")
    ok(status == 0 and len(out.splitlines()) == len(rows) and
       any(line.startswith("person/pl_pesel ") and " 0 -> 95 " in line
           for line in out.splitlines()), "list for people", out[:400])
    status, out, _ = exeat("list", "--json", "financial", "secret.jwt")
    classes = {r["class"] for r in json.loads(out)}
    ok("financial.iban" in classes and "secret.jwt" in classes and
       not any(c.startswith("personal") for c in classes), "of classes", out)
    status, out, err = exeat("list", "person/pl_pesell")
    ok(status == 1 and "did you mean \"person/pl_pesel\"?" in err, "unknown",
       err)


def test_show():
    status, out, err = exeat("show", "--json", "pl_pesel")
    got = json.loads(out)
    ok(status == 0 and len(got) == 1, "show --json", status, err)
    ok(got[0]["file"].endswith("person.yaml") and got[0]["line"] > 1 and
       got[0]["shapes"] == ["9{11}"] and got[0]["validator"] == "pl_pesel" and
       "pesel" in got[0]["context"]["pl_pesel"]["pl"] and
       got[0]["canonical"] == "digits" and got[0]["positive"], "all of it",
       got)
    share = got[0]["random_accepted"] / got[0]["random_tried"]
    ok(0.001 < share < 0.05, "the share of random strings", share)
    status, out, _ = exeat("show", "contact/email", "secrets/generic")
    shares = [line for line in out.splitlines() if " random strings" in line]
    ok(status == 0 and len(shares) == 2 and
       "strong, accepts 0 of 2000 " in shares[0] and
       "weak, accepts " in shares[1], "of matchers too", out)
    status, out, _ = exeat("show", "financial.iban", "person/pl_pesel")
    ok(status == 0 and "financial/iban\n" in out and
       "match      iban" in out and "pl   pesel" in out, "for people", out)
    ok(exeat("show")[0] == 1 and exeat("show", "none")[0] == 1, "nothing")


def test_test(folder):
    status, out, err = exeat("test")
    ok(status == 0 and out.endswith(" passed, 0 failed\n") and
       int(out.split()[0]) > 200, "the shipped packs", out, err)
    good = write(folder, "good.yaml", PACK % ("<<54321>>", "1234"))
    status, out, err = exeat("test", good)
    ok(status == 0 and out == "4 passed, 0 failed\n", "a good pack", out, err)
    bad = write(folder, "bad.yaml", (PACK % ("54321", "54321")).replace(
        "<<12345>>", "<<1234>>5"))
    status, out, err = exeat("test", bad)
    lines = out.splitlines()
    ok(status == 2 and lines[-1] == "1 passed, 3 failed", "a bad one", out)
    ok(lines[0].startswith(bad + ":17: mine/badge: ") and
       "not found where it stands; found internal.badge [6, 11) by "
       "mine/badge" in lines[0], "not there", lines)
    ok(lines[1].startswith(bad + ":18: ") and "no << and >>" in lines[1],
       "no marks", lines)
    ok(lines[2].startswith(bad + ":21: ") and "something is found" in
       lines[2], "found what is none", lines)
    status, out, _ = exeat("test", "--json", bad)
    got = json.loads(out)
    ok(status == 2 and got["passed"] == 1 and got["failed"] == 3 and
       [f["line"] for f in got["failures"]] == [17, 18, 21], "JSON", out)
    status, out, err = exeat("test", good, bad)
    ok(status == 1 and "bad.yaml:8:5: the detector mine/badge is there already" in
       err, "one detector twice", err)
    status, out, err = exeat("test", folder + "/none.yaml")
    ok(status == 1 and "none.yaml" in err, "no such pack", err)
    for name, text, message in (
            ("empty.yaml", "pack: 1\nname: x\ndetectors: []\n",
             "empty.yaml: no detector there has an example; nothing was "
             "tested"),
            ("bytes.yaml", "pack: 1\nname: x\n# h\udcff\n",
             "bytes.yaml:3:4: invalid leading UTF-8 octet"),
            ("two.yaml", "pack: 2\nname: x\n",
             'two.yaml:1:7: "pack" is 2; it must be 1\n')):
        with open(folder + "/" + name, "w", encoding="utf-8",
                  errors="surrogateescape") as f:
            f.write(text)
        status, out, err = exeat("test", folder + "/" + name)
        ok(status == 1 and message in err, name, status, out, err)
    status, out, err = exeat("list", "--near")
    ok(status == 1 and err.startswith("exeat detectors: unrecognized option "
                                      "'--near'"), "who speaks", err)


def test_output():
    """A full disk is not the fault of the last pack."""
    for verb in "list", "test", "validators":
        with open("/dev/full", "w", encoding="utf-8") as full:
            done = subprocess.run([kit.EXEAT, "detectors", verb], stdout=full,
                                  stderr=subprocess.PIPE, text=True,
                                  env=kit.ENVIRONMENT, check=False)
        ok(done.returncode == 1 and
           done.stderr == "exeat detectors: cannot write\n", "full: " + verb,
           done)


def test_bench(folder):
    text = write(folder, "text.txt", ("Write to a" + "@example.org now. ") * 5000)
    status, out, err = exeat("bench", "--json", text)
    got = json.loads(out)[0]
    ok(status == 0 and got["megabytes_per_second"] > 0 and
       abs(got["hits_per_megabyte"]["personal.contact.email"] *
           got["megabytes"] - 5000) < 50, "bench --json", out, err)
    status, out, err = exeat("bench", text)
    ok(status == 0 and " MB/s, " in out and "personal.contact.email" in out,
       "for people", out, err)
    ok(exeat("bench", folder + "/none")[0] == 1 and exeat("bench")[0] == 1,
       "nothing to read")
    ok(exeat()[0] == 1 and exeat("no")[0] == 1 and exeat("--help")[0] == 0 and
       exeat("list", "--no")[0] == 1, "usage")


def test_validators():
    status, out, err = exeat("validators", "--json")
    rows = {r["name"]: r for r in json.loads(out)}
    ok(status == 0 and "luhn" in rows and
       rows["pl_pesel"]["about"] != "", "validators --json", err)
    status, out, err = exeat("validators")
    ok(status == 0 and len(out.splitlines()) == len(rows) and
       any(line.startswith("pl_pesel ") for line in out.splitlines()),
       "for people", out, err)
    ok(exeat("validators", "luhn")[0] == 1, "it takes no names")


def main():
    with tempfile.TemporaryDirectory() as folder:
        test_list()
        test_show()
        test_test(folder)
        test_bench(folder)
        test_validators()
        test_output()
    kit.done()


main()
