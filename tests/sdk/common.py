"""What both Python clients need: values, tools, and checks that print TAP."""

import json
import os
import traceback

HERE = os.path.dirname(os.path.abspath(__file__))
with open(os.path.join(HERE, "values.json"), encoding="utf-8") as f:
    V = json.load(f)
SIZES = (1, 2, 3, 7, 1000)
SCHEMA = {"type": "object", "properties": {
    "to": {"type": "string", "description": "such as " + V["personal"][0]}}}
DESCRIPTION = "Sends to a customer. Known: " + V["text"]
TOOLS_OPENAI = [{"type": "function", "function": {
    "name": "send", "description": DESCRIPTION, "parameters": SCHEMA}}]
TOOLS_ANTHROPIC = [{"name": "send", "description": DESCRIPTION,
                    "input_schema": SCHEMA}]


def through_gateway():
    """False when the clients talk to the upstream itself, to test the tests."""
    return os.environ["EXEAT_BASE"] != "direct"


class Checks:
    def __init__(self, name):
        self.name = name

    def base(self, host):
        if not through_gateway():
            return "https://localhost:" + os.environ["UPSTREAM_PORT"]
        return os.environ["EXEAT_BASE"] + "/to/" + host

    def ok(self, what, good):
        print("%sok - %s: %s" % ("" if good else "not ", self.name, what))
        return good

    def equal(self, what, got, want):
        if not self.ok(what, got == want):
            print("# got  %r\n# want %r" % (got, want))

    def raises(self, what, kind, function, *args, **more):
        try:
            function(*args, **more)
        except kind as error:
            self.ok("%s raises %s" % (what, kind.__name__), True)
            return error
        except Exception as error:  # the wrong one: say which
            print("# %s: %s" % (type(error).__name__, error))
        self.ok("%s raises %s" % (what, kind.__name__), False)
        return None

    def refusal(self, error):
        if error is None:
            return
        record = error.response.headers.get("exeat-record")
        self.ok("the refusal names its record", record)
        self.ok("and so does its text", record and
                record in json.dumps(error.body))

    def url(self, got):
        """Outside the URL the value is back, inside it is not."""
        if not through_gateway():
            return
        value = V["personal"][0]
        self.ok("the value is back outside the URL",
                got.startswith("Mail %s, see https://evil.example/?e=" % value))
        self.ok("and stays a token inside",
                "?e=" + value not in got and got.endswith(" now"))

    def run(self, *functions):
        for function in functions:
            try:
                function()
            except Exception:
                self.ok(function.__name__, False)
                for line in traceback.format_exc().splitlines():
                    print("# " + line)
