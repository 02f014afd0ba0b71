#!/usr/bin/env python3
"""No clear value stays anywhere: after a run with planted values none of them
is in logs, store, metrics, environments or the memory of the idle processes;
and what one client sent is never restored for another."""

import base64
import json
import os
import re
import urllib.parse

import harness
from harness import equal, ok

MAIL = "planted.person.%d@geheim-firma.example"
PHONE = "+49 30 9018%04d"
NAME = "Zebulon-%d Quarkenstein"
CLIENTS = {"billing": "not-a-real-token-billing",
           "support": "not-a-real-token-support"}


def sha256(text):
    import hashlib
    return hashlib.sha256(text.encode()).hexdigest()


def forms(value):
    """The ways in which a value could lie around."""
    raw = value.encode()
    found = {raw, json.dumps(value)[1:-1].encode(),
             urllib.parse.quote(value).encode(),
             urllib.parse.quote(value, safe="").encode(), raw.hex().encode()}
    for shift in range(3):      # base64 of the value at any offset
        coded = base64.b64encode(b"x" * shift + raw)
        found.add(coded[4 if shift else 0:-4])
    return found


with open(harness.BUILD + "/config.h") as f:
    SANITIZED = "#define WITH_SANITIZERS 1" in f.read()
CHUNK, OVERLAP = 16 << 20, 1024


def memory_of(pid):
    """All readable memory of a process, in pieces that overlap a little. The
    store's own file is left out: it is searched as a file."""
    with open("/proc/%d/maps" % pid) as maps, \
            open("/proc/%d/mem" % pid, "rb", 0) as mem:
        for line in maps:
            span, mode = line.split()[:2]
            if mode[0] != "r" or "[v" in line or line.endswith(".mdb\n"):
                continue
            start, end = (int(x, 16) for x in span.split("-"))
            while start < end:
                try:
                    mem.seek(start)
                    yield line.strip(), mem.read(min(CHUNK, end - start))
                except OSError:
                    pass
                start += CHUNK - OVERLAP


folder = harness.tempfile.mkdtemp(prefix="exeat-test-")
ca, cert, key = harness.make_ca(folder, ["api.openai.com"])
crossed = {"answer": None}


def answer(received):
    if crossed["answer"] is not None:
        return 200, {"Content-Type": "text/plain"}, crossed["answer"]
    return harness.echo_chat(received)


upstream = harness.Upstream(answer, cert, key)
daemon = harness.Daemon("""
upstream: {ca_file: %s, resolve: {"api.openai.com:443": "127.0.0.1:%d"}}
workers: 2
clients:
""" % (ca, upstream.port) + "".join(
    "  - {name: %s, token_sha256: \"%s\", purpose: test, activity: test}\n"
    % (name, sha256(token)) for name, token in CLIENTS.items()), folder=folder)

planted = []
for i in range(40):
    values = [MAIL % i, PHONE % i]
    planted += values
    name = "billing" if i % 2 else "support"
    status, headers, body = harness.chat(
        daemon.port, "Contact %s or call %s \"now\"\n" % tuple(values),
        headers={"Exeat-Token": CLIENTS[name]})
    if status != 200 or values[0] not in body.decode():
        ok(False, "request %d: %d %r" % (i, status, body[:200]))
ok(not any(f in upstream.raw() for v in planted for f in forms(v)),
   "no value left")

needles = {f for v in planted for f in forms(v) if len(f) >= 12}
pattern = re.compile(b"|".join(re.escape(n) for n in sorted(needles)))


def lacks(data, where):
    found = pattern.search(data)
    if found:
        print("# %s: %r" % (where, data[max(0, found.start() - 40):
                                        found.end() + 40]))
    return not found


clean = True
for root, _, names in os.walk(daemon.folder):
    for name in names:
        path = os.path.join(root, name)
        with open(path, "rb") as f:
            clean &= lacks(f.read(), path)
ok(clean, "no value in log or store")
ok(lacks(daemon.get_admin("/metrics")[2], "metrics"), "no value in metrics")
for pid, role in daemon.children() + [(daemon.process.pid, "monitor")]:
    with open("/proc/%d/environ" % pid, "rb") as f:
        ok(lacks(f.read(), "environ"), "no value in the %s's environment" % role)
    if os.getuid() != 0 or SANITIZED:
        harness.skip("memory of the %s" % role,
                     "with sanitizers freed memory is kept on purpose"
                     if SANITIZED else "not root")
        continue
    clean = True
    for where, data in memory_of(pid):
        clean &= lacks(data, "%s %s" % (role, where))
    ok(clean, "no value in the memory of the idle %s" % role)

# Two clients, the same value, the same upstream, crossed tokens.
value = MAIL % 0
sent = {}
for name, token in CLIENTS.items():
    harness.chat(daemon.port, value, headers={"Exeat-Token": token})
    sent[name] = json.loads(upstream.bodies()[-1])["messages"][0]["content"]
ok(sent["billing"] != sent["support"], "two clients, two tokens for one value")
crossed["answer"] = ("%s %s" % (sent["billing"], sent["support"])).encode()
for name, token in CLIENTS.items():
    other = "support" if name == "billing" else "billing"
    _, _, body = harness.chat(daemon.port, "hello",
                              headers={"Exeat-Token": token})
    equal(body.decode(), crossed["answer"].decode().replace(sent[name], value),
          "%s gets its own back and not that of %s" % (name, other))
_, _, body = harness.chat(daemon.port, "hello")
equal(body, crossed["answer"], "a client without a name gets neither")
equal(daemon.stop(), 0, "clean end")
daemon.remove()
harness.done()
