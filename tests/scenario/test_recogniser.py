#!/usr/bin/env python3
"""Recognisers of the policy: a stand-in for Presidio's analyzer adds findings,
what happens where it answers nonsense, nothing, or too late, and where the
client does not wait for it."""

import json
import re
import socket
import struct
import threading

import harness
from harness import equal, ok

NAME = "zaphod beeblebrox"		# which the engine itself does not find
ALLOWED = "Ford Prefect"
MAIL = "erika.mustermann@beispiel-firma.de"
CLASSES = "{PERSON: personal.name, PLANET: location.planet}"


def find(text, entity, value):
    """Where `value` stands, counted in code points, as Presidio does."""
    return [{"entity_type": entity, "start": m.start(), "end": m.end(),
             "score": 0.85, "analysis_explanation": None,
             "recognition_metadata": {"recognizer_name": "stub"}}
            for m in re.finditer(re.escape(value), text)]


class Stub:
    """Answers as it is told to, by a word in the text."""

    def __init__(self, *tls):
        self.asked, self.held = [], threading.Event()
        self.is_good = bool(tls)
        self.server = harness.Upstream(self.answer, *tls)
        self.port = self.server.port

    def answer(self, request):
        asked = json.loads(request["body"])
        self.asked.append(asked)
        text = asked["text"]
        found = find(text, "PERSON", NAME) + find(text, "PLANET", "Magrathea")
        found += find(text, "IGNORED", "towel")
        found += find(text, "PERSON", ALLOWED)
        if self.is_good:
            return (200, {"Content-Type": "application/json"},
                    json.dumps(find(text, "SHIP", "Bistromath")).encode())
        status, body = 200, json.dumps(found)
        for word, other in (
                ("bad-json", (200, "[{]")),
                ("bad-shape", (200, '{"error": "no"}')),
                ("bad-range", (200, json.dumps([dict(
                    entity_type="PERSON", start=0, end=len(text) + 1,
                    score=1)]))),
                ("bad-score", (200, json.dumps([dict(
                    entity_type="PERSON", start=0, end=1,
                    score=float("nan"))]))),
                ("bad-status", (500, body)),
                ("bad-redirect", (307, body))):
            if word in text:
                status, body = other
        if "bad-time" in text:
            self.held.wait(harness.DEADLINE)
        headers = {"Content-Type": "application/json"}
        if "last words" in text:
            headers["Connection"] = "close"
        if "bad-length" in text:
            headers.update({"Content-Length": str(len(body.encode()) + 9),
                            "Connection": "close"})
        if status == 307:
            headers["Location"] = "http://127.0.0.1:%d/else" % self.port
        return status, headers, body.encode()


folder = harness.tempfile.mkdtemp(prefix="exeat-test-")
ca, cert, key = harness.make_ca(folder, ["api.openai.com", "localhost"])
upstream = harness.Upstream(harness.echo_chat, cert, key)
stub, soft, secure = Stub(), Stub(), Stub(cert, key)
with open(harness.SOURCE + "/share/policy.yaml") as f:
    POLICY = f.read()


def policy(stub, fail, more="", timeout="5s"):
    return POLICY + """
recognisers:
  - name: stub
    url: http://127.0.0.1:%d/analyze
    language: en
    classes: %s
    min_score: 60
    timeout: %s
    fail: %s
%s
allow: {classes: [personal.name], values: ["%s"]}
""" % (stub.port, CLASSES, timeout, fail, more, ALLOWED)


CONFIG = """
upstream:
  ca_file: %s
  resolve: {"api.openai.com:443": "127.0.0.1:%d"}
workers: 1
""" % (ca, upstream.port)


class Mute:
    """Takes one request a connection; answers that nothing was found, or, if
    "mute" is in it, never: then it waits for the end of the connection."""

    def __init__(self):
        self.arrived, self.left = threading.Semaphore(0), threading.Semaphore(0)
        self.server = socket.create_server(("127.0.0.1", 0))
        self.port = self.server.getsockname()[1]
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            peer, _ = self.server.accept()
            threading.Thread(target=self.answer, args=(peer,),
                             daemon=True).start()

    def answer(self, peer):
        asked = b""
        while not asked.endswith(b"}"):
            asked += peer.recv(65536)
        if b"mute" not in asked:
            peer.sendall(b"HTTP/1.1 200 OK\r\nConnection: close\r\n"
                         b"Content-Length: 2\r\n\r\n[]")
        else:
            self.arrived.release()
            if peer.recv(1) == b"":
                self.left.release()
        peer.close()


mute = Mute()
patient = harness.Daemon(CONFIG, policy(mute, "closed", timeout="60s"))
daemon = harness.Daemon(CONFIG, policy(stub, "closed", """
  - name: secure
    url: https://localhost:%d/analyze?x=1
    classes: {SHIP: personal.ship}
    timeout: 10s
""" % secure.port), folder=folder)
loose = harness.Daemon(CONFIG, policy(soft, "open"))


def metric(of, name):
    text = of.get_admin("/metrics")[2].decode()
    return int(re.search(r"^exeat_%s (\d+)$" % name, text, re.M).group(1))


def content(body):
    return json.loads(body)["messages"][-1]["content"]


def record_of(of, headers):
    shown = of.exeat("ledger", "show", "--json", headers["Exeat-Record"])
    return shown.stdout.decode()


def coverage_of(of, headers):
    """Of the decision, the first line that is shown."""
    line = record_of(of, headers).split("\n")[0]
    return json.loads(line)["record"]["coverage"]


def test_found():
    text = "Where does %s live, on Magrathea? 🚀 Ask %s." % (NAME, MAIL)
    status, headers, body = harness.chat(daemon.port, text)
    equal(status, 200, "what a recogniser found passes")
    equal(headers.get("Exeat-Decision"), "tokenise", "as tokens")
    sent = content(upstream.bodies()[-1])
    ok(NAME not in sent and MAIL not in sent, "its value, and the engine's")
    equal(json.loads(body)["choices"][0]["message"]["content"], text,
          "the caller gets the name back")
    asked = stub.asked[-1]
    equal((asked["language"], asked["entities"], asked["score_threshold"]),
          ("en", ["PERSON", "PLANET"], 0.6), "what was asked for")
    ok(text in asked["text"], "about the text")
    ok("personal.name" in record_of(daemon, headers),
       "the record names the class")


def test_astral():
    """Offsets count code points: what stands before is 4 bytes each."""
    text = "🚀🚀 " + NAME + " 🚀 " + NAME
    status, _, body = harness.chat(daemon.port, text)
    sent = content(upstream.bodies()[-1])
    ok(status == 200 and sent.startswith("🚀🚀 ") and " 🚀 " in sent and
       "zaphod" not in sent and "beeblebrox" not in sent,
       "exactly the names are replaced")
    equal(json.loads(body)["choices"][0]["message"]["content"], text,
          "and come back")


def test_allowed():
    """What the policy allows is not reported, whoever finds it."""
    harness.chat(daemon.port, "%s met %s" % (ALLOWED, NAME))
    sent = content(upstream.bodies()[-1])
    ok(sent.startswith(ALLOWED + " met ") and NAME not in sent,
       "the allowed name stays")


def test_nothing_of_the_client():
    harness.chat(daemon.port, "hello " + NAME,
                 headers={"X-Secret": "x-secret-value"})
    raw = stub.server.raw()
    ok(b"test-key" not in raw and b"x-secret-value" not in raw,
       "no header of the client is sent")


def test_long():
    """Longer than one request: cut, and found in every piece."""
    text = ("towel " * 15000) + NAME + (" towel" * 15000)
    before = len(stub.asked)
    status, _, _ = harness.chat(daemon.port, text)
    equal(status, 200, "a long text passes")
    ok(NAME not in content(upstream.bodies()[-1]), "without the name")
    ok(len(stub.asked) - before > 2 and
       all(len(a["text"].encode()) <= 65536 for a in stub.asked[before:]),
       "in pieces of the documented size")


def test_secure():
    """Another recogniser, over TLS and by name; both are asked."""
    harness.chat(daemon.port, "%s flies the Bistromath" % NAME)
    sent = content(upstream.bodies()[-1])
    ok(NAME not in sent and "Bistromath" not in sent and " flies the " in sent,
       "what each found is replaced")
    equal(secure.server.received[-1]["path"], "/analyze?x=1", "at its path")


def check(of, text, command="check"):
    path = of.folder + "/prompt.txt"
    of.write(path, text)
    shown = of.exeat(command, "--to", "api.openai.com", "--json", path,
                     check=False)
    return shown.returncode, json.loads(shown.stdout)


def test_command_line():
    """The commands that decide ask as the daemon does."""
    for command in "check", "explain":
        status, shown = check(daemon, "🚀 %s flies the Bistromath" % NAME,
                              command)
        equal(status, 0, command + ": would leave")
        equal([(f["class"], f["start"], f["end"], f["detector"])
               for f in shown["findings"]],
              [("personal.name", 5, 22, "recogniser/stub"),
               ("personal.ship", 33, 43, "recogniser/secure")],
              "what both found, in bytes")
        equal(shown["coverage"]["reasons"], {}, "all were asked")
    for word in "bad-json", "bad-status", "bad-length", "bad-range":
        status, shown = check(daemon, "this is " + word)
        equal((status, shown["coverage"]["reasons"]), (2, {"recogniser": 1}),
              word + ": would be refused")
        status, shown = check(loose, "this is " + word)
        equal((status, shown["coverage"]["reasons"]), (0, {"recogniser": 1}),
              word + ": would leave where it may fail")
    text = daemon.exeat("check", "--to", "api.openai.com",
                        daemon.folder + "/prompt.txt", check=False).stdout
    ok(b"1 recognisers without an answer: stub: not an answer" in text,
       "and says why")
    check(daemon, "this is bad-length")
    text = daemon.exeat("check", "--to", "api.openai.com",
                        daemon.folder + "/prompt.txt", check=False).stdout
    ok(b"without an answer: the answer of stub ends early" in text,
       "and that it was cut")


def test_verified():
    """A certificate for another name: not asked."""
    daemon.write(daemon.folder + "/other.yaml", POLICY + """
recognisers: {name: other, url: "https://127.0.0.1:%d/x", timeout: 10s,
    classes: {SHIP: personal.ship}}
""" % secure.port)
    before = len(secure.server.received)
    text = daemon.exeat("check", "--to", "api.openai.com", "--policy",
                        daemon.folder + "/other.yaml",
                        daemon.folder + "/prompt.txt", check=False).stdout
    ok(b"1 recognisers without an answer: other: " in text and
       b"fail-detector" in text, "it is a failure")
    equal(len(secure.server.received), before, "and nothing was sent")


def test_cases():
    """Cases of a policy depend on nobody else: recognisers are not asked."""
    before = len(stub.asked)
    daemon.write(daemon.folder + "/cases.yaml", "- {name: a, to: "
                 "api.openai.com, body: {text: %s}, expect: {action: "
                 "allow}}\n" % NAME)
    shown = daemon.exeat("test", daemon.folder + "/cases.yaml", check=False)
    ok(b"1 passed, 0 failed; recognisers were not asked\n" in shown.stdout,
       "and it says so")
    equal(len(stub.asked), before, "they are not")


BAD = ("bad-json", "bad-shape", "bad-length", "bad-range", "bad-score", "bad-status",
       "bad-redirect", "bad-time")


def test_closed():
    """Nonsense and silence: nothing leaves."""
    for word in BAD:
        before = len(upstream.received), metric(daemon,
                                                "recogniser_failures_total")
        status, headers, _ = harness.chat(daemon.port, "this is " + word)
        equal(status, 403, word + ": refused")
        equal(len(upstream.received), before[0], "nothing has left")
        record = record_of(daemon, headers)
        ok("fail-detector" in record and "recogniser" in record,
           "the record says why")
        equal(metric(daemon, "recogniser_failures_total"), before[1] + 1,
              "and it is counted")
    stub.held.set()
    equal(harness.chat(daemon.port, "again " + NAME)[0], 200,
          "and goes on when it answers")
    ok("/else" not in stub.server.raw().decode(), "no redirect was followed")


def test_open():
    """The same, where it may fail: goes on, and the record says so."""
    for word in BAD:
        status, headers, _ = harness.chat(loose.port, "this is " + word)
        equal(status, 200, word + ": passes")
        coverage = coverage_of(loose, headers)
        ok("recogniser" in coverage["reasons"], "its coverage says so")
    soft.held.set()
    status, headers, _ = harness.chat(loose.port, "hello " + NAME)
    equal(headers.get("Exeat-Decision"), "tokenise", "it is asked again")
    ok("recogniser" not in record_of(loose, headers), "coverage is whole")


def test_gone():
    """Nobody listens there, and no connection is left over."""
    harness.chat(loose.port, "last words")
    soft.server.server.shutdown()
    soft.server.server.server_close()
    status, headers, _ = harness.chat(loose.port, "are you there?")
    equal(status, 200, "open: passes")
    ok("recogniser" in record_of(loose, headers), "and says so")


def converse(of, turns):
    """A chat completion of several messages: what left, and what was asked."""
    asked_before = len(stub.asked) if of is daemon else len(soft.asked)
    body = json.dumps({"model": "gpt-4o", "messages": [
        {"role": "user", "content": t} for t in turns]})
    status, headers, answer = harness.request(
        of.port, "POST", "/to/api.openai.com/v1/chat/completions", body,
        {"Content-Type": "application/json",
         "Authorization": "Bearer test-key"})
    asked = (stub if of is daemon else soft).asked[asked_before:]
    return status, headers, answer, [a["text"] for a in asked]


def test_conversation():
    """Turns that are sent again are not sent to a recogniser again."""
    turns = [("turn %d " % i) + "towel " * 10000 for i in range(49)]
    turns[7] += "of %s 🚀" % NAME
    known = metric(daemon, "recogniser_known_total")
    status, _, _, asked = converse(daemon, turns)
    ok(status == 200 and len(asked) >= len(turns), "3 MB in many requests")
    sent = [m["content"] for m in
            json.loads(upstream.bodies()[-1])["messages"]]
    ok(sum(map(len, turns)) > 2900000 and NAME not in sent[7],
       "the name is replaced")
    turns += ["And the last one, by %s." % NAME]
    status, _, _, asked = converse(daemon, turns)
    equal(asked, [turns[-1]], "the next turn asks about itself")
    again = [m["content"] for m in
             json.loads(upstream.bodies()[-1])["messages"]]
    ok(again[:-1] == sent and NAME not in again[-1],
       "and what leaves is the same as if all were asked about")
    equal(metric(daemon, "recogniser_known_total") - known,
          2 * (len(turns) - 1), "all others were known to both")
    status, headers, _, asked = converse(daemon, turns)
    equal((status, asked), (200, []), "the same once more asks nothing")
    ok("personal.name" in record_of(daemon, headers) and
       "recogniser" not in coverage_of(daemon, headers).get("reasons", []),
       "and finds the same")


def test_failure_is_not_kept():
    """What was asked in vain is asked again."""
    turns = ["bad-json in this one", "but not here, %s" % NAME]
    before = converse(loose, turns)
    equal((before[0], len(before[3])), (200, 1), "one request for both")
    ok("recogniser" in coverage_of(loose, before[1])["reasons"], "in vain")
    equal(converse(loose, turns)[3], before[3], "the same again")
    equal(len(converse(loose, turns[1:])[3]), 1, "of what was with it, too")
    equal(converse(loose, turns[1:])[3], [], "until it is answered")


def ask_and_leave(how):
    """A request whose client leaves while the recogniser is asked."""
    body = json.dumps({"model": "gpt-4o", "messages": [
        {"role": "user", "content": "mute, %s" % MAIL}]}).encode()
    request = (b"POST /to/api.openai.com/v1/chat/completions HTTP/1.1\r\n"
               b"Host: 127.0.0.1:%d\r\nContent-Type: application/json\r\n"
               b"Content-Length: %d\r\n\r\n" % (patient.port, len(body)))
    client = socket.create_connection(("127.0.0.1", patient.port))
    client.sendall(request + body)
    ok(mute.arrived.acquire(timeout=harness.DEADLINE),
       how + ": the recogniser is asked")
    if how == "with a request ahead":
        client.sendall(request + body)
    if how == "abruptly":
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                          struct.pack("ii", 1, 0))
    if how == "by half":
        client.shutdown(socket.SHUT_WR)
    else:
        client.close()
    ok(mute.left.acquire(timeout=harness.DEADLINE),
       "what was asked is cancelled")
    client.close()


def send_and_end():
    """A request, and nothing more will come: no answer."""
    client = socket.create_connection(("127.0.0.1", patient.port))
    body = b'{"messages": [{"role": "user", "content": "mute"}]}'
    client.sendall(b"POST /to/api.openai.com/v1/chat/completions HTTP/1.1\r\n"
                   b"Host: 127.0.0.1:%d\r\nContent-Type: application/json\r\n"
                   b"Content-Length: %d\r\n\r\n" % (patient.port, len(body))
                   + body)
    client.shutdown(socket.SHUT_WR)
    client.settimeout(harness.DEADLINE)
    equal(client.recv(1), b"", "at once: the connection ends")
    client.close()


def decisions(of):
    shown = of.exeat("ledger", "tail", "-n", "1000").stdout
    return shown.count(b" decision ")


def test_left():
    """A client that leaves: nobody is asked on, nothing leaves."""
    before = len(upstream.received), decisions(patient)
    hows = ("orderly", "abruptly", "with a request ahead", "by half")
    for how in hows:
        ask_and_leave(how)
    send_and_end()
    patient.wait_for(lambda: metric(patient, "abandoned_total") ==
                     len(hows) + 1, "all are counted")
    equal((metric(patient, "open_requests"), metric(patient, "body_bytes")),
          (0, 0), "nothing of them is kept")
    equal(len(upstream.received), before[0], "nothing has left")
    equal(decisions(patient), before[1], "and nothing was decided")
    equal(metric(patient, "recogniser_failures_total"), 0,
          "the recogniser has not failed")
    equal(harness.chat(patient.port, "hello")[0], 200, "who waits is served")
    equal(decisions(patient), before[1] + 1, "and recorded")


def test_load():
    """More at a time than there are connections."""
    before = metric(daemon, "recogniser_requests_total")
    asked = [threading.Thread(target=statuses_of, args=(i,))
             for i in range(40)]
    for a in asked:
        a.start()
    for a in asked:
        a.join(harness.DEADLINE)
    equal(statuses, [200] * 40, "all are answered")
    equal(metric(daemon, "recogniser_requests_total"), before + 80,
          "one request each to both")


statuses = []


def statuses_of(number):
    statuses.append(harness.chat(daemon.port, "%s %d" % (NAME, number))[0])


test_found()
test_astral()
test_allowed()
test_nothing_of_the_client()
test_long()
test_load()
test_secure()
test_command_line()
test_verified()
test_cases()
test_conversation()
test_failure_is_not_kept()
test_closed()
test_open()
test_gone()
test_left()
equal(daemon.stop(), 0, "the daemon ends well")
equal(loose.stop(), 0, "and the other")
equal(patient.stop(), 0, "and the third")
daemon.remove()
loose.remove()
patient.remove()
harness.done()
