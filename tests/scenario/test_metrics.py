#!/usr/bin/env python3
"""What /metrics says while keeper and recorder do not answer, and when they are
gone: queues that fill and empty, and refusals counted by their cause."""

import os
import re
import signal
import threading

import harness
from harness import equal, ok

MAIL = "erika.mustermann@beispiel-firma.de"

folder = harness.tempfile.mkdtemp(prefix="exeat-test-")
ca, cert, key = harness.make_ca(folder, ["api.openai.com"])
upstream = harness.Upstream(harness.echo_chat, cert, key)
daemon = harness.Daemon("""
upstream:
  ca_file: %s
  resolve: {"api.openai.com:443": "127.0.0.1:%d"}
workers: 1
timeouts: {tokenise: 60s, commit: 60s}
""" % (ca, upstream.port), folder=folder)


def metric(name):
    text = daemon.get_admin("/metrics")[2].decode()
    return int(re.search(r"^exeat_%s (\d+)$" % name, text, re.M).group(1))


def becomes(name, value):
    daemon.wait_for(lambda: metric(name) == value, "%s is %d" % (name, value))


class Asked(threading.Thread):
    """A prompt on its way."""

    def __init__(self, text):
        super().__init__(daemon=True)
        self.text, self.status = text, None
        self.start()

    def run(self):
        self.status, _, self.body = harness.chat(daemon.port, self.text)

    def end(self):
        self.join(harness.DEADLINE)
        return self.status


def pid_of(role):
    return [pid for pid, name in daemon.children() if name == role][0]


def test_queue(role, gauge):
    """A process that answers late: what waits for it is counted."""
    pid = pid_of(role)
    equal(metric(gauge), 0, "nothing waits for the " + role)
    os.kill(pid, signal.SIGSTOP)
    asked = [Asked("write to " + MAIL) for _ in range(3)]
    becomes(gauge, 3)
    ok(True, "three requests wait for the " + role)
    os.kill(pid, signal.SIGCONT)
    equal([a.end() for a in asked], [200] * 3, "and are answered")
    becomes(gauge, 0)
    ok(True, "nothing waits any more")


def test_lost(role, gauge, counter):
    """A process that dies: what waited for it is refused and counted."""
    pid, before = pid_of(role), len(upstream.received)
    counts = [metric(c) for c in (counter, "refused_busy_total")]
    os.kill(pid, signal.SIGSTOP)
    asked = [Asked("write to " + MAIL) for _ in range(2)]
    becomes(gauge, 2)
    os.kill(pid, signal.SIGKILL)
    equal([a.end() for a in asked], [503] * 2, "without the %s: 503" % role)
    becomes(counter, counts[0] + 2)
    becomes(gauge, 0)
    equal(metric("refused_busy_total"), counts[1], "counted by their cause")
    equal(len(upstream.received), before, "nothing has left")
    daemon.wait_for(daemon.is_ready, "the %s is back" % role)
    daemon.wait_for(lambda: Asked("write to " + MAIL).end() == 200,
                    "requests are served again")


def test_causes():
    """Other refusals, each with a counter of its own."""
    for counter, status, path, headers in (
            ("refused_gate_total", 404, "/nowhere", {}),
            ("refused_gate_total", 421, "/to/api.openai.com/x",
             {"Host": "evil.example"}),
            ("refused_malformed_total", 400, "/to/api.openai.com/x",
             {"Content-Length": "x"})):
        before = metric(counter)
        equal(harness.request(daemon.port, "GET", path, None, headers)[0],
              status, "refused with %d" % status)
        becomes(counter, before + 1)


test_queue("keeper", "keeper_queue")
test_queue("recorder", "recorder_queue")
test_lost("keeper", "keeper_queue", "refused_keeper_total")
test_lost("recorder", "recorder_queue", "refused_ledger_total")
test_causes()
equal(daemon.stop(), 0, "the daemon ends well")
daemon.remove()
harness.done()
