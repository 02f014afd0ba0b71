"""Starts exeatd for a test and follows its log. Nothing here sleeps: every
wait is for a line of the log or the end of a process, with one generous limit
so that a broken build fails instead of hanging."""

import json
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile

BUILD = os.path.abspath(os.environ.get("top_builddir", "."))
SOURCE = os.path.abspath(os.environ.get("top_srcdir", "."))
PROGRAM = os.path.join(BUILD, "proxy", "exeatd")
EXEAT = os.path.join(BUILD, "cli", "exeat")
LIMIT = 60


class Tap:
    def __init__(self):
        self.count = self.failed = 0

    def ok(self, cond, name):
        self.count += 1
        self.failed += not cond
        print("%sok %d - %s" % ("" if cond else "not ", self.count, name),
              flush=True)
        return cond

    def skip(self, reason):
        self.count += 1
        print("ok %d # SKIP %s" % (self.count, reason), flush=True)

    def note(self, text):
        for line in str(text).splitlines():
            print("# " + line, flush=True)

    def done(self):
        print("1..%d" % self.count)
        sys.exit(self.failed > 0)


class Lost(Exception):
    """What was waited for did not come."""


def sanitized():
    with open(os.path.join(BUILD, "config.h")) as f:
        return "#define WITH_SANITIZERS 1" in f.read()


def fault_injection():
    with open(os.path.join(BUILD, "config.h")) as f:
        return "#define WITH_FAULT_INJECTION 1" in f.read()


def environment():
    return dict(os.environ, EXEAT_DATA=os.path.join(SOURCE, "share"))


def initialise(folder, uid=None):
    """Keys, store and policy in `folder`, which is empty, for `uid`."""
    made = os.path.join(folder, "made")
    subprocess.run([EXEAT, "init", made], check=True, env=environment(),
                   stdout=subprocess.DEVNULL)
    for name in os.listdir(made):
        os.rename(os.path.join(made, name), os.path.join(folder, name))
    os.rmdir(made)
    if uid is None:
        return
    os.chmod(folder, 0o755)
    for at, folders, files in os.walk(folder):
        for name in folders + files:
            os.chown(os.path.join(at, name), uid, uid)


class Daemon:
    """A running exeatd; `log` holds all lines as dicts."""

    def __init__(self, config, uid=None, owner=None, policy=None):
        self.folder = tempfile.mkdtemp(prefix="exeat-test-")
        self.file = os.path.join(self.folder, "exeat.yaml")
        self.uid = uid
        self.log, self.text = [], b""
        initialise(self.folder, owner or uid)
        self.write(config)
        if policy is not None:
            self.write_policy(policy)
        self.process = subprocess.Popen(
            [PROGRAM, "-jv", "-c", self.file], stdin=subprocess.DEVNULL,
            stderr=subprocess.PIPE, env=environment(), user=uid, group=uid,
            extra_groups=[] if uid is not None else None)
        os.set_blocking(self.process.stderr.fileno(), False)

    def write(self, config):
        with open(self.file, "w") as f:
            f.write(config)

    def write_policy(self, policy):
        with open(os.path.join(self.folder, "policy.yaml"), "w") as f:
            f.write(policy)

    def read_more(self):
        """Read what there is; False at the end of the log."""
        fd = self.process.stderr.fileno()
        if not select.select([fd], [], [], LIMIT)[0]:
            raise Lost("no line of the log in %d s" % LIMIT)
        data = os.read(fd, 1 << 16)
        self.text += data
        while b"\n" in self.text:
            line, self.text = self.text.split(b"\n", 1)
            try:
                self.log.append(json.loads(line))
            except ValueError:
                self.log.append({"event": "", "raw": line.decode(
                    "utf-8", "replace")})
        return bool(data)

    def wait(self, since=0, **want):
        """Wait for a line with these values, from line `since` on; its
        index."""
        at = since
        while True:
            while at < len(self.log):
                if all(self.log[at].get(k) == v for k, v in want.items()):
                    return at
                at += 1
            if not self.read_more():
                raise Lost("the log ended before %r" % want)

    def find(self, since=0, **want):
        """Indexes of the lines so far that have these values."""
        return [i for i in range(since, len(self.log))
                if all(self.log[i].get(k) == v for k, v in want.items())]

    def pid_of(self, role, slot=0):
        """Of the last process of that role that serves."""
        lines = self.find(event="child serves", child=role, slot=slot)
        return self.log[lines[-1]]["child_pid"]

    def port(self, number=0):
        """Of the number-th address listened on."""
        line = self.find(event="listening")[number]
        return int(self.log[line]["on"].rsplit(":", 1)[1])

    def signal(self, signo):
        self.process.send_signal(signo)

    def end(self):
        """Read the rest of the log and the exit status; remove the files."""
        while self.read_more():
            pass
        status = self.process.wait(LIMIT)
        shutil.rmtree(self.folder, ignore_errors=True)
        return status

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def run(tap, test, *args):
    """Run one test; a lost event is a failure with the end of the log."""
    daemons = []

    def start(*a, **k):
        daemons.append(Daemon(*a, **k))
        return daemons[-1]

    try:
        test(tap, start, *args)
    except (Lost, OSError) as lost:
        tap.ok(False, "%s: %s" % (test.__name__, lost))
        for d in daemons:
            for line in d.log[-30:]:
                tap.note(json.dumps(line))
    finally:
        for d in daemons:
            d.kill()


def alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
