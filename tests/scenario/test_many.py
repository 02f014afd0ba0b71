#!/usr/bin/env python3
"""Requests with very many values: within the limits they leave with a token
each and come back whole, beyond them they are refused with the reason, and
either way the next request is served."""

import json

import harness
from harness import equal, ok

MANY = 20000
TOO_MANY = 66000

folder = harness.tempfile.mkdtemp(prefix="exeat-test-")
ca, cert, key = harness.make_ca(folder, ["api.openai.com"])
upstream = harness.Upstream(harness.echo_chat, cert, key)
daemon = harness.Daemon("""
upstream: {ca_file: %s, resolve: {"api.openai.com:443": "127.0.0.1:%d"}}
workers: 1
timeouts: {tokenise: 1m, commit: 1m}
""" % (ca, upstream.port), folder=folder)


def text_of(n):
    return " ".join("anna%d@firma%d.example.org" % (i, i) for i in range(n))


status, _, answer = harness.chat(daemon.port, text_of(MANY))
equal(status, 200, "%d addresses in one request leave" % MANY)
ok(b"example.org" not in upstream.raw(), "each as a token")
ok(json.loads(answer)["choices"][0]["message"]["content"] == text_of(MANY),
   "and come back as they were")
status, _, answer = harness.chat(daemon.port, text_of(TOO_MANY))
equal(status, 413, "%d are too many" % TOO_MANY)
ok(b"too-many-values" in answer, "which the answer says")
equal(harness.chat(daemon.port, "hello")[0], 200, "the next is served")
equal(daemon.stop(), 0, "ends")
if harness._failed:
    print("\n".join("# " + line[:300]
                    for line in daemon.text_of_log().splitlines()[-30:]))
daemon.remove()
harness.done()
