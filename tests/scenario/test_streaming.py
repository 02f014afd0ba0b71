#!/usr/bin/env python3
"""Streamed answers through a real exeatd: each event reaches the client before
the next one is sent, only what may become a token waits, every cut of the
stream gives the same bytes, and a stream that breaks off is seen to."""

import http.client
import json
import socket
import threading
import zlib

import harness
from harness import equal, ok

MAIL = "erika.mustermann@beispiel-firma.de"
NAME = 'O"Neil \\ \U0001f600'
LIMIT = harness.DEADLINE


def event(text, **more):
    return ("data: " + json.dumps({"id": "c", "choices": [
        {"index": 0, "delta": {"content": text}, **more}]}) + "\n\n").encode()


DONE = (b'data: {"id":"c","choices":[{"index":0,"delta":{},'
        b'"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n')
seen = threading.Semaphore(0)       # the client has read one more event
broken = threading.Event()          # the upstream could not write any more


def last_text(received):
    return json.loads(received["body"])["messages"][-1]["content"]


def lock_step(text, compress=None):
    """One event a word; the next only when the client has seen the last."""
    for word in text.split(" "):
        data = event(word + " ")
        if compress:
            data = compress.compress(data) + compress.flush(zlib.Z_SYNC_FLUSH)
        yield data
        if not seen.acquire(timeout=LIMIT):
            return
    yield compress.compress(DONE) + compress.flush() if compress else DONE


def whole_stream(text):
    return b"".join(event(text[i:i + 5]) for i in range(0, len(text), 5)) + DONE


def without_end():
    try:
        while True:
            yield event("and so on " * 100)
    finally:
        broken.set()


def answer(received):
    kind = received["path"].split("?")[-1]
    text = last_text(received)
    headers = {"Content-Type": "text/event-stream"}
    if kind == "lock-step":
        return 200, headers, lock_step(text)
    if kind == "zipped":
        headers["Content-Encoding"] = "gzip"
        return 200, headers, lock_step(text, zlib.compressobj(wbits=31))
    if kind.startswith("cut="):
        stream, at = whole_stream(text), int(kind[4:])
        return 200, headers, [p for p in (stream[:at], stream[at:]) if p]
    if kind.startswith("by="):
        stream, by = whole_stream(text), int(kind[3:])
        return 200, headers, [stream[i:i + by] for i in range(0, len(stream), by)]
    if kind == "endless":
        return 200, headers, without_end()
    return 200, {"Content-Type": "application/json"}, b"{}"


folder = harness.tempfile.mkdtemp(prefix="exeat-test-")
ca, cert, key = harness.make_ca(folder, ["api.openai.com"])
upstream = harness.Upstream(answer, cert, key)
daemon = harness.Daemon("""
upstream:
  ca_file: %s
  resolve: {"api.openai.com:443": "127.0.0.1:%d"}
workers: 1
""" % (ca, upstream.port), """
policy: 1
classes:
  - {name: personal.name.test, pattern: 'O"Neil \\\\ \\p{So}'}
rules:
  - {name: abroad, when: {data: [personal]}, do: tokenise, because: test}
""", folder=folder)


def ask(kind, text):
    """Send a streamed request; the connection and its answer."""
    c = http.client.HTTPConnection("127.0.0.1", daemon.port, timeout=LIMIT)
    c.request("POST", "/to/api.openai.com/v1/chat/completions?" + kind,
              json.dumps({"model": "m", "stream": True, "messages": [
                  {"role": "user", "content": text}]}),
              {"Content-Type": "application/json"})
    return c, c.getresponse()


def read_event(response):
    lines = b""
    while not lines.endswith(b"\n\n"):
        line = response.readline()
        if not line:
            return None
        lines += line
    return lines


def delta(data):
    choice = json.loads(data[len(b"data: "):])["choices"][0]
    return choice["delta"].get("content", "")


def test_lock_step(kind):
    text = "one two %s three %s four" % (MAIL, NAME)
    c, response = ask(kind, text)
    got, events = "", 0
    while True:
        data = read_event(response)
        if data is None or data.startswith(b"data: [DONE]"):
            break
        got += delta(data)
        events += 1
        seen.release()
    equal(got, text + " ", kind + ": the text is whole again")
    words = last_text(upstream.received[-1]).split(" ")
    ok(events >= len(words), kind + ": event by event")
    while seen.acquire(blocking=False):
        pass
    c.close()


def test_cuts():
    text = "Ask %s or %s, https://e.example/?q=%s." % (MAIL, NAME, MAIL)
    c, response = ask("by=100000", text)
    want = response.read()
    c.close()
    joined = "".join(delta(d) for d in want.split(b"\n\n")
                     if d.startswith(b"data: {"))
    sent = last_text(upstream.received[-1])
    ok(MAIL not in sent and NAME not in sent, "only tokens have left")
    token = sent[sent.index("?q=") + 3:-1]
    equal(joined, "Ask %s or %s, https://e.example/?q=%s." % (MAIL, NAME, token),
          "restored, but not in the URL")
    length, same = len(whole_stream(sent)), True
    for kind in ["by=1", "by=2", "by=7"] + [
            "cut=%d" % at for at in range(1, length, 1 + length // 150)]:
        c, response = ask(kind, text)
        if response.read() != want:
            same = False
            print("# differs: " + kind)
        c.close()
    ok(same, "the same bytes in every cut")


def test_client_leaves():
    c, response = ask("endless", "go on")
    ok(read_event(response) is not None, "an endless stream begins")
    c.sock.shutdown(socket.SHUT_RDWR)
    response.close()
    c.close()
    ok(broken.wait(LIMIT), "and ends at the upstream when the client leaves")


test_lock_step("lock-step")
test_lock_step("zipped")
test_cuts()
test_client_leaves()
equal(daemon.stop(), 0, "the daemon ends well")
daemon.remove()
harness.done()
