#!/usr/bin/env python3
"""The processes of exeatd: they start, come back when killed, reload, drain,
and die at the first forbidden system call."""

import http.client
import json
import os
import signal
import socket
import subprocess
import tempfile

import exeatd

CONFIG = """\
listen:
  - gateway: 127.0.0.1:0
admin: 127.0.0.1:0
store: store
keys: keys
workers: %d
"""

ROLES = ("keeper", "recorder", "console", "worker")


def restart_all(tap, start):
    d = start(CONFIG % 2)
    d.wait(event="ready")
    tap.ok(True, "starts")
    for role in ROLES:
        others = {(r, s): d.pid_of(r, s) for r, s in
                  [(r, 0) for r in ROLES] + [("worker", 1)] if r != role or s}
        pid, mark = d.pid_of(role), len(d.log)
        os.kill(pid, signal.SIGKILL)
        d.wait(mark, event="child ended", child_pid=pid)
        d.wait(mark, event="child serves", child=role, slot=0)
        tap.ok(d.pid_of(role) != pid and not exeatd.alive(pid),
               "a killed %s is replaced" % role)
        tap.ok(not d.find(mark, event="waiting with a restart"), "at once")
        tap.ok(all(d.pid_of(r, s) == p and exeatd.alive(p)
                   for (r, s), p in others.items()),
               "and the others stay as they are")
    pids = [d.pid_of(r) for r in ROLES] + [d.pid_of("worker", 1)]
    d.signal(signal.SIGTERM)
    tap.ok(d.end() == 0, "SIGTERM ends it with status 0")
    tap.ok(not any(exeatd.alive(p) for p in pids), "nobody is left behind")
    tap.ok(not d.find(event="child does not end or answer"),
           "nobody had to be killed")


def crash_loop(tap, start):
    d = start(CONFIG % 1)
    d.wait(event="ready")
    mark = len(d.log)
    for _ in range(4):
        pid, at = d.pid_of("worker"), len(d.log)
        os.kill(pid, signal.SIGKILL)
        d.wait(at, event="child serves", child="worker")
    waits = [d.log[i]["ms"] for i in
             d.find(mark, event="waiting with a restart")]
    tap.ok(waits == sorted(waits) and len(waits) == 3 and
           waits[-1] < 1000, "a crash loop is slowed down: %r" % waits)
    d.signal(signal.SIGTERM)
    tap.ok(d.end() == 0, "and ends as ever")


def reload(tap, start):
    d = start(CONFIG % 2)
    d.wait(event="ready")
    before = {s: d.pid_of("worker", s) for s in (0, 1)}
    singles = [d.pid_of(r) for r in ROLES[:3]]
    mark = len(d.log)
    d.write(CONFIG % 2 + "listenn: 5\n")
    d.signal(signal.SIGHUP)
    at = d.wait(mark, event="reload refused, the old one stays")
    tap.ok("exeat.yaml:7:" in d.log[at]["message"] and
           "listenn" in d.log[at]["message"],
           "a bad file is refused: " + d.log[at]["message"])
    tap.ok(all(d.pid_of("worker", s) == p and exeatd.alive(p)
               for s, p in before.items()), "the workers stay")

    mark = len(d.log)
    os.kill(before[1], signal.SIGKILL)
    d.wait(mark, event="child serves", child="worker", slot=1)
    tap.ok(True, "one that dies comes back with the old file")

    mark = len(d.log)
    d.write(CONFIG.replace("store: store", "store: other") % 2)
    d.signal(signal.SIGHUP)
    at = d.wait(mark, event="reload refused, the old one stays")
    tap.ok("restart" in d.log[at]["message"], "the store cannot be changed")

    before = {s: d.pid_of("worker", s) for s in (0, 1)}
    mark = len(d.log)
    d.write(CONFIG % 3)
    d.signal(signal.SIGHUP)
    d.wait(mark, event="reloaded", generation=1)
    for slot in (0, 1, 2):
        d.wait(mark, event="child serves", child="worker", slot=slot)
    for pid in before.values():
        d.wait(mark, event="child ended", child_pid=pid, status=0)
    tap.ok(True, "a good file: three new workers, the old ones drain")
    tap.ok([d.pid_of(r) for r in ROLES[:3]] == singles and
           all(exeatd.alive(p) for p in singles), "the others stay")
    tap.ok(len(d.find(event="listening")) == 2, "sockets are kept")

    mark = len(d.log)
    d.write(CONFIG % 1)
    d.signal(signal.SIGHUP)
    d.wait(mark, event="reloaded", generation=2)
    gone = [d.pid_of("worker", s) for s in (1, 2)]
    for pid in gone:
        d.wait(mark, event="child ended", child_pid=pid, status=0)
    tap.ok(True, "one worker again")
    d.signal(signal.SIGTERM)
    tap.ok(d.end() == 0, "ends")


def violation(tap, start):
    if not exeatd.fault_injection():
        tap.skip("built without fault injection")
        return
    d = start(CONFIG % 1)
    d.wait(event="ready")
    pid, mark = d.pid_of("worker"), len(d.log)
    d.signal(signal.SIGUSR2)
    at = d.wait(mark, event="forbidden system call")
    tap.ok(d.log[at]["call"] == "execve" and d.log[at]["child"] == "worker" and
           d.log[at]["child_pid"] == pid, "the monitor names the call")
    d.wait(mark, event="child ended", child_pid=pid, signal=signal.SIGSYS)
    tap.ok(any("forbidden system call execve" in line.get("raw", "")
               for line in d.log[mark:]), "and so does the worker itself")
    d.wait(mark, event="child serves", child="worker")
    tap.ok(True, "and it is replaced")

    pid, mark = d.pid_of("worker"), len(d.log)
    d.signal(signal.SIGUSR1)
    at = d.wait(mark, event="peer broke the rules")
    tap.ok(d.log[at]["role"] == "recorder" and d.log[at]["peer"] == "worker",
           "a message of no type: the recorder closes the channel")
    d.wait(mark, event="child ended", child_pid=pid, signal=signal.SIGKILL)
    d.wait(mark, event="child serves", child="worker")
    tap.ok(True, "and the worker, which had no recorder, is replaced")
    d.signal(signal.SIGTERM)
    tap.ok(d.end() == 0, "ends")


def users(tap, start):
    if os.getuid() != 0:
        tap.skip("not root")
        return
    d = start(CONFIG % 1, uid=65534)
    at = d.wait(event="ready")
    tap.ok(d.log[at]["confinement"] == "degraded",
           "as a normal user it runs, and says degraded")
    d.signal(signal.SIGTERM)
    tap.ok(d.end() == 0, "ends")

    d = start(CONFIG % 1 + "user: nobody\n", owner=65534)
    at = d.wait(event="ready")
    with open("/proc/%d/status" % d.pid_of("recorder")) as f:
        text = f.read()
    tap.ok("\nUid:\t65534\t65534\t65534\t65534\n" in text and
           "\nCapEff:\t0000000000000000\n" in text and
           "\nCapBnd:\t" in text and "\nNoNewPrivs:\t1\n" in text and
           "\nSeccomp:\t2\n" in text, "root gives up its rights")
    d.signal(signal.SIGTERM)
    tap.ok(d.end() == 0, "ends")


def admin(tap, start):
    def ask(path, method="GET", **headers):
        c = http.client.HTTPConnection("127.0.0.1", d.port(1), timeout=30)
        c.request(method, path, headers=headers)
        answer = c.getresponse()
        return answer.status, answer.read().decode()

    d = start(CONFIG % 2)
    d.wait(event="ready")
    tap.ok(ask("/healthz") == (200, "ok\n"), "/healthz")
    tap.ok(ask("/readyz") == (200, "ready\n"), "/readyz")
    status, text = ask("/metrics")
    tap.ok(status == 200 and "\nexeat_open_connections 0\n" in text, "/metrics")
    status, text = ask("/status")
    got = json.loads(text)
    tap.ok(status == 200 and got["state"] == "ready" and
           sorted((p["role"], p["slot"], p["pid"]) for p in got["processes"])
           == sorted([(r, 0, d.pid_of(r)) for r in ROLES] +
                     [("worker", 1, d.pid_of("worker", 1))]), "/status")
    tap.ok(all(p["seccomp"] for p in got["processes"]), "all are confined")
    tap.ok(ask("/status", Host="evil.example")[0] == 421,
           "another name is refused")
    tap.ok(ask("/status", "POST")[0] == 405, "nothing but GET and HEAD")
    with socket.create_connection(("127.0.0.1", d.port(1)), 30) as s:
        s.sendall(b"GET / HTTP/1.1\r\nHost : x\r\n\r\n")
        tap.ok(s.recv(100).startswith(b"HTTP/1.1 400 "), "nor bad HTTP")

    d.write((CONFIG % 2).replace("admin: 127.0.0.1:0",
                                 "admin: 127.0.0.1:%d" % d.port(1)))
    run = subprocess.run([exeatd.EXEAT, "status", "-c", d.file],
                         capture_output=True, text=True)
    tap.ok(run.returncode == 0 and " is ready\n" in run.stdout,
           "exeat status " + run.stderr)
    run = subprocess.run([exeatd.EXEAT, "status", "--json", "-c", d.file],
                         capture_output=True, text=True)
    tap.ok(run.returncode == 0 and json.loads(run.stdout)["state"] == "ready",
           "exeat status --json")

    pid, mark = d.pid_of("worker"), len(d.log)
    os.kill(pid, signal.SIGKILL)
    d.wait(mark, event="child serves", child="worker")
    got = json.loads(ask("/status")[1])
    tap.ok([p["restarts"] for p in got["processes"]
            if p["role"] == "worker" and p["slot"] == 0] == [1],
           "restarts are counted")
    d.signal(signal.SIGTERM)
    tap.ok(d.end() == 0, "ends")
    run = subprocess.run([exeatd.EXEAT, "status", "-c", d.file],
                         capture_output=True, text=True)
    tap.ok(run.returncode == 1, "nobody there: status 1")


def orphans(tap, start):
    d = start(CONFIG % 1)
    d.wait(event="ready")
    pids = [d.pid_of(r) for r in ROLES]
    d.process.kill()
    while d.read_more():
        pass
    gone = d.find(event="monitor is gone")
    tap.ok(len(gone) == len(pids),
           "when the monitor is gone all the others end")


def start_fails(tap, start):
    busy = socket.create_server(("127.0.0.1", 0))
    text = (CONFIG % 1).replace("gateway: 127.0.0.1:0", "gateway: 127.0.0.1:%d"
                                % busy.getsockname()[1])
    d = start(text)
    tap.ok(d.end() == 1 and any("listening on 127.0.0.1" in
                                line.get("message", "") for line in d.log),
           "an address in use: status 1, and it is named")
    busy.close()
    first = start(CONFIG % 2)
    first.wait(event="ready")
    d = start((CONFIG % 1).replace("gateway: 127.0.0.1:0",
                                   "gateway: 127.0.0.1:%d" % first.port()))
    tap.ok(d.end() == 1, "in use by another exeatd: the same")
    first.signal(signal.SIGTERM)
    tap.ok(first.end() == 0, "which goes on")


def check_only(tap, start):
    def check(*args):
        return subprocess.run([exeatd.PROGRAM, *args], capture_output=True,
                              text=True, env=exeatd.environment())

    with tempfile.TemporaryDirectory() as folder:
        file = os.path.join(folder, "exeat.yaml")
        policy = os.path.join(folder, "policy.yaml")
        with open(file, "w") as f:
            f.write(CONFIG % 1)
        run = check("-n", "-c", file)
        tap.ok(run.returncode == 0 and run.stderr == "",
               "-n: a good file " + run.stderr.strip())
        with open(policy, "w") as f:
            f.write("policy: 1\nhome: DE\nrulez: []\n")
        with open(file, "a") as f:
            f.write("policy: policy.yaml\n")
        run = check("-n", "-c", file)
        tap.ok(run.returncode == 3 and "policy.yaml:3:" in run.stderr,
               "-n: a bad policy: " + run.stderr.strip())
        with open(file, "a") as f:
            f.write("workers: many\n")
        run = check("-n", "-c", file)
        tap.ok(run.returncode == 3 and "exeat.yaml:8:" in run.stderr,
               "-n: a bad file: " + run.stderr.strip())
    tap.ok(check("-x").returncode == 1, "an unknown option is a usage error")
    tap.ok(check("-V").stdout.startswith("exeatd "), "-V")


tap = exeatd.Tap()
for test in (restart_all, crash_loop, reload, violation, users, admin,
             orphans,
             start_fails, check_only):
    exeatd.run(tap, test)
tap.done()
