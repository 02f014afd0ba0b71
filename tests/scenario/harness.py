"""What the scenario tests share: TAP, a certificate authority, an upstream
over real TLS that records what it receives, and a running exeatd."""

import atexit
import hashlib
import http.client
import http.server
import json
import os
import random
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import threading

BUILD = os.path.abspath(os.environ.get("top_builddir", "build"))
SOURCE = os.path.abspath(os.environ.get("top_srcdir", "."))
DEADLINE = 60       # seconds until a wait on an event is a failure
http_error = http.client.HTTPException

_count = _failed = 0


def ok(condition, name):
    global _count, _failed
    _count += 1
    _failed += not condition
    print("%sok %d - %s" % ("" if condition else "not ", _count, name), flush=True)
    return bool(condition)


def equal(got, want, name):
    if not ok(got == want, name):
        print("# got  %r\n# want %r" % (got, want), flush=True)


def skip(name, reason):
    global _count
    _count += 1
    print("ok %d - %s # SKIP %s" % (_count, name, reason), flush=True)


def done():
    print("1..%d" % _count, flush=True)
    sys.exit(1 if _failed or not _count else 0)


def run_all(tests, daemon):
    """Run each of `tests`, end the daemon, show its log if one failed; leave."""
    for test in tests:
        print("# " + test.__name__)
        try:
            test()
        except Exception as e:      # a broken step must not hide the others
            ok(False, "%s: %r" % (test.__name__, e))
    equal(daemon.stop(), 0, "SIGTERM ends it cleanly")
    if _failed:
        print("\n".join("# " + line
                        for line in daemon.text_of_log().splitlines()))
    daemon.remove()
    done()


def clients_yaml(secrets):
    """Rows of `clients:` for a map of names to their tokens."""
    return "".join(
        '  - {name: %s, team: desk, token_sha256: "%s"}\n'
        % (name, hashlib.sha256(secret.encode()).hexdigest())
        for name, secret in secrets.items())


def skip_all(reason):
    print("1..0 # SKIP " + reason)
    sys.exit(0)


given_ports = set()


def free_port():
    """A port that nobody listens on, below those that connections take; never
    the same twice."""
    while True:
        port = random.SystemRandom().randrange(10240, 32000)
        with socket.socket() as s:
            try:
                s.bind(("127.0.0.1", port))
            except OSError:
                continue
        if port not in given_ports:
            given_ports.add(port)
            return port


def run(*command, **options):
    return subprocess.run(command, check=True, capture_output=True, **options)


def make_ca(folder, names):
    """A CA and one server certificate for `names`; paths (ca, cert, key)."""
    ca, key = folder + "/ca.pem", folder + "/ca.key"
    cert, own = folder + "/server.pem", folder + "/server.key"
    run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
        "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=Exeat test CA",
        "-days", "30", "-keyout", key, "-out", ca)
    run("openssl", "req", "-newkey", "ec", "-pkeyopt",
        "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=upstream",
        "-keyout", own, "-out", folder + "/server.csr")
    with open(folder + "/server.ext", "w") as f:
        f.write("subjectAltName=" + ",".join("DNS:" + n for n in names) + "\n")
    run("openssl", "x509", "-req", "-in", folder + "/server.csr", "-CA", ca,
        "-CAkey", key, "-CAcreateserial", "-days", "30", "-extfile",
        folder + "/server.ext", "-out", cert)
    return ca, cert, own


class Upstream:
    """An HTTP/1.1 server; `answer(request)` gives (status, headers, body) and
    perhaps lines of trailers; a body that is no bytes is sent in chunks. Keeps
    what it received."""

    def __init__(self, answer, cert=None, key=None):
        outer = self
        self.received = []
        self.lock = threading.Lock()

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def read_body(self):
                """The body, and what follows its last chunk."""
                if "Transfer-Encoding" not in self.headers:
                    length = int(self.headers.get("Content-Length", 0))
                    return self.rfile.read(length), b""
                body = trailers = b""
                while size := int(self.rfile.readline(), 16):
                    body += self.rfile.read(size + 2)[:-2]
                while (line := self.rfile.readline()) != b"\r\n":
                    trailers += line
                return body, trailers

            def handle_any(self):
                body, trailers = self.read_body()
                request = {
                    "method": self.command, "path": self.path,
                    "headers": dict(self.headers.items()),
                    "body": body, "trailers": trailers,
                }
                with outer.lock:
                    outer.received.append(request)
                status, headers, body, *more = answer(request)
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                if not isinstance(body, bytes):
                    self.send_header("Transfer-Encoding", "chunked")
                    self.end_headers()
                    for piece in body:
                        self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
                        self.wfile.flush()
                    self.wfile.write(b"0\r\n" + b"".join(more) + b"\r\n")
                else:
                    if "Content-Length" not in headers:
                        self.send_header("Content-Length", str(len(body)))
                    self.end_headers()
                    self.wfile.write(body)

            do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = handle_any
            do_HEAD = do_OPTIONS = handle_any

            def log_message(self, *args):
                pass

        class Server(http.server.ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 128

            def handle_error(self, request, address):
                pass

        self.server = Server(("127.0.0.1", 0), Handler)
        if cert:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(cert, key)
            self.server.socket = context.wrap_socket(
                self.server.socket, server_side=True,
                do_handshake_on_connect=False)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def bodies(self):
        with self.lock:
            return [r["body"] for r in self.received]

    def raw(self):
        """Everything that was received, as one piece of bytes."""
        with self.lock:
            return b"\n".join(
                r["path"].encode() + b"\n" + repr(r["headers"]).encode() +
                b"\n" + r["body"] + r["trailers"] for r in self.received)


class Daemon:
    """A running exeatd with a folder of its own."""

    def __init__(self, config, policy=None, wrap=(), folder=None, names=()):
        self.folder = folder or tempfile.mkdtemp(prefix="exeat-test-")
        self.log_path = self.folder + "/log"
        self.config = self.folder + "/exeat.yaml"
        self.port, self.admin = free_port(), free_port()
        if not os.path.exists(self.folder + "/var"):
            run(BUILD + "/cli/exeat", "init", "--dir", self.folder + "/var")
        listener = "  - gateway: 127.0.0.1:%d\n" % self.port
        if names:
            listener += "    names: [%s]\n" % ", ".join(names)
        self.write(self.config, "listen:\n%sadmin: 127.0.0.1:%d\n"
                   "store: ./var/store\nkeys: ./var/keys\ndata: %s/share\n"
                   "policy: ./policy.yaml\n"
                   % (listener, self.admin, SOURCE) + config)
        with open(SOURCE + "/share/policy.yaml") as f:
            self.write(self.folder + "/policy.yaml", policy or f.read())
        self.start(wrap)

    @staticmethod
    def write(path, text):
        with open(path, "w") as f:
            f.write(text)

    def start(self, wrap=()):
        self.log = open(self.log_path, "ab")
        atexit.register(self.abandon)
        self.process = subprocess.Popen(
            list(wrap) + [BUILD + "/proxy/exeatd", "-f", "-c", self.config],
            stdout=self.log, stderr=self.log)
        self.wait_for(self.is_ready, "the daemon is ready")

    def is_ready(self):
        if self.process.poll() is not None:
            raise RuntimeError("exeatd ended:\n" + self.text_of_log())
        try:
            status, _, _ = self.get_admin("/readyz")
            return status == 200
        except OSError:
            return False

    def wait_for(self, condition, what):
        """Ask again at each change of the log, or every 20 ms, until then."""
        waiter = threading.Event()
        for _ in range(DEADLINE * 50):
            if condition():
                return
            waiter.wait(0.02)
        raise RuntimeError("never: %s\n%s" % (what, self.text_of_log()))

    def text_of_log(self):
        with open(self.log_path, errors="replace") as f:
            return f.read()[-8000:]

    def get_admin(self, path):
        return request(self.admin, "GET", path)

    def exeat(self, *arguments, check=True):
        return subprocess.run(
            [BUILD + "/cli/exeat", *arguments, "--config", self.config],
            capture_output=True, check=check)

    def children(self):
        """(pid, role) of the processes below the monitor."""
        found, parents = [], [self.process.pid]
        while parents:
            text = subprocess.run(["ps", "-o", "pid=,args=", "--ppid",
                                   str(parents.pop())],
                                  capture_output=True, text=True).stdout
            for line in text.splitlines():
                words = line.split()
                parents.append(int(words[0]))
                if "--role" in words:
                    found.append((int(words[0]),
                                  words[words.index("--role") + 1]))
        return found

    def replace(self, role):
        """Kill the process of `role`, and wait for a new one to be ready."""
        old = next(pid for pid, name in self.children() if name == role)
        os.kill(old, signal.SIGKILL)
        self.wait_for(lambda: [pid for pid, name in self.children()
                               if name == role and pid != old], "a new " + role)
        self.wait_for(lambda: self.get_admin("/readyz")[0] == 200,
                      "ready again")

    def monitor(self):
        """Its pid: our child, or that of what wraps it."""
        below = subprocess.run(["ps", "-o", "pid=,args=", "--ppid",
                                str(self.process.pid)],
                               capture_output=True, text=True).stdout
        for line in below.splitlines():
            if "--role" not in line:
                return int(line.split()[0])
        return self.process.pid

    def abandon(self):
        """A test that broke off leaves nothing running."""
        if self.process.poll() is None:
            os.kill(self.monitor(), signal.SIGKILL)
            self.process.kill()

    def stop(self):
        if self.process.poll() is None:
            os.kill(self.monitor(), signal.SIGTERM)
            try:
                self.process.wait(DEADLINE)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.log.close()
        return self.process.returncode

    def remove(self):
        shutil.rmtree(self.folder, ignore_errors=True)


def request(port, method, path, body=None, headers=None, timeout=DEADLINE):
    """One request on a connection of its own: (status, headers, body)."""
    c = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    try:
        c.request(method, path, body, headers or {})
        r = c.getresponse()
        return r.status, dict(r.getheaders()), r.read()
    finally:
        c.close()


def chat(port, text, host="api.openai.com", headers=None, **more):
    """A chat completion through the gateway: (status, headers, answer)."""
    body = json.dumps({"model": "gpt-4o", "messages": [
        {"role": "user", "content": text}], **more})
    return request(port, "POST", "/to/%s/v1/chat/completions" % host, body,
                   {"Content-Type": "application/json",
                    "Authorization": "Bearer test-key", **(headers or {})})


def echo_chat(received):
    """Plays OpenAI: repeats the last message."""
    try:
        text = json.loads(received["body"])["messages"][-1]["content"]
    except (ValueError, KeyError, IndexError, TypeError):
        return 400, {"Content-Type": "application/json"}, b"{}"
    answer = {"id": "chatcmpl-1", "object": "chat.completion", "created": 1,
              "model": "gpt-4o", "choices": [
                  {"index": 0, "finish_reason": "stop",
                   "message": {"role": "assistant", "content": text}}],
              "usage": {"prompt_tokens": 1, "completion_tokens": 1,
                        "total_tokens": 2}}
    return (200, {"Content-Type": "application/json"},
            json.dumps(answer).encode())


def run_quiet(*command):
    """The exit status of a command whose output does not matter."""
    return subprocess.run(command, capture_output=True).returncode
