#!/usr/bin/env python3
"""./quickstart --once, on this build: the tour shows what it promises."""

import os
import shutil
import subprocess
import tempfile

import harness

for command in ("openssl", "curl", "bash"):
    if shutil.which(command) is None:
        harness.skip_all("no " + command)
folder = tempfile.mkdtemp(prefix="exeat-quickstart-")
ports = [str(harness.free_port()) for _ in range(3)]
env = dict(os.environ, EXEAT_BUILD=harness.BUILD, EXEAT_VAR=folder + "/var",
           EXEAT_PORT=ports[0], EXEAT_ADMIN_PORT=ports[1],
           EXEAT_CLOUD_PORT=ports[2])
done = subprocess.run([os.path.join(harness.SOURCE, "quickstart"), "--once"],
                      env=env, capture_output=True, text=True, timeout=300,
                      check=False)
out = done.stdout
harness.ok(done.returncode == 0, "it ends well")
tours = [dict(line.split(None, 1) for line in part.splitlines()
              if line[:1].isalpha()) for part in out.split("== ")[2:5]]
harness.equal(len(tours), 3, "three prompts")
clean, personal, secret = (tours + [{}, {}, {}])[:3]
harness.ok(clean.get("sent") and clean.get("sent") == clean.get("left"),
           "the clean prompt left as it is")
for value in ("eva.beispiel@example.org", "DE89 3704 0044 0532 0130 00"):
    harness.ok(value in personal.get("sent", ""), "sent: " + value)
    harness.ok(value not in personal.get("left", value), "did not leave")
    harness.ok(value in personal.get("came", ""), "came back")
harness.ok("XQMAIL" in personal.get("left", ""), "a token left instead")
key = "AKIA" "FAKEFAKE2345QWER"
harness.ok(key in secret.get("sent", ""), "sent a secret")
harness.ok(key not in secret.get("left", key) + secret.get("came", key),
           "it neither left nor came back")
harness.ok(all("ledger show" in t.get("record", "") for t in tours),
           "each names its record")
for tour in tours:
    shown = subprocess.run(tour.get("record", "false").split(), cwd=harness.SOURCE,
                           env=dict(env, EXEAT_DATA=harness.SOURCE + "/share"),
                           capture_output=True, text=True, check=False)
    if "there is no command" in shown.stderr:
        harness.skip("the record is shown", "exeat has no ledger command")
    else:
        harness.ok(shown.returncode == 0 and tour.get("decision", "none") in
                   shown.stdout, "the record is shown by the line printed")
harness.ok("/to/api.openai.com/v1" in out, "the line for real use")
if done.returncode != 0:
    for line in (out + done.stderr).splitlines():
        print("# " + line)
with open(folder + "/var/demo/received.jsonl", encoding="utf-8") as f:
    received = f.read()
harness.ok("eva.beispiel" not in received and key not in received,
           "the foreign cloud has seen none of it")
shutil.rmtree(folder, ignore_errors=True)
harness.done()
