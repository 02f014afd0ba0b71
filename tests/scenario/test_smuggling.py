#!/usr/bin/env python3
"""The table of sound, broken and smuggling requests, sent to a real exeatd:
what reaches the upstream is one canonical request for each that is accepted,
and nothing of the others."""

import os
import re
import socket
import threading

import harness
from harness import equal, ok


def unescape(text):
    out, i = bytearray(), 0
    named = {"r": 13, "n": 10, "t": 9, "\\": 92, "0": 0, "s": 32}
    while i < len(text):
        c = text[i]
        repeat = re.match(r"\{(.)\*(\d+)\}", text[i:])
        if c == "\\" and text[i + 1] == "x":
            out.append(int(text[i + 2:i + 4], 16))
            i += 4
        elif c == "\\":
            out.append(named[text[i + 1]])
            i += 2
        elif repeat:
            out += repeat.group(1).encode() * int(repeat.group(2))
            i += repeat.end()
        else:
            out += c.encode()
            i += 1
    return bytes(out)


def cases():
    case = None
    path = os.path.join(harness.SOURCE, "tests/data/http1_requests.txt")
    for line in open(path, encoding="utf-8"):
        line = line.rstrip("\n")
        word, _, rest = line.partition(" ")
        if word == "case":
            if case:
                yield case
            case = {"name": rest, "in": b"", "out": [], "refuse": None}
        elif word == "in":
            case["in"] += unescape(rest)
        elif word == "out":
            case["out"].append((unescape(rest), []))
        elif word == "trail":
            name, _, value = unescape(rest).partition(b":")
            case["out"][-1][1].append((name, value.strip()))
        elif word == "refuse":
            case["refuse"] = rest
    if case:
        yield case


class RawUpstream:
    """Keeps every byte; answers each canonical request with 200."""

    def __init__(self):
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.lock = threading.Lock()
        self.messages, self.dirt = [], []
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            connection, _ = self.socket.accept()
            threading.Thread(target=self.serve, args=(connection,),
                             daemon=True).start()

    def serve(self, connection):
        data = b""
        while True:
            piece = connection.recv(1 << 20)
            if not piece:
                break
            data += piece
            while True:
                taken = self.take(data)
                if not taken:
                    break
                data = data[taken:]
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        if data:
            with self.lock:
                self.dirt.append(data)

    def take(self, data):
        """Length of the message at the front of `data`, or 0."""
        head, end, _ = data.partition(b"\r\n\r\n")
        if not end:
            return 0
        lines = head.split(b"\r\n")
        fields = [line.split(b":", 1) for line in lines[1:]]
        lengths = [v.strip() for k, v in fields
                   if k.lower() == b"content-length"]
        dirty = (re.search(rb"[\x00\r\n]", b"".join(lines)) or
                 len(lengths) > 1 or
                 any(len(f) != 2 or not re.fullmatch(rb"[A-Za-z0-9!#$%&'*+.^_`|~-]+", f[0])
                     for f in fields) or
                 not re.fullmatch(rb"[A-Z-]+ /[^ ]* HTTP/1\.1", lines[0]))
        codings = [v for k, v in fields if k.lower() == b"transfer-encoding"]
        dirty = dirty or len(codings + lengths) > 1
        body, size = data[len(head) + 4:], len(head) + 4
        trailers = b""
        if codings:
            # Of bodies with trailers alone, and in one way of writing.
            m = re.match(rb"(?:([1-9a-f][0-9a-f]*)\r\n)?", body)
            count = int(m[1] or b"0", 16)
            rest = body[m.end() + count:]
            trailers, end, _ = rest.partition(b"\r\n\r\n")
            if not end:
                return 0
            size += m.end() + count + len(trailers) + 4
            last = b"\r\n0\r\n" if count else b"0\r\n"
            dirty = (dirty or codings != [b" chunked"] or
                     not trailers.startswith(last) or
                     not all(re.fullmatch(rb"[A-Za-z-]+: [^\x00\r\n]*", line)
                             for line in trailers[len(last):].split(b"\r\n")))
            trailers = trailers[len(last):]
            body = body[m.end():m.end() + count]
        else:
            count = int(lengths[0] if lengths else 0)
            size += count
            body = body[:count]
        if len(data) < size:
            return 0
        with self.lock:
            if dirty:
                self.dirt.append(data[:size])
            else:
                self.messages.append((head, body, trailers))
        return size


upstream = RawUpstream()
folder = harness.tempfile.mkdtemp(prefix="exeat-test-")
with open(harness.SOURCE + "/share/policy.yaml") as f:
    policy = f.read()
policy += ("\ndestinations:\n  - {hosts: [\"127.0.0.1:%d\"], zone: perimeter}\n"
           % upstream.port)
table = list(cases())
hosts = sorted({h.decode() for c in table for h in re.findall(
    rb"(?i)host: ?([a-z0-9.-]+)", c["in"])})
daemon = harness.Daemon("""
routes: [{name: all, path: /, to: "http://127.0.0.1:%d/"}]
limits: {headers: 40, body: 200000B}
timeouts: {idle: 300ms, head: 2s, body: 2s}
""" % upstream.port, policy, folder=folder, names=hosts)


PASSED = (b"grpc-status", b"grpc-message", b"grpc-status-details-bin",
          b"server-timing")


def essence(head, body, trailers):
    """Method, target, body and trailers of a canonical request."""
    return head.split(b" ")[0], head.split(b" ")[1], body, trailers


def passed(data, trailers):
    """The lines of those that go on: named, and not of the connection."""
    listed = b",".join(re.findall(rb"(?i)\nconnection:([^\r]*)", data))
    hop = [w.strip().lower() for w in listed.split(b",")]
    return b"\r\n".join(b"%s: %s" % t for t in trailers
                       if t[0].lower() in PASSED and t[0].lower() not in hop)


def send(data):
    """Send, then read until the gateway closes."""
    answer = b""
    with socket.create_connection(("127.0.0.1", daemon.port)) as s:
        s.settimeout(harness.DEADLINE)
        try:
            s.sendall(data)
            s.shutdown(socket.SHUT_WR)
            while True:
                piece = s.recv(1 << 16)
                if not piece:
                    break
                answer += piece
        except ConnectionError:
            pass
    return answer


# Options, CONNECT and the like are refused by the gate, not by the parser.
def is_for_gate(message):
    return message.split(b" ")[0] in (b"CONNECT", b"TRACE") or \
        message.split(b" ")[1] == b"*" or b".." in message.split(b" ")[1]


refused = trailed = 0
for case in table:
    with upstream.lock:
        before = len(upstream.messages)
    answer = send(case["in"])
    with upstream.lock:
        got = [essence(*m) for m in upstream.messages[before:]]
    allowed = [essence(*m.split(b"\r\n\r\n", 1), passed(case["in"], t))
               for m, t in case["out"] if not is_for_gate(m)]
    rest = list(allowed)
    stray = [m for m in got if m not in rest or rest.remove(m)]
    ok(not stray and not upstream.dirt, case["name"])
    if stray or upstream.dirt:
        print("# stray %r dirt %r" % (stray, upstream.dirt))
        upstream.dirt.clear()
    trailed += sum(m[3] != b"" for m in got)
    if case["refuse"]:
        refused += 1
        ok(re.search(rb"HTTP/1\.1 [45]\d\d ", answer), "  is answered 4xx or 5xx")
ok(len(table) >= 120 and refused >= 100, "%d cases, %d of them broken"
   % (len(table), refused))
equal(trailed, 3, "requests with trailers that went on")
equal(daemon.stop(), 0, "clean end")
daemon.remove()
harness.done()
