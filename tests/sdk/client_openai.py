"""The OpenAI SDK for Python, unmodified but for its base URL."""

import json

import openai

from common import Checks, SIZES, TOOLS_OPENAI, V, through_gateway

checks = Checks("openai python")
client = openai.OpenAI(base_url=checks.base("api.openai.com") + "/v1",
                       api_key="sk-not-a-real-key", max_retries=0)
text = V["text"]
call = {"id": "call_0", "type": "function", "function": {
    "name": "send", "arguments": json.dumps(
        {"to": text, "nested": json.dumps({"deep": [text]})})}}

# Every position of a request that can hold personal data.
EVERYWHERE = [
    {"role": "system", "content": "Customer: " + text},
    {"role": "user", "name": "customer", "content": [
        {"type": "text", "text": "part one " + text},
        {"type": "text", "text": text}]},
    {"role": "assistant", "content": "You said " + text, "tool_calls": [call]},
    {"role": "tool", "tool_call_id": "call_0", "content": json.dumps(
        {"found": text})},
    {"role": "user", "content": text},
]


def create(model, messages=None, **more):
    return client.chat.completions.create(
        model=model, messages=messages or [{"role": "user", "content": text}],
        **more)


def check_arguments(name, arguments):
    args = json.loads(arguments)
    checks.equal(name, args["to"], text)
    checks.equal(name + ", nested", json.loads(args["nested"])["deep"][0], text)
    checks.equal(name + ", list", args["more"]["list"], [text, 1, None])


def chat():
    answer = create("echo", EVERYWHERE, tools=TOOLS_OPENAI, user=V["personal"][0],
                    metadata={"customer": text})
    checks.equal("chat, all positions", answer.choices[0].message.content, text)
    raw = client.chat.completions.with_raw_response.create(
        model="echo", messages=EVERYWHERE)
    if through_gateway():
        checks.ok("every response names its record and decision",
                  raw.headers.get("exeat-record")
                  and raw.headers.get("exeat-decision"))
    answer = create("echo-by-1", [{"role": "user", "content": "clean"}])
    checks.equal("a clean chat", answer.choices[0].message.content, "clean")


def streamed():
    for size in SIZES:
        got = "".join(c.choices[0].delta.content or ""
                      for c in create("echo-by-%d" % size, stream=True))
        checks.equal("streamed chat by %d" % size, got, text)


def tools():
    answer = create("tool", tools=TOOLS_OPENAI).choices[0].message
    check_arguments("tool arguments", answer.tool_calls[0].function.arguments)
    for size in SIZES:
        got, name = "", ""
        for chunk in create("tool-by-%d" % size, stream=True,
                            tools=TOOLS_OPENAI):
            for piece in chunk.choices[0].delta.tool_calls or []:
                got += piece.function.arguments or ""
                name += piece.function.name or ""
        checks.equal("streamed tool name", name, "send")
        check_arguments("streamed tool arguments by %d" % size, got)
    with client.chat.completions.stream(
            model="tool-by-5", tools=TOOLS_OPENAI,
            messages=[{"role": "user", "content": text}]) as stream:
        final = stream.get_final_completion().choices[0].message
    check_arguments("the SDK's own joined stream",
                    final.tool_calls[0].function.arguments)
    history = [{"role": "user", "content": text},
               answer.model_dump(exclude_none=True),
               {"role": "tool", "tool_call_id": "call_1", "content": text},
               {"role": "user", "content": "again " + text}]
    again = create("echo", history, tools=TOOLS_OPENAI)
    checks.equal("a tool call's history", again.choices[0].message.content,
                 "again " + text)


def responses():
    answer = client.responses.create(
        model="echo", instructions="Customer: " + text, input=[
            {"role": "user", "content": [
                {"type": "input_text", "text": "part one " + text}]},
            {"role": "assistant", "content": "You said " + text},
            {"type": "function_call", "call_id": "call_0", "name": "send",
             "arguments": json.dumps({"to": text})},
            {"type": "function_call_output", "call_id": "call_0",
             "output": text},
            {"role": "user", "content": text}],
        tools=[dict(TOOLS_OPENAI[0]["function"], type="function")])
    checks.equal("responses", answer.output_text, text)
    for size in SIZES:
        with client.responses.stream(model="echo-by-%d" % size,
                                     input=text) as stream:
            got = "".join(e.delta for e in stream
                          if e.type == "response.output_text.delta")
            final = stream.get_final_response()
        checks.equal("streamed responses by %d" % size, got, text)
        checks.equal("and the final response", final.output_text, text)
        got = "".join(e.delta for e in client.responses.create(
            model="tool-by-%d" % size, input=text, stream=True)
            if e.type == "response.function_call_arguments.delta")
        check_arguments("streamed function call by %d" % size, got)


def errors():
    for status, kind in [(400, openai.BadRequestError),
                         (429, openai.RateLimitError),
                         (500, openai.InternalServerError)]:
        for stream in (False, True):
            error = checks.raises("status %d%s" % (status, ", streamed" * stream),
                                  kind, create, "error-%d" % status, stream=stream)
            checks.ok("its message has the originals",
                      error and text in error.body["message"])
    if through_gateway():
        error = checks.raises("a refusal", openai.PermissionDeniedError, create,
                              "echo", [{"role": "user", "content": V["blocked"]}])
        checks.refusal(error)


def redirect():
    if not through_gateway():
        return
    checks.equal("307 to another host",
                 create("redirect").choices[0].message.content, text)


def url():
    got = create("echo", [{"role": "user", "content": V["url"]}])
    checks.url(got.choices[0].message.content)
    got = "".join(c.choices[0].delta.content or "" for c in create(
        "echo-by-2", [{"role": "user", "content": V["url"]}], stream=True))
    checks.url(got)


checks.run(chat, streamed, tools, responses, errors, redirect, url)
