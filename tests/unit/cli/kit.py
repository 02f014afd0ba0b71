"""What the tests of the command line share: TAP, and the program to run."""

import os
import subprocess
import sys

SOURCE = os.path.abspath(os.environ.get("top_srcdir", "."))
BUILD = os.path.abspath(os.environ.get("top_builddir", "."))
EXEAT = os.path.join(BUILD, "cli", "exeat")
ENVIRONMENT = dict(os.environ, EXEAT_DATA=os.path.join(SOURCE, "share"))
_count = _failed = 0


def ok(condition, name, *told):
    """One check; `told` is printed if it fails."""
    global _count, _failed
    _count += 1
    _failed += not condition
    print("%sok %d - %s" % ("" if condition else "not ", _count, name))
    if not condition:
        for one in told:
            print("#", str(one).replace("\n", "\n# "))


def exeat(*arguments, body=None):
    """Run `exeat`: its status, what it printed, what it complained."""
    done = subprocess.run([EXEAT, *arguments], input=body, text=True,
                          capture_output=True, env=ENVIRONMENT, check=False)
    return done.returncode, done.stdout, done.stderr


def done():
    print("1..%d" % _count)
    sys.exit(1 if _failed or not _count else 0)
