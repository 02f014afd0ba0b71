#include "tests/upstream/api.h"

#include "base/err.h"
#include "base/json_tree.h"
#include "base/json_write.h"
#include "base/num.h"
#include "base/utf8.h"

enum { ARENA_MAX = 64 << 20, TEXT_MAX = 16 << 20, PIECE_CHARS = 3 };

/* What a request asks for. */
struct question {
	struct sv model;
	struct sv text;		/* of the last user message */
	struct buf reply;	/* what to say, or arguments to call with */
	bool anthropic;
	bool stream;
	bool tool;
};

/* The text of a message: a string, or the first text among its parts. */
static struct sv
text_of(const struct json_value *message)
{
	const struct json_value *content = json_tree_member(message, "content");
	struct sv text = json_tree_string(content, SV(""));

	if (content == NULL || content->type != JSON_ARRAY)
		return text;
	for (const struct json_value *p = content->first; p != NULL;
	    p = p->next)
		text = json_tree_string(json_tree_member(p, "text"), text);
	return text;
}

static struct sv
last_user_text(const struct json_value *root)
{
	const struct json_value *messages = json_tree_member(root, "messages");
	struct sv found = SV("");

	if (messages == NULL || messages->type != JSON_ARRAY)
		return found;
	for (const struct json_value *m = messages->first; m != NULL;
	    m = m->next) {
		struct sv text = text_of(m);

		if (sv_eq(json_tree_string(json_tree_member(m, "role"),
		    SV("")), SV("user")) && text.len > 0)
			found = text;
	}
	return found;
}

/* {"to": text, "nested": "{\"deep\":[text]}"} */
static void
write_arguments(struct buf *out, struct sv text)
{
	struct json_write w;
	struct buf nested;

	buf_init(&nested, TEXT_MAX);
	json_write_init(&w, &nested);
	json_write_object(&w);
	json_write_key(&w, "deep");
	json_write_array(&w);
	json_write_string(&w, text);
	json_write_array_end(&w);
	json_write_object_end(&w);
	json_write_init(&w, out);
	json_write_object(&w);
	json_write_member(&w, "to", text);
	json_write_member(&w, "nested", buf_sv(&nested));
	json_write_object_end(&w);
	buf_done(&nested);
}

static void
write_reply(struct question *q)
{
	q->tool = sv_starts(q->model, SV("tool"));
	if (q->tool)
		write_arguments(&q->reply, q->text);
	else if (sv_starts(q->model, SV("echo")))
		buf_add_sv(&q->reply, q->text);
	else
		buf_addf(&q->reply, "You wrote: \"%.*s\". Here, far away, "
		    "this is all I have seen.", SV_ARG(q->text));
}

/* The first members that every answer and chunk of OpenAI's has. */
static void
open_openai(struct json_write *w, const struct question *q, const char *kind)
{
	json_write_object(w);
	json_write_member(w, "id", SV("chatcmpl-demo"));
	json_write_member(w, "object", sv_cstr(kind));
	json_write_key(w, "created");
	json_write_u64(w, 1700000000);
	json_write_member(w, "model", q->model);
	json_write_key(w, "choices");
	json_write_array(w);
	json_write_object(w);
	json_write_key(w, "index");
	json_write_u64(w, 0);
}

static void
close_openai(struct json_write *w, const char *finish)
{
	json_write_key(w, "finish_reason");
	if (finish == NULL)
		json_write_null(w);
	else
		json_write_cstr(w, finish);
	json_write_object_end(w);
	json_write_array_end(w);
}

/* "tool_calls" with `arguments`; its name only in the first piece. */
static void
write_tool_call(struct json_write *w, struct sv arguments, bool first)
{
	json_write_key(w, "tool_calls");
	json_write_array(w);
	json_write_object(w);
	json_write_key(w, "index");
	json_write_u64(w, 0);
	if (first) {
		json_write_member(w, "id", SV("call_1"));
		json_write_member(w, "type", SV("function"));
	}
	json_write_key(w, "function");
	json_write_object(w);
	if (first)
		json_write_member(w, "name", SV("send"));
	json_write_member(w, "arguments", arguments);
	json_write_object_end(w);
	json_write_object_end(w);
	json_write_array_end(w);
}

static void
write_openai(struct json_write *w, const struct question *q)
{
	open_openai(w, q, "chat.completion");
	json_write_key(w, "message");
	json_write_object(w);
	json_write_member(w, "role", SV("assistant"));
	json_write_key(w, "content");
	if (q->tool) {
		json_write_null(w);
		write_tool_call(w, buf_sv(&q->reply), true);
	} else
		json_write_string(w, buf_sv(&q->reply));
	json_write_object_end(w);
	close_openai(w, q->tool ? "tool_calls" : "stop");
	json_write_key(w, "usage");
	json_write_object(w);
	json_write_key(w, "prompt_tokens");
	json_write_u64(w, q->text.len / 4);
	json_write_key(w, "completion_tokens");
	json_write_u64(w, q->reply.len / 4);
	json_write_key(w, "total_tokens");
	json_write_u64(w, (q->text.len + q->reply.len) / 4);
	json_write_object_end(w);
	json_write_object_end(w);
}

static void
write_anthropic(struct json_write *w, const struct question *q, bool empty)
{
	json_write_object(w);
	json_write_member(w, "id", SV("msg_demo"));
	json_write_member(w, "type", SV("message"));
	json_write_member(w, "role", SV("assistant"));
	json_write_member(w, "model", q->model);
	json_write_key(w, "content");
	json_write_array(w);
	if (!empty) {
		json_write_object(w);
		json_write_member(w, "type", q->tool ? SV("tool_use") :
		    SV("text"));
		if (q->tool) {
			json_write_member(w, "id", SV("toolu_1"));
			json_write_member(w, "name", SV("send"));
			json_write_key(w, "input");
			json_write_raw(w, buf_sv(&q->reply));
		} else
			json_write_member(w, "text", buf_sv(&q->reply));
		json_write_object_end(w);
	}
	json_write_array_end(w);
	json_write_key(w, "stop_reason");
	if (empty)
		json_write_null(w);
	else
		json_write_cstr(w, q->tool ? "tool_use" : "end_turn");
	json_write_key(w, "stop_sequence");
	json_write_null(w);
	json_write_key(w, "usage");
	json_write_raw(w, SV("{\"input_tokens\":1,\"output_tokens\":1}"));
	json_write_object_end(w);
}

/* An event with its data being written into it. */
struct event {
	struct buf bytes;
	struct json_write w;
};

static struct json_write *
begin_event(struct event *e, const char *name)
{
	buf_init(&e->bytes, TEXT_MAX);
	if (name != NULL)
		buf_addf(&e->bytes, "event: %s\n", name);
	buf_add_cstr(&e->bytes, "data: ");
	json_write_init(&e->w, &e->bytes);
	return &e->w;
}

static void
send_event(struct http_conn *c, struct event *e)
{
	buf_add_cstr(&e->bytes, "\n\n");
	http_chunk(c, buf_sv(&e->bytes));
	buf_done(&e->bytes);
}

/* Cut the next few characters off `*rest`. */
static struct sv
next_piece(struct sv *rest)
{
	struct sv piece = { rest->ptr, 0 };
	uint32_t c;

	for (unsigned i = 0; i < PIECE_CHARS && piece.len < rest->len; i++) {
		size_t n = utf8_decode(sv_slice(*rest, piece.len, rest->len),
		    &c);

		piece.len += n == 0 ? 1 : n;
	}
	*rest = sv_slice(*rest, piece.len, rest->len);
	return piece;
}

static void
send_openai_chunk(struct http_conn *c, const struct question *q,
    struct sv piece, bool first)
{
	struct event e;
	struct json_write *w = begin_event(&e, NULL);

	open_openai(w, q, "chat.completion.chunk");
	json_write_key(w, "delta");
	json_write_object(w);
	if (first)
		json_write_member(w, "role", SV("assistant"));
	if (q->tool)
		write_tool_call(w, piece, first);
	else
		json_write_member(w, "content", piece);
	json_write_object_end(w);
	close_openai(w, NULL);
	json_write_object_end(w);
	send_event(c, &e);
}

static void
stream_openai(struct http_conn *c, const struct question *q)
{
	struct sv rest = buf_sv(&q->reply);
	struct event e;
	struct json_write *w;

	send_openai_chunk(c, q, SV(""), true);
	while (rest.len > 0 && !c->broken)
		send_openai_chunk(c, q, next_piece(&rest), false);
	w = begin_event(&e, NULL);
	open_openai(w, q, "chat.completion.chunk");
	json_write_key(w, "delta");
	json_write_raw(w, SV("{}"));
	close_openai(w, q->tool ? "tool_calls" : "stop");
	json_write_object_end(w);
	send_event(c, &e);
	http_chunk(c, SV("data: [DONE]\n\n"));
}

/* An event of the Anthropic API: its type, and members that are JSON. */
static void
send_anthropic_event(struct http_conn *c, const char *type,
    struct sv members)
{
	struct event e;

	(void)begin_event(&e, type);
	buf_addf(&e.bytes, "{\"type\":\"%s\"%s", type,
	    members.len > 0 ? "," : "");
	buf_add_sv(&e.bytes, members);
	buf_add_char(&e.bytes, '}');
	send_event(c, &e);
}

static void
send_anthropic_delta(struct http_conn *c, const struct question *q,
    struct sv piece)
{
	struct event e;
	struct json_write *w = begin_event(&e, "content_block_delta");

	json_write_object(w);
	json_write_member(w, "type", SV("content_block_delta"));
	json_write_key(w, "index");
	json_write_u64(w, 0);
	json_write_key(w, "delta");
	json_write_object(w);
	json_write_member(w, "type", q->tool ? SV("input_json_delta") :
	    SV("text_delta"));
	json_write_member(w, q->tool ? "partial_json" : "text", piece);
	json_write_object_end(w);
	json_write_object_end(w);
	send_event(c, &e);
}

static void
stream_anthropic(struct http_conn *c, const struct question *q)
{
	struct sv rest = buf_sv(&q->reply);
	struct event e;
	struct json_write *w = begin_event(&e, "message_start");

	json_write_object(w);
	json_write_member(w, "type", SV("message_start"));
	json_write_key(w, "message");
	write_anthropic(w, q, true);
	json_write_object_end(w);
	send_event(c, &e);
	send_anthropic_event(c, "content_block_start", q->tool ?
	    SV("\"index\":0,\"content_block\":{\"type\":\"tool_use\",\"id\":"
	    "\"toolu_1\",\"name\":\"send\",\"input\":{}}") :
	    SV("\"index\":0,\"content_block\":{\"type\":\"text\","
	    "\"text\":\"\"}"));
	send_anthropic_event(c, "ping", SV(""));
	while (rest.len > 0 && !c->broken)
		send_anthropic_delta(c, q, next_piece(&rest));
	send_anthropic_event(c, "content_block_stop", SV("\"index\":0"));
	send_anthropic_event(c, "message_delta", q->tool ?
	    SV("\"delta\":{\"stop_reason\":\"tool_use\",\"stop_sequence\":"
	    "null},\"usage\":{\"output_tokens\":1}") :
	    SV("\"delta\":{\"stop_reason\":\"end_turn\",\"stop_sequence\":"
	    "null},\"usage\":{\"output_tokens\":1}"));
	send_anthropic_event(c, "message_stop", SV(""));
}

static void
send_error(struct http_conn *c, unsigned status, bool anthropic,
    struct sv text)
{
	struct buf body;
	struct json_write w;

	buf_init(&body, TEXT_MAX);
	json_write_init(&w, &body);
	json_write_object(&w);
	if (anthropic)
		json_write_member(&w, "type", SV("error"));
	json_write_key(&w, "error");
	json_write_object(&w);
	json_write_member(&w, "type", SV("api_error"));
	json_write_member(&w, "message", text);
	json_write_object_end(&w);
	json_write_object_end(&w);
	http_send(c, status, SV("application/json"), SV(""), buf_sv(&body));
	buf_done(&body);
}

static void
send_redirect(struct http_conn *c, const struct http_request *r)
{
	struct buf location;

	buf_init(&location, TEXT_MAX);
	buf_add_cstr(&location, "https://other.example");
	buf_add_sv(&location, r->target);
	http_send(c, 307, SV("application/json"), buf_sv(&location),
	    SV("{}"));
	buf_done(&location);
}

static void
send_reply(struct http_conn *c, struct question *q)
{
	struct json_write w;
	struct buf body;

	if (q->stream) {
		http_begin_chunks(c, SV("text/event-stream; charset=utf-8"));
		if (q->anthropic)
			stream_anthropic(c, q);
		else
			stream_openai(c, q);
		http_end_chunks(c);
		return;
	}
	buf_init(&body, TEXT_MAX);
	json_write_init(&w, &body);
	if (q->anthropic)
		write_anthropic(&w, q, false);
	else
		write_openai(&w, q);
	http_send(c, 200, SV("application/json"), SV(""), buf_sv(&body));
	buf_done(&body);
}

static void
answer_question(struct http_conn *c, const struct http_request *r,
    struct question *q)
{
	struct sv model = q->model;
	uint64_t status;

	if (sv_starts(model, SV("redirect")) &&
	    !sv_starts(r->host, SV("other.example")))
		send_redirect(c, r);
	else if (sv_starts(model, SV("error-")) &&
	    num_u64(sv_slice(model, 6, model.len), &status) == 0 &&
	    status >= 400 && status < 600)
		send_error(c, (unsigned)status, q->anthropic, q->text);
	else {
		write_reply(q);
		send_reply(c, q);
	}
}

void
api_answer(struct http_conn *c, const struct http_request *r)
{
	struct sv target = r->target, path = sv_cut(&target, '?');
	struct question q = { .anthropic = sv_eq(path, SV("/v1/messages")) };
	const struct json_value *stream;
	struct json_value *root;
	struct arena arena;

	if (!q.anthropic && !sv_ends(path, SV("/chat/completions"))) {
		send_error(c, 404, false, SV("no such path"));
		return;
	}
	arena_init(&arena, ARENA_MAX);
	buf_init(&q.reply, TEXT_MAX);
	if (json_tree_parse(r->body, &arena, &root) != 0)
		send_error(c, 400, q.anthropic, SV("this is no JSON"));
	else {
		q.model = json_tree_string(json_tree_member(root, "model"),
		    SV("demo"));
		q.text = last_user_text(root);
		stream = json_tree_member(root, "stream");
		q.stream = stream != NULL && stream->type == JSON_TRUE;
		answer_question(c, r, &q);
	}
	buf_done(&q.reply);
	arena_done(&arena);
}
