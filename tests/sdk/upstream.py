#!/usr/bin/env python3
"""Plays the OpenAI and Anthropic APIs over TLS and writes down what it gets.

    upstream.py CERT KEY RECORD.jsonl

Prints the port it listens on, then serves until its standard input ends. One
line of RECORD per request: host, method, path, headers, body. What it answers
is chosen by the model's name, which no gateway changes:

    echo      the last user text
    tool      a call of the tool `send` with that text in its arguments, also
              in JSON inside a string
    error-N   status N with the dialect's error, the text in its message
    redirect  307 to the same path of other.example

A streamed answer is cut into pieces of `-by-N` characters (3 by default).
"""

import json
import re
import ssl
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

record_lock = threading.Lock()
record_file = None


def text_of(content):
    """The text of a message's content, of either API."""
    if isinstance(content, str):
        return content
    parts = []
    for part in content or []:
        if part.get("type") in ("text", "input_text"):
            parts.append(part["text"])
    return "\n".join(parts)


def last_user_text(body):
    messages = body.get("messages") or body.get("input") or []
    if isinstance(messages, str):
        return messages
    for message in reversed(messages):
        if message.get("role") == "user" and text_of(message.get("content")):
            return text_of(message["content"])
    return ""


def arguments_for(text):
    return {"to": text, "nested": json.dumps({"deep": [text]}),
            "more": {"list": [text, 1, None]}}


def pieces(text, size):
    return [text[i:i + size] for i in range(0, len(text), size)]


class OpenAI:
    prefix = "/v1/chat/completions"

    @staticmethod
    def whole(body, text, tool):
        message = {"role": "assistant", "content": None if tool else text,
                   "refusal": None}
        if tool:
            message["tool_calls"] = [{
                "id": "call_1", "type": "function",
                "function": {"name": "send", "arguments":
                             json.dumps(arguments_for(text))}}]
        return {"id": "chatcmpl-1", "object": "chat.completion",
                "created": 1700000000, "model": body["model"],
                "choices": [{"index": 0, "message": message, "logprobs": None,
                             "finish_reason": "tool_calls" if tool else "stop"}],
                "usage": {"prompt_tokens": 1, "completion_tokens": 1,
                          "total_tokens": 2}}

    @staticmethod
    def events(body, text, tool, size):
        def chunk(delta, finish=None):
            return None, {"id": "chatcmpl-1", "object": "chat.completion.chunk",
                          "created": 1700000000, "model": body["model"],
                          "choices": [{"index": 0, "delta": delta,
                                       "logprobs": None,
                                       "finish_reason": finish}]}

        yield chunk({"role": "assistant", "content": None if tool else ""})
        if tool:
            yield chunk({"tool_calls": [
                {"index": 0, "id": "call_1", "type": "function",
                 "function": {"name": "send", "arguments": ""}}]})
            for p in pieces(json.dumps(arguments_for(text)), size):
                yield chunk({"tool_calls": [
                    {"index": 0, "function": {"arguments": p}}]})
            yield chunk({}, "tool_calls")
        else:
            for p in pieces(text, size):
                yield chunk({"content": p})
            yield chunk({}, "stop")
        yield None, "[DONE]"

    @staticmethod
    def error(status, text):
        return {"error": {"message": "upstream says: " + text, "code": None,
                          "type": "upstream_error", "param": None}}


class Responses:
    prefix = "/v1/responses"
    error = OpenAI.error

    @staticmethod
    def item(text, tool):
        if tool:
            return {"id": "fc_1", "type": "function_call", "call_id": "call_1",
                    "name": "send", "status": "completed",
                    "arguments": json.dumps(arguments_for(text))}
        return {"id": "msg_1", "type": "message", "role": "assistant",
                "status": "completed", "content": [
                    {"type": "output_text", "text": text, "annotations": []}]}

    @staticmethod
    def whole(body, text, tool):
        return {"id": "resp_1", "object": "response", "created_at": 1700000000,
                "status": "completed", "model": body["model"], "error": None,
                "output": [Responses.item(text, tool)], "tools": [],
                "parallel_tool_calls": True, "tool_choice": "auto",
                "usage": {"input_tokens": 1, "output_tokens": 1,
                          "total_tokens": 2,
                          "input_tokens_details": {"cached_tokens": 0},
                          "output_tokens_details": {"reasoning_tokens": 0}}}

    @staticmethod
    def events(body, text, tool, size):
        count = 0

        def event(kind, **members):
            nonlocal count
            count += 1
            return kind, {"type": kind, "sequence_number": count, **members}

        whole = Responses.whole(body, text, tool)
        item = whole["output"][0]
        yield event("response.created", response=dict(
            whole, output=[], status="in_progress"))
        yield event("response.output_item.added", output_index=0, item=dict(
            item, **({"arguments": ""} if tool else {"content": []})))
        place = {"item_id": item["id"], "output_index": 0}
        if tool:
            kind, end = "response.function_call_arguments", "arguments"
            joined = item["arguments"]
        else:
            kind, end, joined = "response.output_text", "text", text
            place["content_index"] = 0
            yield event("response.content_part.added", **place, part={
                "type": "output_text", "text": "", "annotations": []})
        for p in pieces(joined, size):
            yield event(kind + ".delta", **place, delta=p)
        yield event(kind + ".done", **place, **{end: joined})
        if not tool:
            yield event("response.content_part.done", **place,
                        part=item["content"][0])
        yield event("response.output_item.done", output_index=0, item=item)
        yield event("response.completed", response=whole)


class Anthropic:
    prefix = "/v1/messages"

    @staticmethod
    def whole(body, text, tool):
        content = [{"type": "text", "text": text}]
        if tool:
            content = [{"type": "tool_use", "id": "toolu_1", "name": "send",
                        "input": arguments_for(text)}]
        return {"id": "msg_1", "type": "message", "role": "assistant",
                "model": body["model"], "content": content,
                "stop_reason": "tool_use" if tool else "end_turn",
                "stop_sequence": None,
                "usage": {"input_tokens": 1, "output_tokens": 1}}

    @staticmethod
    def events(body, text, tool, size):
        def event(kind, **members):
            return kind, {"type": kind, **members}

        start = Anthropic.whole(body, "", False)
        start.update(content=[], stop_reason=None)
        yield event("message_start", message=start)
        if tool:
            block = {"type": "tool_use", "id": "toolu_1", "name": "send",
                     "input": {}}
            parts = [("input_json_delta", "partial_json", p) for p in
                     [""] + pieces(json.dumps(arguments_for(text)), size)]
        else:
            block = {"type": "text", "text": ""}
            parts = [("text_delta", "text", p) for p in pieces(text, size)]
        yield event("content_block_start", index=0, content_block=block)
        yield event("ping")
        for kind, member, piece in parts:
            yield event("content_block_delta", index=0,
                        delta={"type": kind, member: piece})
        yield event("content_block_stop", index=0)
        yield event("message_delta", usage={"output_tokens": 1},
                    delta={"stop_reason": "tool_use" if tool else "end_turn",
                           "stop_sequence": None})
        yield event("message_stop")

    @staticmethod
    def error(status, text):
        return {"type": "error", "error": {
            "type": "api_error", "message": "upstream says: " + text}}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, *args):
        pass

    def send_json(self, status, value, headers=()):
        data = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.send_header("x-request-id", "req_upstream")
        for name, content in headers:
            self.send_header(name, content)
        self.end_headers()
        self.wfile.write(data)

    def send_events(self, events):
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream; charset=utf-8")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for name, value in events:
            text = value if isinstance(value, str) else json.dumps(value)
            text = "data: " + text + "\n\n"
            if name:
                text = "event: " + name + "\n" + text
            data = text.encode()
            self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))
        self.wfile.write(b"0\r\n\r\n")

    def write_down(self, body):
        line = json.dumps({"host": self.headers.get("Host"),
                           "method": self.command, "path": self.path,
                           "headers": self.headers.items(),
                           "body": body.decode("utf-8", "backslashreplace")})
        with record_lock:
            record_file.write(line + "\n")
            record_file.flush()

    def do_POST(self):
        raw = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.write_down(raw)
        path = self.path.split("?")[0]
        api = next((a for a in (OpenAI, Responses, Anthropic) if path == a.prefix), None)
        if api is None:
            self.send_json(404, OpenAI.error(404, "no such path"))
            return
        body = json.loads(raw)
        model, text = body["model"], last_user_text(body)
        if model.startswith("redirect") and "other.example" not in \
                self.headers["Host"]:
            self.send_json(307, {}, [("Location", "https://other.example" +
                                      self.path)])
            return
        if model.startswith("error-"):
            status = int(model.split("-")[1])
            self.send_json(status, api.error(status, text))
            return
        size = re.search(r"-by-(\d+)", model)
        size = int(size.group(1)) if size else 3
        tool = model.startswith("tool")
        if body.get("stream"):
            self.send_events(api.events(body, text, tool, size))
        else:
            self.send_json(200, api.whole(body, text, tool))


def main():
    global record_file
    cert, key, record = sys.argv[1:4]
    record_file = open(record, "a", encoding="utf-8")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(server.server_address[1], flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main()
