#!/usr/bin/env python3
"""Evidence before egress, seen from outside by the system calls: for each
request the recorder has written the record of this very request, and a sync
after it has returned, before the worker's first write of the body to the
upstream."""

import json
import os
import re
import shutil

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
    "strace", "-f", "-ttt", "-s", "65536", "-o", folder + "/trace", "-e",
    "trace=fdatasync,fsync,msync,pwrite64,pwritev,write,writev,sendmsg,"
    "sendto,sendmmsg"))

ids = {}            # marker -> id of its record
for i in range(REQUESTS):
    body = json.dumps({"model": "m", "messages": [
        {"role": "user", "content": "marker-%06d-end" % i}]})
    status, headers, _ = harness.request(
        daemon.port, "POST", "/local/v1/chat/completions", body,
        {"Content-Type": "application/json"})
    if status != 200:
        ok(False, "request %d: status %d" % (i, status))
        break
    ids[i] = headers.get("Exeat-Record")
equal(len(upstream.received), REQUESTS, "all arrived")
recorder = [pid for pid, role in daemon.children() if role == "recorder"]
workers = [pid for pid, role in daemon.children() if role == "worker"]
ok(len(recorder) == 1 and len(workers) == 1, "one recorder, one worker")
daemon.stop()

# One line a call, or two when it was interrupted by another process's.
LINE = re.compile(r"^(\d+)\s+(\d+\.\d+) (.*)$")
MARK = re.compile(r"marker-(\d{6})-end")
RECORD = re.compile(r'\\"id\\":\\"([0-9a-f-]{36})\\"')
SYNCED = re.compile(r"(?:<\.\.\. )?(?:fdatasync|fsync|msync)\b.*= 0$")
written, durable = set(), set()     # ids of records, in the recorder's order
seen, good = set(), 0
for line in open(folder + "/trace", errors="replace"):
    match = LINE.match(line)
    if not match:
        continue
    pid, call = int(match.group(1)), match.group(3)
    if pid == recorder[0] and SYNCED.match(call):
        durable |= written
    elif pid == recorder[0] and re.match(r"(pwrite64|pwritev|writev|write)\(", call):
        written.update(RECORD.findall(call))
    elif pid == workers[0] and re.match(r"(write|writev|sendmsg|sendto)\(", call):
        # The first write of a marker is to the upstream, the second, of the
        # echo, to the client.
        for marker in (int(m) for m in MARK.findall(call)):
            if marker not in seen:
                seen.add(marker)
                good += ids[marker] in durable
equal(len(seen), REQUESTS, "every body was seen leaving")
equal(good, REQUESTS, "before each its own record was written and synced")
daemon.remove()
harness.done()
