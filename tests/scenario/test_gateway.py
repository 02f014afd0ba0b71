#!/usr/bin/env python3
"""One governed flow, end to end: a real exeatd between a client and an upstream
over real TLS that plays api.openai.com."""

import gzip
import json
import random
import re
import socket

import harness
from harness import equal, ok

MAIL = "erika.mustermann@beispiel-firma.de"
IBAN = "DE89 3704 0044 0532 0130 00"
SCORES = """\
  - name: staff-sure
    when: {data: [internal.staff], min_score: 90}
    do: block
  - name: staff-perhaps
    when: {data: [internal.staff]}
    do: redact
"""
STAFF = """
classes:
  - {name: internal.staff, pattern: 'STAFF-\\d{6}', context: [employee]}
"""
SECRET = "ghp_" + "16C7e42F292c6912E7710c838347Ae178B4a"


def answer(received):
    path = received["path"]
    if path.startswith("/redirect"):
        return 307, {"Location": "https://evil.example/steal?x=1"}, b""
    if path.startswith("/clear-redirect"):
        return 307, {"Location": "http://evil.example/"}, b""
    if path.startswith("/cookie"):
        return 200, {"Set-Cookie": "a=b", "Alt-Svc": "h3=\":443\"",
                     "Content-Type": "text/plain"}, b"hello"
    if path.startswith("/binary"):
        return 200, {"Content-Type": "application/octet-stream"}, bytes(range(256))
    if path.startswith("/zipped"):
        text = json.loads(received["body"])["messages"][-1]["content"]
        return (200, {"Content-Type": "text/plain", "ETag": '"x"',
                      "Content-Encoding": "gzip"},
                gzip.compress(text.encode()))
    if path.startswith("/trailing"):
        return (200, {"Content-Type": "text/plain"}, iter([received["body"]]),
                b"Server-Timing: 1\r\nX-Dropped: 2\r\n")
    if path.startswith("/plain"):
        return 200, {"Content-Type": "text/plain"}, b"ok"
    return harness.echo_chat(received)


folder = harness.tempfile.mkdtemp(prefix="exeat-test-")
ca, cert, key = harness.make_ca(folder, ["api.openai.com", "files.example"])
upstream = harness.Upstream(answer, cert, key)
local = harness.Upstream(answer)
def start():
    with open(folder + "/lent.key", "w") as f:
        f.write("sk-lent-credential\n")
    with open(harness.SOURCE + "/share/policy.yaml") as f:
        policy = f.read()
    policy = policy.replace("rules:\n", "rules:\n" + SCORES, 1)
    policy += "\ndestinations:\n  - {hosts: [\"127.0.0.1:%d\"], zone: perimeter}\n" % local.port
    policy += STAFF
    return harness.Daemon("""
upstream:
  ca_file: %s
  resolve:
    "api.openai.com:443": "127.0.0.1:%d"
    "files.example:443": "127.0.0.1:%d"
routes:
  - {name: local, path: /local/, to: "http://127.0.0.1:%d/"}
  - {name: lent, path: /lent/, to: "https://api.openai.com/", credential: "file:./lent.key"}
limits: {body: 1MiB, decoded: 2MiB}
ledger: {heartbeat: 1s}
""" % (ca, upstream.port, upstream.port, local.port), policy, folder=folder)


daemon = start()
port = daemon.port


def post(path, body, **headers):
    return harness.request(port, "POST", path, body, {
        "Content-Type": "application/json", **headers})


def test_clean():
    status, headers, body = harness.chat(port, "What is the capital of France?")
    equal(status, 200, "a clean prompt passes")
    equal(json.loads(body)["choices"][0]["message"]["content"],
          "What is the capital of France?", "and so does its answer")
    equal(headers.get("Exeat-Decision"), "allow", "the decision is said")
    record = headers.get("Exeat-Record", "")
    shown = daemon.exeat("ledger", "show", "--json", record)
    ok(record.encode() in shown.stdout, "and its record can be shown")


def test_tokenised():
    before = len(upstream.received)
    status, headers, body = harness.chat(
        port, "Write to %s and %s about %s" % (MAIL, MAIL.upper(), IBAN))
    equal(status, 200, "a prompt with personal data passes")
    equal(headers.get("Exeat-Decision"), "tokenise", "tokenised")
    equal(json.loads(body)["choices"][0]["message"]["content"],
          "Write to %s and %s about %s" % (MAIL, MAIL.upper(), IBAN),
          "the caller gets back what it wrote, both spellings")
    sent = upstream.bodies()[before].decode()
    ok(MAIL not in sent and MAIL.upper() not in sent and IBAN not in sent,
       "no value in what left")
    ok(sent.startswith('{"model": "gpt-4o", "messages": [{"role": "user", '
                       '"content": "Write to '), "nothing else was changed")
    harness.chat(port, "Again: " + MAIL)
    again = json.loads(upstream.bodies()[-1])["messages"][0]["content"]
    ok(again[7:] in sent, "one value has one token, over requests")


def test_memory():
    before = len(upstream.received)
    draw = random.Random(7)
    numbers = ",".join(draw.choices("123456789", k=1000000))
    status, headers, body = post(
        "/to/api.openai.com/v1/x", gzip.compress(b"[%s]" % numbers.encode()),
        **{"Content-Encoding": "gzip"})
    equal(status, 503, "what takes more memory than a request has")
    ok(b"no-memory" in body and b"twice limits.decoded" in body, "says so")
    shown = daemon.exeat("ledger", "show", "--json",
                         headers.get("Exeat-Record", "-")).stdout
    ok(b'"rules":["no-memory"]' in shown.replace(b" ", b"") and
       b'"decision":"block"' in shown.replace(b" ", b""), "and its record")
    equal(len(upstream.received), before, "and nothing left")


def test_redacted():
    status, _, body = harness.chat(port, "my token is %s ok" % SECRET)
    equal(status, 200, "a prompt with a secret passes")
    ok(SECRET not in upstream.bodies()[-1].decode(), "without it")
    ok("[redacted:secret" in json.loads(body)["choices"][0]["message"]["content"],
       "and the caller sees that it is gone")


def test_uncovered():
    before = len(upstream.received)
    status, headers, body = harness.request(
        port, "POST", "/to/api.openai.com/v1/files", bytes(range(256)) * 8,
        {"Content-Type": "application/octet-stream"})
    equal(status, 403, "what cannot be read does not leave the EEA")
    ok(headers.get("Exeat-Record"), "the refusal has a record")
    equal(len(upstream.received), before, "nothing was sent")
    ok(b"record" in body, "the answer names it")


def test_targets():
    equal(harness.request(port, "GET", "/nowhere")[0], 404, "no route")
    equal(post("/to/2130706433/x", "{}")[0], 400, "odd numeric hosts")
    equal(post("/to/127.0.0.1/x", "{}")[0], 403, "private addresses")
    equal(post("/to/api.openai.com:8443/x", "{}")[0], 403, "undeclared ports")
    equal(harness.request(port, "GET", "/to/api.openai.com/plain", None,
                          {"Host": "evil.example"})[0], 421, "another Host")
    equal(harness.request(port, "GET", "/to/api.openai.com/plain", None,
                          {"Origin": "https://evil.example"})[0], 403,
          "another site's page")
    equal(post("/lent/v1/chat/completions", "{}")[0], 401,
          "a lent credential needs a known client")


def test_perimeter():
    status, headers, body = post("/local/v1/chat/completions", json.dumps(
        {"messages": [{"role": "user", "content": MAIL}]}))
    equal(status, 200, "inside the perimeter")
    equal(headers.get("Exeat-Decision"), "allow", "personal data may stay clear")
    ok(MAIL in local.bodies()[-1].decode(), "and arrives so")


def test_answers():
    status, headers, _ = post("/to/api.openai.com/redirect", "{}")
    equal((status, headers.get("Location")), (307, "/re/evil.example/steal?x=1"),
          "a redirect stays inside")
    equal(post("/to/api.openai.com/clear-redirect", "{}")[0], 502,
          "unless it leads to clear HTTP")
    _, headers, _ = post("/to/api.openai.com/cookie", "{}")
    ok("Set-Cookie" not in headers and "Alt-Svc" not in headers,
       "what binds to an origin is dropped")
    _, _, body = post("/to/api.openai.com/binary", "{}")
    equal(body, bytes(range(256)), "binary answers pass untouched")
    _, headers, body = post("/to/api.openai.com/zipped", json.dumps(
        {"messages": [{"role": "user", "content": "to " + MAIL}]}),
        **{"Accept-Encoding": "gzip"})
    equal(body.decode(), "to " + MAIL, "coded answers are restored too")
    ok("Content-Encoding" not in headers and "ETag" not in headers,
       "and leave as identity")


def test_bodies():
    text = json.dumps({"messages": [{"role": "user", "content": "x " + MAIL}]})
    status, _, _ = harness.request(
        port, "POST", "/to/api.openai.com/v1/chat/completions",
        gzip.compress(text.encode()),
        {"Content-Type": "application/json", "Content-Encoding": "gzip"})
    equal(status, 200, "a coded body")
    ok(MAIL not in upstream.bodies()[-1].decode("latin-1"), "is looked into")
    equal(post("/to/api.openai.com/v1/x", "x" * (2 << 20))[0], 413,
          "a body over the limit")
    status, _, _ = harness.request(
        port, "GET", "/to/api.openai.com/plain?mail=" + MAIL.replace("@", "%40"))
    equal(status, 200, "the request target")
    ok("mustermann" not in upstream.received[-1]["path"], "is looked into too")
    status, _, _ = harness.request(port, "GET", "/to/api.openai.com/plain", None,
                                   {"X-Note": "ask " + MAIL})
    ok(MAIL not in repr(upstream.received[-1]["headers"]), "and so are headers")


def read_all(s):
    data = b""
    while True:
        piece = s.recv(65536)
        if not piece:
            return data
        data += piece


def test_wire():
    host = b"Host: 127.0.0.1:%d\r\n" % port
    body = b'{"messages":[]}'
    with socket.create_connection(("127.0.0.1", port)) as s:
        s.sendall(b"POST /to/api.openai.com/plain HTTP/1.1\r\n" + host +
                  b"Expect: 100-continue\r\nContent-Type: application/json\r\n"
                  b"Content-Length: %d\r\n\r\n" % len(body))
        equal(s.recv(1000), b"HTTP/1.1 100 Continue\r\n\r\n",
              "Expect is answered at once")
        s.sendall(body + b"GET /to/api.openai.com/plain HTTP/1.1\r\n" + host +
                  b"Connection: close\r\n\r\n")
        data = read_all(s)
        equal(data.count(b"HTTP/1.1 200 OK"), 2, "a second request, sent ahead")
    with socket.create_connection(("127.0.0.1", port)) as s:
        s.sendall(b"POST /to/api.openai.com/plain HTTP/1.1\r\n" + host +
                  b"Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n")
        ok(read_all(s).startswith(b"HTTP/1.1 400 "), "ambiguous framing")
    with socket.create_connection(("127.0.0.1", port)) as s:
        s.sendall(b"POST /to/api.openai.com/plain HTTP/1.1\r\n" + host +
                  b"Content-Type: text/plain\r\nConnection: close\r\n"
                  b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n")
        ok(read_all(s).startswith(b"HTTP/1.1 200 "), "a chunked body")
        equal(upstream.bodies()[-1], b"hello", "arrives whole")


def send_chunks(head, body, trailers):
    """A chunked POST with these trailers; the whole answer."""
    with socket.create_connection(("127.0.0.1", port)) as s:
        s.sendall(b"POST /to/api.openai.com/trailing HTTP/1.1\r\n"
                  b"Host: 127.0.0.1:%d\r\nConnection: close, TE\r\n%s"
                  b"Content-Type: text/plain\r\n"
                  b"Transfer-Encoding: chunked\r\n\r\n"
                  b"%x\r\n%s\r\n0\r\n%s\r\n"
                  % (port, head, len(body), body, trailers))
        return read_all(s)


def test_trailers():
    mail = MAIL.encode()
    got = send_chunks(b"TE: trailers\r\n", b"hello", b"Server-Timing: for "
                      + mail + b"\r\nX-Dropped: 1\r\n")
    sent = upstream.received[-1]
    ok(got.startswith(b"HTTP/1.1 200 "), "a request with trailers")
    ok(re.fullmatch(rb"Server-Timing: for [A-Za-z0-9_-]+\r\n", sent["trailers"])
       and mail not in sent["trailers"],
       "one goes on, with a token, and the other does not")
    equal((sent["body"], sent["headers"].get("Trailer"),
           sent["headers"].get("TE")), (b"hello", "Server-Timing", "trailers"),
          "behind its body, announced")
    ok(got.endswith(b"\r\n5\r\nhello\r\n0\r\nServer-Timing: 1\r\n\r\n"),
       "and so does one of the answer")
    record = re.search(rb"Exeat-Record: ([^\r]+)", got)[1].decode()
    shown = daemon.exeat("ledger", "show", "--json", record).stdout
    ok(b"personal.contact.email" in shown, "the record knows it")
    got = send_chunks(b"", b"hello", b"Server-Timing: 1\r\n")
    ok(got.endswith(b"hello\r\n0\r\n\r\n"),
       "none for a client that takes none")
    before = len(upstream.received)
    for what, body, trailer, status in (
            ("a secret in one that is dropped", b"hello",
             b"X-Dropped: " + SECRET.encode(), b"200"),
            ("what cannot be read in one", b"hello",
             b"Server-Timing: \xff\xfe", b"403"),
            ("a digest of a body that changes", mail,
             b"Content-Digest: sha-256=:eA==:", b"403"),
            ("a credential", b"hello", b"Authorization: Bearer x", b"400")):
        got = send_chunks(b"", body, trailer + b"\r\n")
        ok(got.startswith(b"HTTP/1.1 " + status), what + ": " + status.decode())
    equal([r["trailers"] for r in upstream.received[before:]], [b""],
          "nothing of them has left")


def test_scores():
    status, headers, _ = harness.chat(port, "STAFF-123456 " + "x y z " * 60)
    equal((status, headers.get("Exeat-Decision")), (200, "redact"),
          "what is too weak for a rule is left to the next")
    ok("STAFF-123456" not in upstream.bodies()[-1].decode(), "and redacted")
    shown = json.loads(daemon.exeat("ledger", "show", "--json",
                                    headers["Exeat-Record"])
                       .stdout.splitlines()[0])["record"]
    equal(shown["weak"], [{"class": "internal.staff", "count": 1,
                           "min_score": 90, "rule": "staff-sure",
                           "score": 60}], "which the record says")
    equal(shown["rules"], ["staff-perhaps"], "beside the rule that asked")
    status, headers, _ = harness.chat(port, "employee STAFF-123456")
    equal((status, headers.get("Exeat-Decision")), (403, "block"),
          "strong enough, it is refused")


def test_ledger():
    result = daemon.exeat("ledger", "verify", check=False)
    equal(result.returncode, 0, "the ledger verifies while the daemon runs")
    daemon.wait_for(lambda: b" heartbeat" in daemon.exeat(
        "ledger", "tail", "--heartbeats").stdout, "a heartbeat")
    ok(b" decision " in (tail := daemon.exeat("ledger", "tail").stdout) and
       b" heartbeat" not in tail, "the tail leaves heartbeats out")


harness.run_all((test_clean, test_tokenised, test_memory, test_redacted,
                 test_uncovered, test_targets, test_perimeter,
                 test_answers, test_bodies, test_wire, test_trailers,
                 test_scores, test_ledger), daemon)
