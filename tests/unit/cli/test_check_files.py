#!/usr/bin/env python3
"""exeat check over many files: folders, SARIF, explanations, near misses."""

import json
import os
import pty
import re
import subprocess
import tempfile
from urllib.parse import unquote, urlparse

import kit
from kit import ok

MAIL = "anna.schmidt" + "@" + "example.com"
PESEL = "440514" + "01359"
POLICY = """\
policy: 1
home: DE
rules:
  - {name: ids-blocked, when: {data: [personal.id]}, do: block}
  - {name: iban-held, when: {data: [financial.iban]}, do: hold}
"""


def exeat(*arguments, body=None):
    return kit.exeat("check", *arguments, body=body)


def write(folder, name, text):
    path = os.path.join(folder, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as f:
        f.write(text if isinstance(text, bytes) else text.encode())
    return path


def make_tree(folder):
    tree = os.path.join(folder, "tree")
    write(tree, "a/clean.txt", "nothing in it\n")
    write(tree, "a/mail.json", '{"to": "\\u0061%s",\n "n": 1}' % MAIL[1:])
    write(tree, "b/id.txt", "ein Z\u00fcrcher\nmit Caf\u00e9, PESEL: %s\n"
          % PESEL)
    write(tree, "b/image.bin", b"PNG\0" + PESEL.encode())
    write(tree, "b/skip.log", "PESEL: %s\n" % PESEL)
    write(folder, "outside/id.txt", "PESEL: %s\n" % PESEL)
    os.symlink(os.path.join(folder, "outside"), os.path.join(tree, "link"))
    os.mkfifo(os.path.join(tree, "pipe"))
    return tree


def test_folder(tree, policy):
    status, out, err = exeat("--policy", policy, tree)
    ok(status == 2, "the worst decision is the status", status, err)
    shown = re.findall(r"^== (.*)$", out, re.M)
    ok(shown == [tree + "/a/mail.json", tree + "/b/id.txt",
                 tree + "/b/skip.log"], "in order, clean ones not shown", out)
    ok("4 files" in out and "3 findings in 3 files, 3 not read" in out,
       "a summary", out)
    ok("image.bin: binary" in err and "link: a link, not followed" in err and
       "pipe: not a regular file" in err, "what is skipped is told", err)

    status, out, err = exeat("--policy", policy, "--exclude", "*.log",
                             "--exclude", "b/id.*", tree)
    ok(status == 0 and "id.txt" not in out and "skip.log" not in out,
       "excluded", status, out)
    status, out, err = exeat("--policy", policy, "--exclude", "b", tree)
    ok(status == 0 and "image.bin" not in err, "a folder is excluded", err)
    status, out, err = exeat("--policy", policy, "--include", "*.json", tree)
    none = exeat("--policy", policy, "--exclude", "*", tree)
    ok(none[0] == 1 and "is left by --exclude; nothing was checked" in none[2],
       "all excluded", none)
    ok(status == 0 and "mail.json" in out and "1 files" in out, "included",
       out)
    for glob in "*.nothing", "[":
        status, out, err = exeat("--policy", policy, "--include", glob, tree)
        ok(status == 1 and "nothing was checked" in err,
           "a glob that matches nothing is no pass", glob, status, err)
    status, out, err = exeat("--policy", policy, tree, tree + "/none.txt")
    ok(status == 1 and "none.txt" in err and "id.txt" in out,
       "one that is missing does not stop the others", status, err)


def test_lines(folder, tree, policy):
    status, out, err = exeat("--json", "--policy", policy, tree)
    rows = [json.loads(line) for line in out.splitlines()]
    ok(status == 2 and len(rows) == 7, "one object a line", status, out)
    skipped = {os.path.basename(r["source"]): r["skipped"] for r in rows
               if "skipped" in r}
    ok(sorted(skipped) == ["image.bin", "link", "pipe"], "skipped ones too",
       skipped)
    ok(err == "", "and nothing else", err)
    status, out, err = exeat("--json", "--policy", policy, tree + "/b/id.txt")
    got = json.loads(out)
    ok(got["decision"]["action"] == "block" and
       got["source"] == tree + "/b/id.txt", "one file is one object", out)
    large = write(folder, "large.txt", "x" * 70000)
    small = write(folder, "exeat.yaml", "limits: {body: 64KiB}\n")
    status, out, err = exeat("--json", "-c", small, "--policy", policy, large,
                             tree + "/a/clean.txt")
    ok(status == 2 and "large.txt: the body passes" in err and
       len(out.splitlines()) == 1, "too large is refused, not skipped", err)
    iban = write(folder, "iban.txt", "GB82 WEST 1234 5698 7654 32")
    ok(exeat("--policy", policy, iban, tree + "/a/clean.txt")[0] == 4 and
       exeat("--policy", policy, iban, tree + "/b/id.txt")[0] == 2,
       "held and blocked: blocked")


def test_why(policy):
    text = "PESEL: %s, tel. 030 1234567" % PESEL
    status, out, err = exeat("--json", "--near", "--policy", policy, "-",
                             body=text)
    got = json.loads(out)
    why = got["findings"][0]
    ok(why["by"] == {"shape": "9{11}"} and why["validator"] == "pl_pesel" and
       why["grade"] == "strong" and why["strength"] == "medium" and
       why["spec"].startswith("Ustawa"), "what found it", why)
    ok(why["score_alone"] < 50 < why["score"] and why["context"] == {
        "words": "pl_pesel", "text": "PESEL", "in_label": False,
        "in_key": False, "start": 0, "end": 5} and why["against"] is None, "what raised it", why)
    ok(got["near_misses_dropped"] == 0 and isinstance(got["near_misses"],
                                                       list), "near", got)

    cases = [
        ("number %s" % PESEL, "context", "no context word is near"),
        ("PESEL %s8" % PESEL[:-1], "validator", "says no"),
        ("PESEL x-%s" % PESEL, "place", "part of a longer word"),
    ]
    for body, cause, says in cases:
        _, out, _ = exeat("--json", "--near", "--policy", policy, "-",
                          body=body)
        causes = {n["detector"]: n["cause"] for n in
                  json.loads(out)["near_misses"]}
        ok(causes.get("person/pl_pesel") == cause, "near: " + cause, out)
        _, out, _ = exeat("--near", "--policy", policy, "-", body=body)
        ok("near misses" in out and says in out, "and said", out)
    _, out, _ = exeat("--policy", policy, "-", body=text)
    ok('"PESEL" of pl_pesel at [0, 5): 0 -> ' in out and "near miss" not in
       out, "for people", out)
    _, out, _ = exeat("--policy", policy, "-", body='{"pe\x1bsel": "%s"}'
                      % PESEL)
    ok("\x1b" not in out, "no control characters")


def test_country(policy):
    """What raised a number that has no word near it."""
    body = '{"country": "PL", "ref": "%s", "n": [{"tel": "+48 22 123 45 67"}]}'
    _, out, _ = exeat("--json", "--policy", policy, "-", body=body % PESEL)
    why = [f for f in json.loads(out)["findings"] if f["field"] == "body.ref"]
    ok(len(why) == 1 and why[0]["score"] == 65 and why[0]["agrees"] == {
        "country": "PL", "score_before": why[0]["score_alone"], "grounds": [
            {"kind": "country", "field": "body.country", "in_record": True},
            {"kind": "phone", "field": "body.n[0].tel", "in_record": False},
        ]} and why[0]["grade"] == "strong" and why[0]["context"] is None,
       "by a country", out)
    _, out, _ = exeat("--policy", policy, "-", body=body % PESEL)
    ok("PL agrees: in its record country at body.country; elsewhere phone at "
       "body.n[0].tel: 0 -> 65" in out, "for people", out)
    _, out, _ = exeat("--json", "--policy", policy, "-",
                      body='{"pesel": "%s"}' % PESEL)
    ok(json.loads(out)["findings"][0]["agrees"] is None, "or none", out)


def test_progress(tree, policy):
    """On a terminal, and only there, standard error shows the progress."""
    ours, theirs = pty.openpty()
    done = subprocess.run([kit.EXEAT, "check", "--policy", policy, tree],
                          stderr=theirs, stdout=subprocess.PIPE, text=True,
                          env=kit.ENVIRONMENT, check=False)
    os.close(theirs)
    shown = b""
    try:
        while piece := os.read(ours, 65536):
            shown += piece
    except OSError:
        pass	# the other side is closed
    os.close(ours)
    ok(b"\r1 files, 0.0 MB, 0 findings\x1b[K" in shown and
       b"files, " in done.stdout.encode(), "progress on a terminal", shown)
    ok("\r" not in exeat("--policy", policy, tree)[2], "none elsewhere")


# What the schema of SARIF 2.1.0 allows, for the objects that are used.
ALLOWED = {
    "log": {"$schema", "version", "runs", "inlineExternalProperties",
            "properties"},
    "run": {"tool", "invocations", "conversion", "language", "artifacts",
            "results", "columnKind", "originalUriBaseIds", "properties"},
    "driver": {"name", "version", "semanticVersion", "informationUri",
               "rules", "notifications", "properties"},
    "rule": {"id", "name", "shortDescription", "fullDescription", "help",
             "helpUri", "defaultConfiguration", "messageStrings",
             "properties"},
    "result": {"ruleId", "ruleIndex", "rule", "kind", "level", "message",
               "locations", "fingerprints", "partialFingerprints",
               "properties"},
    "region": {"startLine", "startColumn", "endLine", "endColumn",
               "charOffset", "charLength", "byteOffset", "byteLength"},
    "invocation": {"executionSuccessful", "toolExecutionNotifications",
                   "exitCode", "properties"},
    "notification": {"locations", "message", "level", "properties"},
}


def sarif_faults(log):
    """Hand-written from the schema: required members, types, enumerations."""
    faults = []

    def need(what, condition):
        if not condition:
            faults.append(what)

    def closed(kind, value):
        extra = set(value) - ALLOWED[kind]
        need("%s has %s" % (kind, extra), not extra)

    def locations(value):
        for place in value:
            need("location", set(place) == {"physicalLocation"})
            physical = place["physicalLocation"]
            need("physical", set(physical) <= {"artifactLocation", "region"})
            uri = physical["artifactLocation"]["uri"]
            need("uri " + uri, re.fullmatch(
                r"[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=%-]+", uri))
            region = physical.get("region")
            if region is None:
                continue
            closed("region", region)
            need("region counts from 1", all(
                isinstance(region[k], int) and region[k] >= 1 for k in
                ("startLine", "startColumn", "endLine", "endColumn")))
            need("region bytes", region["byteOffset"] >= 0 and
                 region["byteLength"] >= 0)
            need("region order", (region["startLine"], region["startColumn"])
                 <= (region["endLine"], region["endColumn"]))

    closed("log", log)
    need("version", log["version"] == "2.1.0")
    need("schema", log["$schema"].startswith("https://"))
    for run in log["runs"]:
        closed("run", run)
        need("columnKind", run["columnKind"] in ("utf16CodeUnits",
                                                 "unicodeCodePoints"))
        driver = run["tool"]["driver"]
        need("tool", set(run["tool"]) <= {"driver", "extensions"})
        closed("driver", driver)
        need("name", driver["name"] == "exeat" and driver["version"])
        ids = [rule["id"] for rule in driver["rules"]]
        need("rule ids", len(ids) == len(set(ids)))
        for rule in driver["rules"]:
            closed("rule", rule)
            need("texts", rule["shortDescription"]["text"] and
                 rule["help"]["text"])
        for result in run["results"]:
            closed("result", result)
            need("message", result["message"]["text"])
            need("level", result["level"] in ("none", "note", "warning",
                                              "error"))
            need("rule", ids[result["ruleIndex"]] == result["ruleId"])
            need("fingerprints", result["partialFingerprints"] and all(
                isinstance(v, str)
                for v in result["partialFingerprints"].values()))
            locations(result["locations"])
        for invocation in run["invocations"]:
            closed("invocation", invocation)
            need("successful", isinstance(
                invocation["executionSuccessful"], bool))
            for notice in invocation["toolExecutionNotifications"]:
                closed("notification", notice)
                need("notice", notice["message"]["text"])
                locations(notice.get("locations", []))
    return faults


def folder_of(tree):
    return os.path.dirname(tree)


def test_sarif(tree, policy):
    status, out, err = exeat("--sarif", "--policy", policy, tree)
    log = json.loads(out)
    run = log["runs"][0]
    ok(status == 2 and sarif_faults(log) == [], "SARIF 2.1.0", status,
       sarif_faults(log))
    ok(MAIL not in out and PESEL not in out, "no clear value in it")
    ok(len(run["results"]) == 3, "three results", out)
    ok(run["invocations"][0]["executionSuccessful"] and
       len(run["invocations"][0]["toolExecutionNotifications"]) == 3 and
       err == "", "what was skipped stands in it", err)
    for result in run["results"]:
        place = result["locations"][0]["physicalLocation"]
        path = unquote(urlparse(place["artifactLocation"]["uri"]).path)
        region = place["region"]
        with open(path, "rb") as f:
            raw = f.read()
        piece = raw[region["byteOffset"]:][:region["byteLength"]].decode()
        wanted = PESEL if "pesel" in result["ruleId"] else "\\u0061" + MAIL[1:]
        ok(piece == wanted, "bytes of " + result["ruleId"], piece)
        line = raw.decode().split("\n")[region["startLine"] - 1]
        ok(line[region["startColumn"] - 1:region["endColumn"] - 1] == wanted,
           "line and column", line, region)
    prints = [r["partialFingerprints"]["exeatPlace/v1"]
              for r in run["results"]]
    ok(len(set(prints)) == 3, "each has a fingerprint of its own")
    _, again, _ = exeat("--sarif", "--policy", policy, tree)
    ok(again == out, "the same every time")
    status, out, _ = exeat("--sarif", "--policy", policy, "-", body="clean")
    ok(status == 0 and json.loads(out)["runs"][0]["results"] == [],
       "of nothing", out)
    status, out, err = exeat("--sarif", "--policy", policy, tree + "/none")
    ok(status == 1 and not json.loads(out)["runs"][0]["invocations"][0][
        "executionSuccessful"], "a failure is told", out)
    ok([(n["level"], n["message"]["text"], n["locations"][0][
        "physicalLocation"]["artifactLocation"]["uri"]) for n in
        json.loads(out)["runs"][0]["invocations"][0][
            "toolExecutionNotifications"]] ==
       [("error", tree + "/none: No such file or directory",
         "file://" + tree + "/none")],
       "and of which file", out)
    odd = write(folder_of(tree), "odd\x1b[2J.txt", MAIL)
    status, out, err = exeat("--policy", policy, odd, tree + "/no\x1bne")
    ok("\x1b" not in out + err and "odd?[2J.txt" in out and
       "no?ne: No such file" in err, "no name speaks to the terminal", out,
       err)
    ok(exeat("--sarif", "--json", "-", body="")[0] == 1 and
       exeat("--sarif", "--rewrite", "-", body="")[0] == 1, "one form")


def main():
    with tempfile.TemporaryDirectory() as folder:
        policy = write(folder, "policy.yaml", POLICY)
        tree = make_tree(folder)
        test_folder(tree, policy)
        test_lines(folder, tree, policy)
        test_progress(tree, policy)
        test_why(policy)
        test_country(policy)
        test_sarif(tree, policy)
    kit.done()


main()
