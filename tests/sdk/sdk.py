#!/usr/bin/env python3
"""The official SDKs through Exeat, against an upstream that writes down all.

The clients check what they get back; this program proves what has left: no
personal value in anything that the upstream received. With EXEAT_BASE=direct
the clients talk to the upstream itself, which tests the tests. The SDKs are
installed beforehand by tests/sdk/prepare, into $EXEAT_SDK or the build folder.
"""

import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
BUILD = os.path.abspath(os.environ.get("top_builddir", "."))
os.environ["EXEAT_DATA"] = os.path.join(os.path.dirname(os.path.dirname(HERE)),
                                        "share")
SDK = os.environ.get("EXEAT_SDK") or os.path.join(BUILD, "tests/sdk/env")
DIRECT = os.environ.get("EXEAT_BASE") == "direct"
HOSTS = ["api.openai.com", "api.anthropic.com", "other.example", "localhost"]
with open(os.path.join(HERE, "values.json"), encoding="utf-8") as values_file:
    VALUES = json.load(values_file)

CLIENTS = [("venv/bin/python", "client_openai.py"),
           ("venv/bin/python", "client_anthropic.py"),
           ("node", "client_openai.mjs"),
           ("node", "client_anthropic.mjs")]

POLICY = """
policy: 1
home: DE
destinations:
  - hosts: [api.openai.com, api.anthropic.com, other.example]
    processing: [US]
    storage: [US]
    control: US
classes:
  - {name: personal.id.customer, pattern: 'KD:[^;]{1,40};'}
  - {name: special.case, pattern: 'NOTABROAD-[0-9]+'}
rules:
  - name: personal-abroad
    when: {data: [personal, financial]}
    do: tokenise
    because: "test"
  - name: special-abroad
    when: {data: [special]}
    do: block
    because: "test"
"""


class Tap:
    def __init__(self):
        self.count = self.failed = 0

    def line(self, good, name):
        self.count += 1
        self.failed += not good
        print("%sok %d - %s" % ("" if good else "not ", self.count, name),
              flush=True)

    def client(self, command, env):
        """Run a client and number its lines."""
        done = subprocess.run(command, env=env, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True,
                              timeout=300, check=False)
        for line in done.stdout.splitlines():
            if line.startswith(("ok - ", "not ok - ")):
                self.line(line.startswith("ok"), line.split(" - ", 1)[1])
            else:
                print("# " + line)
        self.line(done.returncode == 0, command[-1] + " runs to its end")


def skip(why):
    print("1..0 # SKIP " + why)
    sys.exit(0)


def openssl(*args):
    subprocess.run(("openssl",) + args, check=True, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL)


def make_certificates(folder):
    """An authority of our own, and one certificate for all hosts."""
    def path(name):
        return os.path.join(folder, name)

    with open(path("ext"), "w", encoding="ascii") as f:
        f.write("subjectAltName=" + ",".join("DNS:" + h for h in HOSTS))
    key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    openssl("req", "-x509", *key, "-keyout", path("ca.key"), "-out",
            path("ca.pem"), "-days", "2", "-subj", "/CN=test authority")
    openssl("req", *key, "-keyout", path("key.pem"), "-out", path("csr"),
            "-subj", "/CN=upstream")
    openssl("x509", "-req", "-in", path("csr"), "-CA", path("ca.pem"),
            "-CAkey", path("ca.key"), "-CAcreateserial", "-days", "2",
            "-extfile", path("ext"), "-out", path("cert.pem"))
    return path("cert.pem"), path("key.pem"), path("ca.pem")


def free_port():
    """A port that nobody listens on, below those that connections take."""
    while True:
        port = random.SystemRandom().randrange(10240, 32000)
        with socket.socket() as s:
            try:
                s.bind(("127.0.0.1", port))
                return port
            except OSError:
                continue


def program(name):
    for folder in ("", "proxy", "cli"):
        path = os.path.join(BUILD, folder, name)
        if os.access(path, os.X_OK):
            return path
    return None


class Daemon:
    """exeatd with a store, keys and configuration of its own."""

    def __init__(self, folder, upstream_port, ca_file):
        self.port, self.admin = free_port(), free_port()
        self.folder, self.log = folder, os.path.join(folder, "exeatd.log")
        var = os.path.join(folder, "var")
        subprocess.run([program("exeat"), "init", var], check=True,
                       stdout=subprocess.DEVNULL)
        policy = os.path.join(folder, "policy.yaml")
        with open(policy, "w", encoding="utf-8") as f:
            f.write(POLICY)
        config = os.path.join(folder, "exeat.yaml")
        with open(config, "w", encoding="utf-8") as f:
            f.write("listen:\n  - gateway: 127.0.0.1:%d\n" % self.port)
            f.write("admin: 127.0.0.1:%d\n" % self.admin)
            f.write("store: %s\npolicy: %s\ndata: %s\nworkers: 1\n" %
                    (os.path.join(var, "store"), policy,
                     os.environ["EXEAT_DATA"]))
            f.write("upstream:\n  ca_file: %s\n  resolve:\n" % ca_file)
            for host in HOSTS[:3]:
                f.write('    "%s:443": "127.0.0.1:%d"\n' % (host, upstream_port))
        with open(self.log, "w", encoding="utf-8") as log:
            self.process = subprocess.Popen([program("exeatd"), "-c", config],
                                            stdout=log, stderr=log)

    def wait_ready(self):
        url = "http://127.0.0.1:%d/readyz" % self.admin
        for _ in range(300):
            if self.process.poll() is not None:
                return False
            try:
                with urllib.request.urlopen(url, timeout=2) as answer:
                    if answer.status == 200:
                        return True
            except OSError:
                time.sleep(0.1)
        return False

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()


def strings(value):
    """Every string in a JSON value, also in JSON inside strings."""
    if isinstance(value, dict):
        for key, member in value.items():
            yield key
            yield from strings(member)
    elif isinstance(value, list):
        for member in value:
            yield from strings(member)
    elif isinstance(value, str):
        yield value
        if value[:1] in "{[":
            try:
                yield from strings(json.loads(value))
            except ValueError:
                pass


def prove(tap, record):
    """Nothing personal in what left, wherever one looks."""
    with open(record, encoding="utf-8") as f:
        requests = [json.loads(line) for line in f]
    leaks = {}
    for request in requests:
        head = [request["path"]] + ["%s: %s" % tuple(h) for h in
                                    request["headers"]]
        everything = head + [request["body"]] + list(
            strings(json.loads(request["body"])))
        for value in VALUES["personal"] + ["NOTABROAD"]:
            if any(value in text for text in everything):
                leaks[value] = request
    tap.line(len(requests) > 100, "the upstream was asked %d times" %
             len(requests))
    for value in VALUES["personal"] + ["NOTABROAD"]:
        tap.line(value not in leaks, "never left: %r" % value)
        if value in leaks:
            print("# " + leaks[value]["body"][:2000])
    hosts = {r["host"] for r in requests}
    tap.line("other.example" in hosts, "the redirect reached the other host")
    tap.line(not any(r["host"] == "other.example" and "not-a-real-key" in
                     json.dumps(r["headers"]) for r in requests),
             "the credential did not")


def main():
    if not os.path.exists(os.path.join(SDK, "ready")):
        skip("no SDKs; tests/sdk/prepare installs them")
    if shutil.which("openssl") is None:
        skip("no openssl command")
    if not DIRECT and not (program("exeatd") and program("exeat")):
        skip("no exeatd in this build")
    tap, daemon = Tap(), None
    folder = tempfile.mkdtemp(prefix="exeat-sdk-")
    cert, key, ca_file = make_certificates(folder)
    record = os.path.join(folder, "record.jsonl")
    upstream = subprocess.Popen(
        [sys.executable, os.path.join(HERE, "upstream.py"), cert, key, record],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    port = upstream.stdout.readline().strip()
    try:
        env = dict(os.environ, EXEAT_BASE="direct", UPSTREAM_PORT=port,
                   PYTHONDONTWRITEBYTECODE="1",
                   SSL_CERT_FILE=ca_file, NODE_EXTRA_CA_CERTS=ca_file,
                   SDK_NODE=os.path.join(SDK, "node"), NO_PROXY="*")
        if not DIRECT:
            daemon = Daemon(folder, int(port), ca_file)
            tap.line(daemon.wait_ready(), "exeatd is ready")
            env["EXEAT_BASE"] = "http://127.0.0.1:%d" % daemon.port
        for runner, script in CLIENTS:
            if "/" in runner:
                runner = os.path.join(SDK, runner)
            tap.client([runner, os.path.join(HERE, script)], env)
        if not DIRECT:
            prove(tap, record)
    finally:
        upstream.stdin.close()
        upstream.wait(20)
        if daemon is not None:
            daemon.stop()
            if tap.failed:
                with open(daemon.log, encoding="utf-8") as f:
                    print("".join("# " + line for line in f), end="")
        if not os.environ.get("EXEAT_KEEP"):
            shutil.rmtree(folder, ignore_errors=True)
    print("1..%d" % tap.count)
    sys.exit(1 if tap.failed else 0)


if __name__ == "__main__":
    main()
