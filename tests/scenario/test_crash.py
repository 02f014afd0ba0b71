#!/usr/bin/env python3
"""Killing any process at random under load: the ledger verifies afterwards,
and holds a decision for every body that the upstream received."""

import json
import os
import random
import signal
import threading

import harness
from harness import equal, ok

KILLS = int(os.environ.get("CRASH_KILLS", "20"))
SEED = int(os.environ.get("CRASH_SEED", "1"))
BASE = 2000         # bodies are told apart by their length

folder = harness.tempfile.mkdtemp(prefix="exeat-test-")
ca, cert, key = harness.make_ca(folder, ["api.openai.com"])
upstream = harness.Upstream(lambda r: (
    200, {"Content-Type": "application/json"}, b"{}"), cert, key)
daemon = harness.Daemon("""
upstream: {ca_file: %s, resolve: {"api.openai.com:443": "127.0.0.1:%d"}}
workers: 2
""" % (ca, upstream.port), folder=folder)
counter = iter(range(10 ** 9))
lock = threading.Lock()
stop = threading.Event()
statuses = {}


def body_of(number):
    empty = json.dumps({"model": "m", "messages": [
        {"role": "user", "content": ""}]})
    return json.dumps({"model": "m", "messages": [
        {"role": "user", "content": "x " * ((BASE + number - len(empty)) // 2) +
         "y" * ((BASE + number - len(empty)) % 2)}]})


def client():
    while not stop.is_set():
        with lock:
            number = next(counter)
        try:
            status = harness.request(
                daemon.port, "POST", "/to/api.openai.com/v1/x", body_of(number),
                {"Content-Type": "application/json"}, timeout=20)[0]
        except (OSError, harness.http_error):
            status = 0
        with lock:
            statuses[status] = statuses.get(status, 0) + 1


threads = [threading.Thread(target=client, daemon=True) for _ in range(4)]
for t in threads:
    t.start()
chance = random.Random(SEED)
killed = {}
for _ in range(KILLS):
    # Kill when the upstream has received a few more: in the midst of things.
    goal = len(upstream.received) + chance.randrange(3)
    daemon.wait_for(lambda: len(upstream.received) >= goal, "traffic flows")
    children = daemon.children()
    if not children:
        continue
    pid, role = chance.choice(children)
    try:
        os.kill(pid, signal.SIGKILL)
        killed[role] = killed.get(role, 0) + 1
    except ProcessLookupError:
        pass
stop.set()
for t in threads:
    t.join(60)
print("# killed %r, statuses %r, received %d"
      % (killed, statuses, len(upstream.received)))
ok(daemon.process.poll() is None, "the monitor lives")
ok(statuses.get(200, 0) > 0, "requests went through")
daemon.wait_for(daemon.is_ready, "ready again")
equal(daemon.stop(), 0, "clean end")
verified = daemon.exeat("ledger", "verify", check=False)
equal(verified.returncode, 0, "the ledger verifies")
if verified.returncode:
    print("# %r" % (verified.stdout + verified.stderr)[-2000:])
lines = daemon.exeat("ledger", "export", "--format", "jsonl").stdout.splitlines()
records = [json.loads(line) for line in lines]
# Lengths of all bodies that decisions let out. A worker that was killed may
# have sent a part of one only: what the head says of its length counts.
sizes = {r["body"]["out"]["bytes"] for r in records
         if r.get("type") == "decision" and "out" in r.get("body", {})}
missing = {int(r["headers"]["Content-Length"])
           for r in upstream.received} - sizes
equal(missing, set(), "a decision for every body that arrived")
daemon.remove()
harness.done()
