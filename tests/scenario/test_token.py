#!/usr/bin/env python3
"""Tokens over time: two clients with the same value, tokens of earlier requests,
forged and typed ones, a keeper that dies, and the erasure of a subject."""

import json
import re

import harness
from harness import equal, ok

MAIL = "erika.mustermann@beispiel-firma.de"
SECRETS = {"billing": "fake-secret-of-billing", "support": "fake-secret-of-support"}
TOKEN = re.compile(r"XQ[A-Z]{4}[0-9A-HJKMNP-TV-Z]{18}")
say = None          # what the upstream answers instead of an echo


def answer(received):
    if say is not None:
        received = dict(received, body=json.dumps(
            {"messages": [{"content": say}]}).encode())
    return harness.echo_chat(received)


folder = harness.tempfile.mkdtemp(prefix="exeat-test-")
ca, cert, key = harness.make_ca(folder, ["api.openai.com"])
upstream = harness.Upstream(answer, cert, key)
daemon = harness.Daemon("""
upstream:
  ca_file: %s
  resolve: {"api.openai.com:443": "127.0.0.1:%d"}
clients:
%s""" % (ca, upstream.port, harness.clients_yaml(SECRETS)), folder=folder)


def chat(client, text):
    """What came back, and what had left."""
    headers = {"Exeat-Token": SECRETS[client]} if client else {}
    status, _, body = harness.chat(daemon.port, text, headers=headers)
    if status != 200:
        return body.decode(), ""
    sent = json.loads(upstream.bodies()[-1])["messages"][-1]["content"]
    return json.loads(body)["choices"][0]["message"]["content"], sent


def answered(client, text):
    """What the client gets when the upstream says `text`."""
    global say
    say = text
    try:
        return chat(client, "Hello")[0]
    finally:
        say = None


def token_of(client):
    return TOKEN.search(chat(client, "Write to " + MAIL)[1]).group()


def test_scopes():
    global billing, support
    got, sent = chat("billing", "Write to " + MAIL)
    equal(got, "Write to " + MAIL, "the caller gets its value back")
    billing, support = TOKEN.search(sent).group(), token_of("support")
    ok(billing != support, "two clients, one value, two tokens")
    equal(token_of("billing"), billing, "and the same ones later")
    equal(answered("support", "to " + billing), "to " + billing,
          "another client's token stays a token")
    equal(answered("billing", "to " + support), "to " + support,
          "the other way round too")
    equal(answered("billing", "to " + billing), "to " + MAIL,
          "a token of an earlier request is resolved for its client")
    equal(answered(None, "to " + billing), "to " + billing,
          "but not for a stranger")


def test_forged():
    equal(answered("billing", "to %ss" % billing.lower()), "to %ss" % MAIL,
          "a model may change case and add a letter")
    wrong = billing[:12] + ("A" if billing[12] != "A" else "B") + billing[13:]
    equal(answered("billing", "to " + wrong), "to " + wrong,
          "a mangled one stays as it is")


def test_typed():
    for name, token in (("another's", support), ("its own", billing)):
        got, sent = chat("billing", "I found %s here" % token)
        equal(got, "I found %s here" % token,
              "who types %s token gets back what it typed" % name)
        ok(token not in sent, "and it left as something else")


def test_keeper_dies():
    daemon.replace("keeper")
    equal(token_of("billing"), billing, "a new keeper makes the same token")
    equal(answered("billing", "to " + billing), "to " + MAIL,
          "and resolves those of the old one")


def test_erasure():
    shown = daemon.exeat("token", "reveal", "--because", "test", billing)
    equal(shown.stdout.decode(), "%s\t%s\n" % (billing, MAIL),
          "an administrator sees what a token stands for")
    daemon.exeat("token", "erase", "--because", "GDPR Art. 17",
                 "--class", "personal.contact.email", MAIL.upper())
    equal(answered("billing", "to " + billing), "to " + billing,
          "erased: its token means nothing")
    equal(answered("support", "to " + support), "to " + support,
          "in every scope")
    refused = daemon.exeat("token", "reveal", "--because", "test", billing,
                           check=False)
    equal(refused.returncode, 1, "not even for an administrator")
    ok(token_of("billing") != billing, "who comes back is somebody new")
    ledger = daemon.exeat("ledger", "tail", "--json", check=False)
    if ledger.returncode == 0:
        ok(b"token.reveal" in ledger.stdout and b"token.erase" in ledger.stdout,
           "both acts are in the ledger")
        ok(MAIL.encode() not in ledger.stdout, "without the value")
        equal(daemon.exeat("ledger", "verify", check=False).returncode, 0,
              "which verifies")
    else:
        harness.skip("both acts are in the ledger", "no command shows it yet")


harness.run_all((test_scopes, test_forged, test_typed, test_keeper_dies,
                 test_erasure), daemon)
