#!/usr/bin/env python3
"""Traffic while processes die, reload and drain: what is in progress is
finished, and connections of other workers notice nothing."""

import http.client
import os
import signal
import threading

import exeatd
import harness

CONFIG = """\
listen:
  - gateway: 127.0.0.1:0
admin: 127.0.0.1:0
store: store
keys: keys
policy: policy.yaml
workers: %d
routes:
  - {name: local, path: /, to: "http://127.0.0.1:%d/"}
"""

POLICY = """\
policy: 1
home: DE
destinations:
  - {hosts: ["127.0.0.1:%d"], zone: perimeter}
"""


class Held:
    """An upstream whose answers to /held wait until they are released."""

    def __init__(self):
        self.arrived, self.release = threading.Event(), threading.Event()
        self.upstream = harness.Upstream(self.answer)
        self.port = self.upstream.port

    def answer(self, request):
        if request["path"] == "/held":
            self.arrived.set()
            self.release.wait(exeatd.LIMIT)
        return 200, {"Content-Type": "text/plain"}, b"fine"


def begin(start, held, workers):
    d = start(CONFIG % (workers, held.port),
              policy=POLICY % held.port)
    d.wait(event="ready")
    return d


def ask(connection, path="/"):
    """Body of the answer; None when the connection is gone."""
    try:
        connection.request("POST", path, b"hello",
                           {"Content-Type": "text/plain"})
        answer = connection.getresponse()
        return answer.status, answer.read()
    except (OSError, http.client.HTTPException):
        connection.close()
        return None


def connect(d):
    c = http.client.HTTPConnection("127.0.0.1", d.port(0),
                                   timeout=exeatd.LIMIT)
    c.connect()
    return c


class Slow(threading.Thread):
    """A request to /held and what became of it."""

    def __init__(self, d):
        super().__init__(daemon=True)
        self.connection, self.answer = connect(d), None
        self.start()

    def run(self):
        self.answer = ask(self.connection, "/held")


FINE = (200, b"fine")


def owner(d, connection):
    """The worker that has this connection: whose table of sockets does."""
    local = "%08X" % int.from_bytes(
        bytes(map(int, connection.sock.getsockname()[0].split("."))), "little")
    port = "%s:%04X" % (local, connection.sock.getsockname()[1])
    with open("/proc/net/tcp") as f:
        inode = [line.split()[9] for line in f if line.split()[2] == port]
    for slot in (0, 1):
        folder = "/proc/%d/fd" % d.pid_of("worker", slot)
        for fd in os.listdir(folder):
            try:
                if os.readlink(folder + "/" + fd) in [
                        "socket:[%s]" % i for i in inode]:
                    return slot
            except FileNotFoundError:
                pass
    return None


def metrics(d):
    c = http.client.HTTPConnection("127.0.0.1", d.port(1),
                                   timeout=exeatd.LIMIT)
    c.request("GET", "/metrics")
    return c.getresponse().read().decode()


def death(tap, start):
    held = Held()
    d = begin(start, held, 2)
    connections = [connect(d) for _ in range(40)]
    tap.ok(all(ask(c) == FINE for c in connections), "40 connections work")
    # A request is counted when it is over, just after its answer has left.
    wanted = ["\nexeat_open_connections 40\n", "\nexeat_connections_total 40\n",
              "\nexeat_open_requests 0\n",
              '{decision="allow",zone="perimeter"} 40\n']
    tap.ok(any(all(line in text for line in wanted)
               for text in (metrics(d) for _ in range(500))),
           "and are counted")
    if os.getuid() == 0:
        owners = [owner(d, c) for c in connections]
        tap.ok(set(owners) == {0, 1}, "both workers have some")
    else:
        tap.skip("only root can tell whose connection it is")
        owners = None
    pid, mark = d.pid_of("worker", 0), len(d.log)
    os.kill(pid, signal.SIGKILL)
    d.wait(mark, event="child serves", child="worker", slot=0)
    answers = [ask(c) for c in connections]
    tap.ok(all(a in (None, FINE) for a in answers) and FINE in answers,
           "a worker is killed: its connections end, others go on")
    gone = answers.count(None)
    text = metrics(d)
    tap.ok("\nexeat_open_connections %d\n" % (40 - gone) in text and
           "\nexeat_connections_total 40\n" in text,
           "what it counted is kept")
    if owners:
        tap.ok(all((a == FINE) == (o == 1)
                   for a, o in zip(answers, owners)),
               "exactly those of the other worker go on")
    connections = [connect(d) for _ in range(10)]
    tap.ok(all(ask(c) == FINE for c in connections), "new ones work")

    for role in ("recorder", "keeper", "console"):
        pid, mark = d.pid_of(role), len(d.log)
        os.kill(pid, signal.SIGKILL)
        d.wait(mark, event="child serves", child=role)
        answers = [ask(c) for c in connections]
        tap.ok(all(a is not None for a in answers) and
               FINE in [ask(c) for c in connections],
               "the %s is killed: connections stay and work again" % role)
    d.signal(signal.SIGTERM)
    tap.ok(d.end() == 0, "ends")


def reload(tap, start):
    held = Held()
    d = begin(start, held, 1)
    slow = Slow(d)
    held.arrived.wait(exeatd.LIMIT)
    old, mark = d.pid_of("worker"), len(d.log)

    d.write_policy("policy: 1\nhome: DE\nrules:\n  - {name: x, do: fly}\n")
    d.signal(signal.SIGHUP)
    at = d.wait(mark, event="reload refused, the old one stays")
    tap.ok(os.path.join(d.folder, "policy.yaml:4:") in d.log[at]["message"],
           "a bad policy is refused, by its own name: " +
           d.log[at]["message"])
    tap.ok(d.pid_of("worker") == old and exeatd.alive(old),
           "the old worker stays")

    mark = len(d.log)
    d.write_policy(POLICY % held.port)
    d.signal(signal.SIGHUP)
    d.wait(mark, event="reloaded")
    d.wait(mark, event="child serves", child="worker")
    tap.ok(ask(connect(d)) == FINE, "the new worker works")
    tap.ok(exeatd.alive(old) and slow.answer is None,
           "the old one still has its request")
    held.release.set()
    slow.join(exeatd.LIMIT)
    tap.ok(slow.answer == FINE, "which is finished")
    d.wait(mark, event="child ended", child_pid=old, status=0)
    tap.ok(True, "then it ends")

    mark = len(d.log)
    d.write_policy("no policy at all")
    os.kill(d.pid_of("worker"), signal.SIGKILL)
    d.wait(mark, event="child serves", child="worker")
    tap.ok(ask(connect(d)) == FINE,
           "a new process takes what was accepted, not what is on disk")
    d.signal(signal.SIGTERM)
    tap.ok(d.end() == 0, "ends")


def drain(tap, start):
    held = Held()
    d = begin(start, held, 1)
    idle, slow = connect(d), Slow(d)
    tap.ok(ask(idle) == FINE, "a connection that is idle")
    held.arrived.wait(exeatd.LIMIT)
    mark = len(d.log)
    d.signal(signal.SIGTERM)
    d.wait(mark, event="draining")
    tap.ok(idle.sock.recv(1) == b"", "SIGTERM closes the idle one")
    tap.ok(slow.answer is None, "and waits for the other")
    held.release.set()
    slow.join(exeatd.LIMIT)
    tap.ok(slow.answer == FINE, "until it has its answer")
    tap.ok(d.end() == 0, "then all ends with status 0")


def deadline(tap, start):
    held = Held()
    d = start(CONFIG % (1, held.port) + "timeouts: {drain: 1s}\n",
              policy=POLICY % held.port)
    d.wait(event="ready")
    slow = Slow(d)
    held.arrived.wait(exeatd.LIMIT)
    d.signal(signal.SIGTERM)
    tap.ok(d.end() == 0 and d.find(event="drain deadline passed"),
           "what does not end by the deadline is ended")
    slow.join(exeatd.LIMIT)
    tap.ok(slow.answer is None, "its client sees a closed connection")
    held.release.set()


tap = exeatd.Tap()
for test in (death, reload, drain, deadline):
    exeatd.run(tap, test)
tap.done()
