"""The Anthropic SDK for Python, unmodified but for its base URL."""

import json

import anthropic

from common import Checks, SIZES, TOOLS_ANTHROPIC, V, through_gateway

checks = Checks("anthropic python")
client = anthropic.Anthropic(base_url=checks.base("api.anthropic.com"),
                             api_key="sk-ant-not-a-real-key", max_retries=0)
text = V["text"]
arguments = {"to": text, "nested": json.dumps({"deep": [text]})}

EVERYWHERE = [
    {"role": "user", "content": [
        {"type": "text", "text": "part one " + text},
        {"type": "text", "text": text}]},
    {"role": "assistant", "content": [
        {"type": "text", "text": "You said " + text},
        {"type": "tool_use", "id": "toolu_0", "name": "send",
         "input": arguments}]},
    {"role": "user", "content": [
        {"type": "tool_result", "tool_use_id": "toolu_0", "content": [
            {"type": "text", "text": json.dumps({"found": text})}]}]},
    {"role": "assistant", "content": "And " + text},
    {"role": "user", "content": text},
]


def create(model, messages=None, **more):
    return client.messages.create(
        model=model, max_tokens=1000,
        messages=messages or [{"role": "user", "content": text}], **more)


def check_arguments(name, args):
    checks.equal(name, args["to"], text)
    checks.equal(name + ", nested", json.loads(args["nested"])["deep"][0], text)
    checks.equal(name + ", list", args["more"]["list"], [text, 1, None])


def chat():
    answer = create("echo", EVERYWHERE, tools=TOOLS_ANTHROPIC, system=[
        {"type": "text", "text": "Customer: " + text}],
        metadata={"user_id": V["personal"][0]})
    checks.equal("chat, all positions", answer.content[0].text, text)
    answer = create("echo", system="Customer: " + text)
    checks.equal("chat, system as a string", answer.content[0].text, text)


def streamed():
    for size in SIZES:
        with client.messages.stream(
                model="echo-by-%d" % size, max_tokens=1000,
                messages=[{"role": "user", "content": text}]) as stream:
            got = "".join(stream.text_stream)
            final = stream.get_final_message()
        checks.equal("streamed chat by %d" % size, got, text)
        checks.equal("and its final message", final.content[0].text, text)


def tools():
    answer = create("tool", tools=TOOLS_ANTHROPIC)
    check_arguments("tool input", answer.content[0].input)
    for size in SIZES:
        with client.messages.stream(
                model="tool-by-%d" % size, max_tokens=1000,
                tools=TOOLS_ANTHROPIC,
                messages=[{"role": "user", "content": text}]) as stream:
            final = stream.get_final_message()
        check_arguments("streamed tool input by %d" % size,
                        final.content[0].input)
        joined = ""
        for event in create("tool-by-%d" % size, stream=True,
                            tools=TOOLS_ANTHROPIC):
            if event.type == "content_block_delta":
                joined += event.delta.partial_json
        check_arguments("joined partial_json by %d" % size,
                        json.loads(joined))
    history = [{"role": "user", "content": text},
               {"role": "assistant", "content": answer.content},
               {"role": "user", "content": [
                   {"type": "tool_result", "tool_use_id": "toolu_1",
                    "content": text},
                   {"type": "text", "text": "again " + text}]}]
    again = create("echo", history, tools=TOOLS_ANTHROPIC)
    checks.equal("a tool call's history", again.content[0].text,
                 "again " + text)


def errors():
    for status, kind in [(400, anthropic.BadRequestError),
                         (429, anthropic.RateLimitError),
                         (500, anthropic.InternalServerError)]:
        for stream in (False, True):
            error = checks.raises("status %d%s" % (status, ", streamed" * stream),
                                  kind, create, "error-%d" % status, stream=stream)
            checks.ok("its message has the originals",
                      error and text in error.body["error"]["message"])
    if through_gateway():
        error = checks.raises("a refusal", anthropic.PermissionDeniedError,
                              create, "echo",
                              [{"role": "user", "content": V["blocked"]}])
        checks.refusal(error)


def redirect():
    if not through_gateway():
        return
    checks.equal("307 to another host",
                 create("redirect").content[0].text, text)


def url():
    got = create("echo", [{"role": "user", "content": V["url"]}])
    checks.url(got.content[0].text)


checks.run(chat, streamed, tools, errors, redirect, url)
