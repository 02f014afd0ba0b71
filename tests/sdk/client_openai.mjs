// The OpenAI SDK for Node, unmodified but for its base URL.
import { Checks, SIZES, TOOLS_OPENAI, V, base, require, throughGateway } from "./common.mjs";

const { OpenAI, BadRequestError, RateLimitError, InternalServerError,
  PermissionDeniedError } = require("openai");
const checks = new Checks("openai node");
const client = new OpenAI({
  baseURL: base("api.openai.com") + "/v1", apiKey: "sk-not-a-real-key", maxRetries: 0,
});
const text = V.text;
const user = [{ role: "user", content: text }];
const everywhere = [
  { role: "system", content: "Customer: " + text },
  { role: "user", name: "customer", content: [
    { type: "text", text: "part one " + text }, { type: "text", text }] },
  { role: "assistant", content: "You said " + text, tool_calls: [
    { id: "call_0", type: "function", function: { name: "send",
      arguments: JSON.stringify({ to: text, nested: JSON.stringify({ deep: [text] }) }) } }] },
  { role: "tool", tool_call_id: "call_0", content: JSON.stringify({ found: text }) },
  { role: "user", content: text },
];

const create = (model, messages = user, more = {}) =>
  client.chat.completions.create({ model, messages, ...more });

async function chat() {
  const answer = await create("echo", everywhere, {
    tools: TOOLS_OPENAI, user: V.personal[0], metadata: { customer: text } });
  checks.equal("chat, all positions", answer.choices[0].message.content, text);
}

async function streamed() {
  for (const size of SIZES) {
    let got = "";
    for await (const chunk of await create(`echo-by-${size}`, user, { stream: true }))
      got += chunk.choices[0].delta.content ?? "";
    checks.equal(`streamed chat by ${size}`, got, text);
  }
}

async function tools() {
  const answer = (await create("tool", user, { tools: TOOLS_OPENAI })).choices[0].message;
  checks.arguments("tool arguments", JSON.parse(answer.tool_calls[0].function.arguments));
  for (const size of SIZES) {
    const stream = client.chat.completions.stream({
      model: `tool-by-${size}`, messages: user, tools: TOOLS_OPENAI });
    const final = (await stream.finalChatCompletion()).choices[0].message;
    checks.arguments(`streamed tool arguments by ${size}`,
      JSON.parse(final.tool_calls[0].function.arguments));
  }
  const again = await create("echo", [...user, answer,
    { role: "tool", tool_call_id: "call_1", content: text },
    { role: "user", content: "again " + text }], { tools: TOOLS_OPENAI });
  checks.equal("a tool call's history", again.choices[0].message.content, "again " + text);
}

async function responses() {
  const answer = await client.responses.create({ model: "echo", input: text });
  checks.equal("responses", answer.output_text, text);
  for (const size of SIZES) {
    const stream = client.responses.stream({ model: `tool-by-${size}`, input: text });
    const final = await stream.finalResponse();
    checks.arguments(`streamed function call by ${size}`, JSON.parse(final.output[0].arguments));
  }
}

async function errors() {
  for (const [status, kind] of [[400, BadRequestError], [429, RateLimitError],
    [500, InternalServerError]])
    for (const stream of [false, true]) {
      const error = await checks.raises(`status ${status}${stream ? ", streamed" : ""}`, kind,
        () => create(`error-${status}`, user, { stream }));
      checks.ok("its message has the originals", error?.error.message.includes(text));
    }
  if (throughGateway)
    checks.refusal(await checks.raises("a refusal", PermissionDeniedError,
      () => create("echo", [{ role: "user", content: V.blocked }])));
}

async function redirect() {
  if (!throughGateway) return;
  const answer = await create("redirect");
  checks.equal("307 to another host", answer.choices[0].message.content, text);
}

await checks.run(chat, streamed, tools, responses, errors, redirect);
