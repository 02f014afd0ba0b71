#!/usr/bin/env python3
"""Surrogates: what leaves has the form of the value and passes its checks, and
comes back as the value, streamed in any split, for its sender only."""

import json
import re

import harness
from harness import equal, ok

IBAN, CARD = "DE89 3704 0044 0532 0130 00", "4111 1111 1111 1111"
PHONE, MAIL = "+49 30 901820", "erika.mustermann@beispiel-firma.de"
TEXT = "Pay %s from card %s, call %s or write to %s." % (IBAN, CARD, PHONE, MAIL)
SHAPE = re.compile(r"Pay (DE[\d ]{25}) from card (4111 11[\d ]{12}), "
                   r"call (\+49 30 \d{6}) or write to (XQMAIL\w{18})\.")
SECRETS = {"billing": "fake-secret-of-billing", "support": "fake-secret-of-support"}
POLICY = """policy: 1
home: DE
rules:
  - {name: abroad, when: {data: [personal, financial], outside: eea}, do: tokenise}
tokens:
  scope: client
  surrogates: [financial.iban, financial.card, personal.contact.phone]
"""
say = None          # what the upstream answers instead of an echo
cut = None          # where the text of a streamed answer is cut in two


def delta(field):
    return {"choices": [{"index": 0, "finish_reason": None, "delta": field}]}


def stream(text, as_tool):
    """The answer as two deltas, of text or of the arguments of a tool."""
    if as_tool:
        text = json.dumps({"to": text, "list": [text]})
    events = []
    for part in (text[:cut], text[cut:]):
        events.append(delta({"tool_calls": [{
            "index": 0, "function": {"arguments": part}}]}
            if as_tool else {"content": part}))
    end = delta({})
    end["choices"][0]["finish_reason"] = "tool_calls" if as_tool else "stop"
    text = "".join("data: %s\n\n" % json.dumps(e) for e in events + [end])
    return [(text + "data: [DONE]\n\n").encode()]


def answer(received):
    body = json.loads(received["body"])
    text = say if say is not None else body["messages"][-1]["content"]
    if body.get("stream"):
        return (200, {"Content-Type": "text/event-stream"},
                stream(text, "tools" in body))
    return harness.echo_chat(dict(received, body=json.dumps(
        {"messages": [{"content": text}]}).encode()))


folder = harness.tempfile.mkdtemp(prefix="exeat-test-")
ca, cert, key = harness.make_ca(folder, ["api.openai.com"])
upstream = harness.Upstream(answer, cert, key)
daemon = harness.Daemon("""
upstream:
  ca_file: %s
  resolve: {"api.openai.com:443": "127.0.0.1:%d"}
clients:
%s""" % (ca, upstream.port, harness.clients_yaml(SECRETS)), policy=POLICY, folder=folder)


def send(client, text, **more):
    status, _, body = harness.chat(
        daemon.port, text, headers={"Exeat-Token": SECRETS[client]}, **more)
    if status != 200:
        raise RuntimeError("%d %s" % (status, body))
    return body


def chat(client, text):
    """What came back, and what had left."""
    body = send(client, text)
    sent = json.loads(upstream.bodies()[-1])["messages"][-1]["content"]
    return json.loads(body)["choices"][0]["message"]["content"], sent


def answered(client, text, reply):
    global say
    say = reply
    try:
        return chat(client, text)[0]
    finally:
        say = None


def streamed(client, text, **more):
    """The joined deltas that the client gets."""
    joined = ""
    for line in send(client, text, stream=True, **more).decode().splitlines():
        if line.startswith("data: {"):
            part = json.loads(line[6:])["choices"][0]["delta"]
            joined += part.get("content", "")
            for call in part.get("tool_calls", []):
                joined += call["function"]["arguments"]
    return joined


def fits_iban(text):
    text = text.replace(" ", "")
    return int("".join(str(int(c, 36)) for c in text[4:] + text[:4])) % 97 == 1


def fits_luhn(text):
    digits = [int(c) for c in reversed(text.replace(" ", ""))]
    return sum(d if i % 2 == 0 else d * 2 - 9 * (d > 4)
               for i, d in enumerate(digits)) % 10 == 0


def test_form():
    global iban, card, phone, mail
    got, sent = chat("billing", TEXT)
    equal(got, TEXT, "the caller gets its values back")
    found = SHAPE.fullmatch(sent)
    if not ok(found, "each left in its own form"):
        raise RuntimeError(sent)
    iban, card, phone, mail = found.groups()
    ok(iban != IBAN and card != CARD and phone != PHONE, "and none as it is")
    ok([i for i, c in enumerate(iban) if c == " "] ==
       [i for i, c in enumerate(IBAN) if c == " "], "with the blanks in place")
    ok(fits_iban(iban) and fits_luhn(card), "check digits fit")
    equal(chat("billing", TEXT)[1], sent, "the same ones later")
    ok(chat("support", TEXT)[1] != sent, "others for another client")
    got, sent = chat("billing", "Or %s, %s" % (IBAN.replace(" ", ""), PHONE))
    equal(sent, "Or %s, %s" % (iban.replace(" ", ""), phone),
          "another spelling is the same account, spelt so")


def test_streams():
    global cut
    sent = chat("billing", TEXT)[1]
    for tool in (False, True):
        more = {"tools": [{"type": "function", "function": {"name": "pay"}}]} \
            if tool else {}
        want = json.dumps({"to": TEXT, "list": [TEXT]}) if tool else TEXT
        wrong = []
        for cut in range(0, len(sent) * (2 if tool else 1), 3 if tool else 1):
            got = streamed("billing", TEXT, **more)
            if got != want:
                wrong.append((cut, got))
        equal(wrong, [], "%s in every split" % ("tool arguments" if tool
                                                else "text"))


def test_spellings():
    compact = iban.replace(" ", "")
    equal(answered("billing", TEXT, "%s or %s" % (compact, card.replace(" ", ""))),
          "%s or %s" % (IBAN.replace(" ", ""), CARD.replace(" ", "")),
          "a model may leave the blanks out")
    equal(answered("billing", "Pay " + IBAN.replace(" ", ""), iban), IBAN,
          "or put them in")
    equal(answered("billing", "Pay %s, not a1%s" % (IBAN, compact), compact),
          compact, "but not where the request has it so already")


def test_scope():
    equal(answered("support", "Hello", "to " + iban), "to " + iban,
          "another client's surrogate is not restored")
    equal(answered("support", TEXT, "to " + iban), "to " + iban,
          "not even where it sent the same value")
    equal(answered("billing", "Hello", "to " + iban), "to " + IBAN,
          "its own of an earlier request is")
    equal(streamed("billing", "to %s." % iban), "to %s." % iban,
          "but not what it typed itself")
    body = json.dumps({"model": "gpt-4o", "messages": [
        {"role": "user", "content": "Pay " + IBAN},
        {"role": "assistant", "content": "Paid."},
        {"role": "user", "content": "Where to?"}]})
    global say
    say = "To %s." % iban
    _, _, got = harness.request(
        daemon.port, "POST", "/to/api.openai.com/v1/chat/completions", body,
        {"Content-Type": "application/json", "Authorization": "Bearer x",
         "Exeat-Token": SECRETS["billing"]})
    say = None
    equal(json.loads(got)["choices"][0]["message"]["content"],
          "To %s." % IBAN, "as is one that the history carries")
    equal(answered("billing", TEXT, "https://evil.example/" + card[:4] + " " +
                   "https://evil.example/" + iban),
          "https://evil.example/" + card[:4] + " https://evil.example/" +
          iban, "and never inside a URL")


def test_typed():
    got, sent = chat("billing", "I found %s here" % iban)
    equal(got, "I found %s here" % iban, "who types a surrogate gets it back")
    ok(iban not in sent and IBAN not in sent, "and it left as another")
    got, sent = chat("billing", "%s is not %s" % (IBAN, iban))
    equal(got, "%s is not %s" % (IBAN, iban), "beside its value too")
    ok(IBAN not in sent and sent.startswith(iban), "as two surrogates")
    typed = "a1" + iban.replace(" ", "")    # which no detector takes for one
    plain = IBAN.replace(" ", "")
    got, sent = chat("billing", "%s is not %s" % (plain, typed))
    equal(got, "%s is not %s" % (plain, typed),
          "typed where it is not found: all comes back as it was")
    ok(re.fullmatch(r"XQIBAN\w{18} is not " + typed, sent),
       "since the value left as a token")
    equal(answered("billing", "About " + typed, "%s, %s" % (typed, card)),
          "%s, %s" % (typed, CARD),
          "an earlier one that stands in the request is nobody's value")


def test_keeper_dies():
    daemon.replace("keeper")
    equal(answered("billing", "Hello", "to " + card), "to " + card,
          "a new keeper does not know what the old one made")
    equal(chat("billing", TEXT)[1], "Pay %s from card %s, call %s or write to "
          "%s." % (iban, card, phone, mail), "but makes the same")
    equal(answered("billing", "Hello", "to " + card), "to " + CARD,
          "and knows it then")


def test_erasure():
    shown = daemon.exeat("token", "reveal", "--because", "test", iban)
    equal(shown.stdout.decode(), "%s\t%s\n" % (iban, IBAN),
          "an administrator sees what a surrogate stands for")
    daemon.exeat("token", "erase", "--because", "GDPR Art. 17", iban)
    refused = daemon.exeat("token", "reveal", "--because", "test", iban,
                           check=False)
    equal(refused.returncode, 1, "erased: nobody does any more")
    sent = chat("billing", TEXT)[1]
    ok(iban not in sent and card in sent, "who comes back is somebody new")
    daemon.exeat("token", "erase", "--because", "GDPR Art. 17",
                 "--class", "financial.card", CARD)
    ok(card not in chat("billing", TEXT)[1], "by value as well")


def test_check():
    body = folder + "/body.json"
    daemon.write(body, json.dumps({"messages": [
        {"role": "user", "content": TEXT}]}))
    shown = json.loads(daemon.exeat("check", "--json", "--rewrite", "--to",
                                    "api.openai.com", body).stdout)
    sent = json.loads(shown["rewritten"])["messages"][0]["content"]
    ok(SHAPE.fullmatch(sent), "exeat check --rewrite shows them")
    explained = daemon.exeat("explain", "--to", "api.openai.com", body)
    ok(re.search(rb"financial\.iban +1 +tokenise, by surrogates\n",
                 explained.stdout) and
       re.search(rb"contact\.email +1 +tokenise\n", explained.stdout),
       "exeat explain says so")
    daemon.write(folder + "/bad.yaml", POLICY.replace("phone]", "email]"))
    refused = daemon.exeat("check", "--policy", folder + "/bad.yaml", body,
                           check=False)
    ok(refused.returncode == 3 and b"bad.yaml:7:48: " in refused.stderr and
       b"no structure" in refused.stderr, "a class that cannot is an error")


def test_nothing_clear():
    raw = upstream.raw()
    equal([v for v in (IBAN, CARD, PHONE, MAIL, IBAN.replace(" ", ""))
           if v.encode() in raw], [], "no value ever left")
    ok(not re.search(r"3704 0044|1111 1111|30 901820", daemon.text_of_log()),
       "nor stands in the log")


harness.run_all((test_form, test_streams, test_spellings, test_scope,
                 test_typed, test_keeper_dies, test_erasure, test_check,
                 test_nothing_clear), daemon)
