#!/usr/bin/env python3
"""exeat check, explain and test: output, exit statuses, messages."""

import base64
import json
import os
import tempfile

import kit
from kit import exeat, ok

MAIL = "anna.schmidt" + "@" + "example.com"
IBAN = "DE89 3704 0044 " + "0532 0130 00"
CHAT = {"model": "gpt-4o", "messages": [
    {"role": "user", "content": "Write to %s, account %s." % (MAIL, IBAN)}]}

POLICY = """\
policy: 1
home: DE
destinations:
  - {hosts: [in.example], zone: perimeter}
  - {hosts: [se.example], processing: [SE], storage: [SE], control: US}
classes:
  - name: personal.id.employee
    pattern: 'EMP-\\d{6}'
    context: [employee]
    examples: ["employee EMP-123456"]
    counterexamples: ["EMP-12"]
rules:
  - name: personal-abroad
    when: {data: [personal, financial], outside: eea}
    do: tokenise
    because: "GDPR Art. 44"
  - name: staff-held
    when: {data: [personal.id.employee], outside: perimeter}
    do: hold
  - name: no-bots
    when: {client: [bot]}
    do: block
waivers:
  - {rule: personal-abroad, for: {client: [billing]}, until: 2026-12-31,
     approved_by: dpo, because: "DPIA-12"}
"""

CONFIG = """\
clients:
  - {name: billing, token_sha256: "%s", team: finance, purpose: support}
  - {name: nobody, network: 192.0.2.1}
  - {name: bot, network: 192.0.2.2}
limits: {body: 64KiB}
""" % ("0" * 64)

CASES = """\
- name: personal data to a stranger
  to: api.unknown.example
  as: nobody
  at: 2026-11-24
  body: {model: m, temperature: 0.5, stream: true, n: "7",
    messages: [{role: user, content: "mail %s"}]}
  expect: {action: tokenise, classes: [personal.contact], zone: unknown,
    rules: [personal-abroad], rewritten_lacks: ["%s"],
    rewritten_has: ['"temperature":0.5,"stream":true,"n":"7"']}
- name: nothing in it
  as: nobody
  body: hello
  expect: {action: allow, classes: [], rewritten_has: [hello]}
- name: from a file
  to: https://se.example:443/v1
  as: nobody
  body_file: chat.json
  expect: {action: allow, no_classes: [secret], classes: [financial.iban]}
"""


def says(name, expected, text, *arguments, body=None):
    status, out, err = exeat(*arguments, body=body)
    ok(status == expected and text in out + err, name, status, out, err)


def test_check_json(folder):
    common = ["-c", folder + "/exeat.yaml", "--policy", folder + "/policy.yaml"]
    status, out, err = exeat("check", "--json", "--rewrite", *common, "--to",
                             "api.openai.com", "--as", "nobody",
                             folder + "/chat.json")
    ok(status == 0, "check --json", status, err)
    got = json.loads(out)
    ok(got["source"] == folder + "/chat.json", "source")
    ok(got["coverage"]["state"] == "full", "coverage")
    ok([f["class"] for f in got["findings"]] ==
       ["personal.contact.email", "financial.iban"], "findings", got)
    first = got["findings"][0]
    text = CHAT["messages"][0]["content"].encode()
    ok(first["field"] == "body.messages[0].content" and
       text[first["start"]:first["end"]].decode() == MAIL and
       first["score"] > 50, "offsets in the decoded field", first)
    ok(got["destination"]["zone"] == "unknown" and
       got["destination"]["control"]["places"] == ["US"], "destination")
    ok(got["decision"]["action"] == "tokenise" and
       got["decision"]["rules"] == ["personal-abroad"], "decision")
    ok(MAIL not in got["rewritten"] and IBAN not in got["rewritten"] and
       json.loads(got["rewritten"])["model"] == "gpt-4o", "rewritten")

    status, out, _ = exeat("check", "--json", "--rewrite", *common, "--to",
                           "api.openai.com", "--as", "bot",
                           folder + "/chat.json")
    got = json.loads(out)
    ok(status == 2 and got["decision"]["action"] == "block" and
       got["rewritten"] is None, "what is blocked is not rewritten", out)

    status, out, _ = exeat("check", "--json", *common, "--to", "se.example",
                           "--as", "nobody", "-", body="employee EMP-123456")
    ok(status == 4 and json.loads(out)["decision"]["action"] == "hold",
       "held, from standard input", out)

    status, out, _ = exeat("explain", "--json", *common, "--to",
                           "api.openai.com", "--as", "billing", "--at",
                           "2026-12-31", folder + "/chat.json")
    got = json.loads(out)["decision"]
    ok(status == 0 and got["action"] == "allow" and got["rules"] == [] and
       got["reasons"][0]["waived"] and
       got["waivers"][0]["until"] == "2026-12-31", "a waiver holds", out)
    status, out, _ = exeat("check", "--json", *common, "--to",
                           "api.openai.com", "--as", "billing", "--at",
                           "2027-01-01", folder + "/chat.json")
    ok(json.loads(out)["decision"]["action"] == "tokenise",
       "and ends", out)


def test_text(folder):
    common = ["-c", folder + "/exeat.yaml", "--policy", folder + "/policy.yaml"]
    chat = folder + "/chat.json"
    says("text", 0, "decision     tokenise  by personal-abroad", "check",
         *common, "--to", "api.openai.com", "--as", "nobody", chat)
    says("explain", 0, "team       finance", "explain", *common, "--as",
         "billing", chat)
    says("explain: why", 0, "because: GDPR Art. 44", "explain", *common,
         "--as", "nobody", chat)
    says("explain: evidence", 0, "processing SE  (declared)", "explain",
         *common, "--to", "se.example", "--as", "nobody", chat)
    says("rewritten", 0, "[redacted:secret", "check", "--rewrite", "-",
         body="key AKIA" + "QYLPMN5HFIQR7XYA")
    login = base64.b64encode(b"fake:Fake7Zq0").decode()
    says("a key in quotes is a key of a body too", 0,
         'body.auths["registry.example"].auth [0, 13)', "check", "-",
         body=json.dumps({"auths": {"registry.example": {"auth": login}}}))
    says("control characters are not shown", 0, 'body["q\\u001b?"]',
         "check", "-",
         *common, "--as", "nobody",
         body=json.dumps({"q\x1b\x7f": MAIL}))
    says("too large", 2, "413", "check", *common, "-", body="x" * 65537)
    says("no such file", 1, "No such file", "check", *common, folder + "/no")
    says("no destination", 1, "is no destination", "check", *common, "--to",
         "a:b", chat)
    somebody = [*common, "--as", "nobody"]
    for to in ("http://[::1", "[::1", "::1", "[zz]", "h:0", "h:", "h:65536",
               "a b", "a@b", "ftp://a", "a..b", "https://", "/p", "127.1",
               "h/a b", "h/p#f", "m\u00fc.example"):
        says("no destination: " + to, 1, '"%s" is no destination' % to,
             "check", *somebody, "--to", to, chat)
    for to, shown in (("API.OpenAI.com", "api.openai.com"),
                      ("HTTP://In.Example:81/x?y", "in.example"),
                      ("in.example?x", "in.example"), ("[::1]:80/", "::1"),
                      ("192.0.2.7", "192.0.2.7")):
        says("destination: " + to, 0, "destination  %s  zone" % shown,
             "check", *somebody, "--to", to, "-", body="x")
    says("as a rule has it", 0, "zone perimeter", "check", *somebody, "--to",
         "IN.example", "-", body="x")
    says("no method", 1, '"G T" is no method', "check", *somebody, "--method",
         "G T", chat)
    says("a method", 0, "decision", "check", *somebody, "--method", "M-SEARCH",
         chat)
    for kind in ("json", "text/", "a/b/c", "a b/c"):
        says("no media type: " + kind, 1, '"%s" is no media type' % kind,
             "check", *somebody, "--type", kind, chat)
    says("a media type", 0, "full", "check", *somebody, "--type",
         "application/json; charset=utf-8", chat)
    says("the turn before speaks for an answer", 0,
         '"Steuer" of de_idnr at [8, 14) of the end of the turn before',
         "check", *somebody, "--to", "api.openai.com/v1/chat/completions",
         "-", body=json.dumps({"model": "gpt-4o", "messages": [
             {"role": "assistant", "content": "And the Steuer-ID please?"},
             {"role": "user", "content": "86095742719"}]}))
    says("a name speaks for its value", 0,
         '"Steuer" of de_idnr at [0, 6) of the name of the value', "check",
         *somebody, "--to", "se.example", "--type", "application/json", "-",
         body=json.dumps([{"name": "Steuer-ID", "value": "86095742719"}]))
    says("no client", 1, '--as biling: exeat.yaml has no such client; did '
         'you mean "billing"?', "check", *common, "--as", "biling", chat)
    says("no client, why", 1, "exeat.yaml has no such client", "explain",
         *common, "--as", "biling", chat)
    says("any client where none is known", 0, "decision", "check", "--policy",
         folder + "/policy.yaml", "--as", "biling", chat)
    says("bad date", 1, "a date such as", "check", "--at", "soon", chat)
    says("unknown option", 1, "usage: exeat check", "check", "--nope", chat)
    says("no file", 1, "usage: exeat check", "check")
    says("help", 0, "usage: exeat check", "check", "--help")
    says("explain has no --rewrite", 1, "option of exeat check", "explain",
         "--rewrite", chat)
    says("no command", 1, "did you mean \"check\"?", "chek")
    says("the commands", 0, "explain", "help")
    says("version", 0, "exeat ", "--version")


def test_bad_policy(folder):
    path = folder + "/bad.yaml"
    with open(path, "w", encoding="utf-8") as f:
        f.write("policy: 1\nrules: [{name: a, when: {zone: tird}, do: block}]")
    says("a policy with a mistake", 3, path + ":2:32: \"tird\" is no zone; "
         "did you mean \"third\"?", "check", "--policy", path, "-", body="")
    with open(path, "w", encoding="utf-8") as f:
        f.write("policy: 1\nrules:\n- {name: a, when: {data: [special.health,"
                " persnal.contact]}, do: block}")
    says("a class that nobody finds", 3, path + ":3:43: no detector finds the "
         "class \"persnal.contact\"; did you mean \"personal.contact\"?",
         "check", "--policy", path, "-", body="")
    with open(path, "w", encoding="utf-8") as f:
        f.write("policy: 1\nclasses: [{name: a.b, pattern: '('}]")
    says("a pattern with a mistake", 3, path + ":2:", "check", "--policy",
         path, "-", body="")
    says("no policy", 3, "exeat check: /nowhere.yaml: No such file", "check",
         "--policy", "/nowhere.yaml", "-", body="")
    says("no policy in a folder", 3, "No such file", "check", "--policy",
         folder + "/none.yaml", "-", body="")
    says("a configuration with a mistake", 1, path + ":1:1: unknown key "
         "\"policyy\"", "check", "-c", write(folder, "bad.yaml",
                                             "policyy: 1\n"), "-", body="")


OWN = """\
policy: 1
classes:
  - {name: internal.customer, dictionary: lists/customers.txt}
  - {name: internal.code, dictionary: lists/codes.txt, case: exact,
     boundary: beginning}
  - name: internal.number
    pattern: '\\b\\d{9}\\b'
    validator: 'sum(i in 0..7: d[i] * [9,8,7,6,5,4,3,2][i]) mod 11 == d[8]'
  - {name: special.union, enabled: false}
allow:
  - classes: [financial.iban, personal.contact]
    values: [%s]
    pattern: "noreply@.*"
    because: "our own account"
"""


def classes(policy, text):
    status, out, err = exeat("check", "--json", "--policy", policy, "-",
                             body=text)
    if status not in (0, 2, 4):
        return [err]
    return [f["class"] for f in json.loads(out)["findings"]]


def test_own(folder):
    os.mkdir(folder + "/lists")
    write(folder, "lists/customers.txt", "Acme GmbH\nM\u00fcller & S\u00f6hne\n")
    write(folder, "lists/codes.txt", "PX\n")
    policy = write(folder, "own.yaml", OWN % IBAN)
    for text, expected in (
            ("for ACME  gmbh", ["internal.customer"]),
            ("Muller & Sohne", ["internal.customer"]),
            ("Acme AG", ["organisation.name"]),	# of no customer
            ("PX77 px77", ["internal.code"]),
            ("no 100000009", ["internal.number"]), ("no 100000008", []),
            ("I am a trade union member", []),
            ("I am a Muslim", ["special.religion"]),
            ("Diagnosis: diabetes", ["special.health.condition"]),
            (IBAN + " and " + MAIL, ["personal.contact.email"]),
            ("noreply" + "@" + "example.com", [])):
        found = classes(policy, text)
        ok(found == expected, "own classes: " + text, found)
    says("what found a term", 0, "policy/internal.customer: dictionary " +
         folder + "/lists/customers.txt", "check", "--policy", policy, "-",
         body="Acme GmbH")
    says("and one of a pack", 0, "special-health/condition: term "
         "health_condition", "check", "--policy", policy, "-",
         body="Diagnosis: diabetes")
    for line, message in (
            ("- {name: a.b, dictionary: none.txt}",
             "own.yaml:3:3: dictionary: "),
            ("- {name: a.b, dictionary: lists/bad.txt}",
             "lists/bad.txt:2: this line is not UTF-8"),
            ("- {name: a.b, pattern: x, validator: 'd[0] = 1'}",
             "own.yaml:3:3: expression \"d[0] = 1\": at character 6"),
            ("- {name: special.unoin, enabled: false}",
             "no detector finds the class \"special.unoin\"; did you mean "
             "\"special.union\"?")):
        with open(folder + "/lists/bad.txt", "wb") as f:
            f.write(b"good\n\xff\n")
        says("a mistake: " + line, 3, message, "check", "--policy",
             write(folder, "own.yaml", "policy: 1\nclasses:\n" + line), "-",
             body="")


def test_allow_files(folder):
    for name, text, message in (
            ("no.txt", "\n\n", "no.txt: a dictionary without values"),
            ("zero.txt", "a\n\0\n", "zero.txt:2: this line is not UTF-8, or "
             "has a zero byte")):
        write(folder, name, text)
        says("allowed values: " + name, 3, message, "check", "--policy",
             write(folder, "allow.yaml", "policy: 1\nallow: [{classes: "
                   "[secret], dictionary: %s, because: x}]\n" % name), "-",
             body="")


def write(folder, name, text):
    path = os.path.join(folder, name)
    with open(path, "w", encoding="utf-8") as f:
        f.write(text)
    return path


SLOW = """\
policy: 1
destinations: [{hosts: [in.example], zone: perimeter}]
classes:
  - {name: personal.id.slow, pattern: '(?:a|aa)+[^a](?=[0-9])'}
fail: {detector: %s}
"""


def test_stops(folder):
    """A pattern that takes too long: which, where, and what follows."""
    config = write(folder, "steps.yaml", "limits: {pattern_steps: 1000}\n")
    body = json.dumps({"q": "a" * 40 + "b", "to": MAIL})
    common = ["check", "-c", config, "--policy"]
    closed = write(folder, "slow.yaml", SLOW % "closed")
    says("a pattern gives up: which and where", 2, "the pattern of "
         "personal.id.slow gave up in body.q: more steps than "
         "limits.pattern_steps", *common, closed, "-", body=body)
    status, out, _ = exeat(*common, closed, "--json", "-", body=body)
    got = json.loads(out)
    ok(status == 2 and got["coverage"]["stopped"] ==
       [{"class": "personal.id.slow", "detector": "policy/personal.id.slow",
         "field": "body.q"}] and got["coverage"]["reasons"] == {"pattern": 1}
       and got["decision"]["rules"] == ["fail-detector", "uncovered"],
       "as JSON", out)
    ok([f["class"] for f in got["findings"]] == ["personal.contact.email"],
       "what others find stands beside it", out)
    says("as a note of SARIF", 2, "the pattern of personal.id.slow gave up "
         "in body.q", *common, closed, "--sarif", "-", body=body)
    says("closed at home too", 2, "by fail-detector", *common, closed,
         "--to", "in.example", "-", body=body)
    says("if detection may fail, it is not understood", 0,
         "decision     allow", *common,
         write(folder, "open.yaml", SLOW % "open"), "--to", "in.example", "-",
         body=body)
    says("with steps enough it is none", 0, "decision     allow", "check",
         "--policy", closed, "-", body=json.dumps({"q": "a" * 20 + "b"}))
    says("as few steps make no sense", 1, '"pattern_steps" is 10; it must be '
         "1000 to 100000000", "check", "-c",
         write(folder, "few.yaml", "limits: {pattern_steps: 10}\n"), "-",
         body="")


def test_memory(folder):
    """What takes more memory than one request has is said to be refused."""
    config = write(folder, "small.yaml",
                   "limits: {body: 4MiB, decoded: 4MiB}\n")
    says("fields that fill the memory of a request", 1, "takes more than "
         "twice limits.decoded and 64 MiB", "check", "-c", config, "-",
         body="[" + ",".join(["1"] * 900000) + "]")
    says("findings that do", 1, "exeatd would refuse it (503)", "check", "-c",
         config, "-",
         body=" ".join("%x" % i + "@" + "b.com" for i in range(300000)))
    says("deeper than limits.depth", 2, "1 not read: depth", "check", "-c",
         write(folder, "deep.yaml", "limits: {depth: 4}\n"), "--type",
         "application/json", "-", body="[" * 9 + '"x"' + "]" * 9)


SCORES = """\
policy: 1
classes:
  - {name: personal.id.employee, pattern: 'EMP-\\d{6}', context: [employee]}
rules:
  - name: sure
    when: {data: [personal.id.employee], min_score: %s}
    do: redact
  - name: rest
    when: {data: [personal.id.employee]}
    do: tokenise
"""

# Nothing of the context is near the number.
FAR = " EMP-123456 " + "x y z " * 60


def test_scores(folder):
    policy = write(folder, "scores.yaml", SCORES % 90)
    both = FAR + " employee EMP-777777"
    says("too weak for a rule", 0, "decision     tokenise  by rest\n"
         "too weak     rule sure asks for a score of 90, "
         "personal.id.employee has 60\n",
         "check", "--policy", policy, "-", body=FAR)
    says("some of them", 0, "too weak     rule sure asks for a score of 90, "
         "personal.id.employee has 60 (1 of 2 findings)\n", "explain",
         "--policy", policy, "-", body=both)
    status, out, err = exeat("check", "--json", "--rewrite", "--policy",
                             policy, "-", body=both)
    got = json.loads(out)
    ok(status == 0 and got["decision"]["weak"] ==
       [{"rule": "sure", "class": "personal.id.employee", "count": 1,
         "min_score": 90, "score": 60}], "as JSON", out, err)
    ok("employee [redacted:" in got["rewritten"] and
       got["rewritten"].count("[redacted") == 1 and
       "EMP-" not in got["rewritten"], "each by its own score", out)
    status, out, err = exeat("check", "--json", "--rewrite", "--policy",
                             policy, "-",
                             body=FAR + " employee EMP-123456")
    ok(json.loads(out)["rewritten"].count("[redacted") == 2,
       "one value, the strictest of its places", out, err)
    for score, message in ((100, ':6:53: nothing that is found of "personal.'
                            'id.employee" can have a score of 100; the '
                            'highest is 99'),
                           (101, ':6:53: "min_score" is 101; it must be 0 '
                            "to 100")):
        says("a score of %d" % score, 3, message, "check", "--policy",
             write(folder, "wrong.yaml", SCORES % score), "-", body="")
    says("a class without findings has no score", 0, "decision     allow",
         "check", "--policy", write(folder, "none.yaml", "policy: 1\nrules: "
         "[{name: a, when: {data: [\"*\"], min_score: 99}, do: block}]"),
         "-", body="employee EMP-123456")
    status, out, _ = exeat("test", "--json", "--policy", policy, write(
        folder, "weak.yaml", json.dumps([
            {"name": "a", "body": FAR, "expect": {
                "action": "redact", "rules": ["sure"],
                "no_rules": ["rest", "sure"]}},
            {"name": "b", "body": FAR, "expect": {
                "action": "tokenise", "no_rules": ["sure"]}}])))
    why = "rule sure asks for a score of 90, personal.id.employee has 60"
    ok(status == 2 and [c["faults"] for c in json.loads(out)["cases"]] ==
       [["action is tokenise, not redact", why,
         "rule sure does not ask for anything", why,
         "rule rest asks for something"], []],
       "cases say what a rule asks for", out)


def test_test(folder):
    common = ["-c", folder + "/exeat.yaml", "--policy", folder + "/policy.yaml"]
    cases = write(folder, "cases.yaml", CASES % (MAIL, MAIL))
    says("cases pass", 0, "5 passed, 0 failed", "test", *common, cases)
    says("examples of classes are cases", 0,
         "ok   counterexample of personal.id.employee", "test", *common, cases)
    bad = write(folder, "fails.yaml", (CASES % (MAIL, "model")).replace(
        "action: tokenise", "action: block").replace("[secret]", "[financial]"))
    status, out, _ = exeat("test", "--json", *common, cases, bad)
    got = json.loads(out)
    ok(status == 2 and got["passed"] == 6 and got["failed"] == 2, "failures",
       out)
    faults = [f for c in got["cases"] for f in c["faults"]]
    ok(faults == ["action is tokenise, not block",
                  'the rewritten body has "model"',
                  "class financial is found"], "each is told", faults)
    says("a case that cannot fail", 1, ":1:3: case \"a\" expects nothing",
         "test", *common, write(folder, "e.yaml", "- {name: a, expect: {}}"))
    says("a misspelt key", 1, "did you mean \"action\"?", "test", *common,
         write(folder, "e.yaml", "- {name: a, expect: {acton: allow}}"))
    says("two bodies", 1, "not both", "test", *common,
         write(folder, "e.yaml", "- {name: a, body: x, body_file: y, "
               "expect: {action: allow}}"))
    says("no body file", 1, "No such file", "test", *common,
         write(folder, "e.yaml", "- {name: a, body_file: none, "
               "expect: {action: allow}}"))
    says("no cases", 1, "a list of cases", "test", *common,
         write(folder, "e.yaml", "a: 1"))


def main():
    with tempfile.TemporaryDirectory() as folder:
        write(folder, "policy.yaml", POLICY)
        write(folder, "exeat.yaml", CONFIG)
        write(folder, "chat.json", json.dumps(CHAT))
        test_check_json(folder)
        test_text(folder)
        test_bad_policy(folder)
        test_own(folder)
        test_test(folder)
        test_stops(folder)
        test_allow_files(folder)
        test_memory(folder)
        test_scores(folder)
    kit.done()


main()
