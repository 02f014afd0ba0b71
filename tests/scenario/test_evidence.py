#!/usr/bin/env python3
"""Evidence before egress, seen from outside by the system calls: for each
request the recorder's sync has returned before the worker's first write of the
body to the upstream."""

import json
import os
import re
import shutil
import sys

import harness
from harness import equal, ok

REQUESTS = int(os.environ.get("EVIDENCE_REQUESTS", "100"))

if not shutil.which("strace"):
    harness.skip_all("strace is not installed")
if harness.run_quiet("strace", "-o", "/dev/null", "true") != 0:
    harness.skip_all("processes cannot be traced here")

folder = harness.tempfile.mkdtemp(prefix="exeat-test-")
upstream = harness.Upstream(harness.echo_chat)
with open(harness.SOURCE + "/share/policy.yaml") as f:
    policy = f.read()
policy += ("\ndestinations:\n  - {hosts: [\"127.0.0.1:%d\"], zone: perimeter}\n"
           % upstream.port)
# Clear HTTP inside the perimeter, so that the trace shows the very bytes.
daemon = harness.Daemon("""
routes: [{name: local, path: /local/, to: "http://127.0.0.1:%d/"}]
workers: 1
""" % upstream.port, policy, folder=folder, wrap=(
    "strace", "-f", "-ttt", "-s", "400", "-o", folder + "/trace", "-e",
    "trace=fdatasync,fsync,msync,pwrite64,pwritev,write,writev,sendmsg,"
    "sendto,sendmmsg"))

for i in range(REQUESTS):
    body = json.dumps({"model": "m", "messages": [
        {"role": "user", "content": "marker-%06d-end" % i}]})
    status, _, _ = harness.request(
        daemon.port, "POST", "/local/v1/chat/completions", body,
        {"Content-Type": "application/json"})
    if status != 200:
        ok(False, "request %d: status %d" % (i, status))
        break
equal(len(upstream.received), REQUESTS, "all arrived")
recorder = [pid for pid, role in daemon.children() if role == "recorder"]
workers = [pid for pid, role in daemon.children() if role == "worker"]
ok(len(recorder) == 1 and len(workers) == 1, "one recorder, one worker")
daemon.stop()

# One line a call, or two when it was interrupted by another process's.
syncs = []          # (time at which a sync returned)
sends = {}          # marker -> time at which its first write began
commits = {}        # marker -> time of the client's request being recorded
pending = {}
LINE = re.compile(r"^(\d+)\s+(\d+\.\d+) (.*)$")
MARK = re.compile(r"marker-(\d{6})-end")
order = []          # the sequence: ("sync", -) and ("send", marker)
for line in open(folder + "/trace", errors="replace"):
    match = LINE.match(line)
    if not match:
        continue
    pid, when, call = int(match.group(1)), float(match.group(2)), match.group(3)
    if pid == recorder[0]:
        whole = re.match(r"(?:fdatasync|fsync|msync)\(.*= 0", call)
        resumed = re.match(r"<\.\.\. (?:fdatasync|fsync|msync) resumed>.*= 0", call)
        if whole or resumed:
            order.append(("sync", None))
    elif pid == workers[0] and re.match(r"(write|writev|sendmsg|sendto)\(", call):
        found = MARK.search(call)
        # The first write of a marker is to the upstream, the second, of the
        # echo, to the client.
        if found and int(found.group(1)) not in sends:
            sends[int(found.group(1))] = when
            order.append(("send", int(found.group(1))))
equal(len(sends), REQUESTS, "every body was seen leaving")
good, synced = 0, False
for what, marker in order:
    if what == "sync":
        synced = True
    else:
        good += synced
        synced = False
equal(good, REQUESTS, "before each a sync of the recorder had returned")
daemon.remove()
harness.done()
