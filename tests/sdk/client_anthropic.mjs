// The Anthropic SDK for Node, unmodified but for its base URL.
import { Checks, SIZES, TOOLS_ANTHROPIC, V, base, require, throughGateway } from "./common.mjs";

const { Anthropic, BadRequestError, RateLimitError, InternalServerError,
  PermissionDeniedError } = require("@anthropic-ai/sdk");
const checks = new Checks("anthropic node");
const client = new Anthropic({
  baseURL: base("api.anthropic.com"), apiKey: "sk-ant-not-a-real-key", maxRetries: 0,
});
const text = V.text;
const user = [{ role: "user", content: text }];
const everywhere = [
  { role: "user", content: [
    { type: "text", text: "part one " + text }, { type: "text", text }] },
  { role: "assistant", content: [
    { type: "text", text: "You said " + text },
    { type: "tool_use", id: "toolu_0", name: "send",
      input: { to: text, nested: JSON.stringify({ deep: [text] }) } }] },
  { role: "user", content: [
    { type: "tool_result", tool_use_id: "toolu_0", content: [
      { type: "text", text: JSON.stringify({ found: text }) }] }] },
  { role: "assistant", content: "And " + text },
  { role: "user", content: text },
];

const create = (model, messages = user, more = {}) =>
  client.messages.create({ model, max_tokens: 1000, messages, ...more });

async function chat() {
  const answer = await create("echo", everywhere, {
    tools: TOOLS_ANTHROPIC, system: [{ type: "text", text: "Customer: " + text }],
    metadata: { user_id: V.personal[0] } });
  checks.equal("chat, all positions", answer.content[0].text, text);
}

async function streamed() {
  for (const size of SIZES) {
    const stream = client.messages.stream({
      model: `echo-by-${size}`, max_tokens: 1000, messages: user });
    let got = "";
    stream.on("text", (delta) => { got += delta; });
    const final = await stream.finalMessage();
    checks.equal(`streamed chat by ${size}`, got, text);
    checks.equal("and its final message", final.content[0].text, text);
  }
}

async function tools() {
  const answer = await create("tool", user, { tools: TOOLS_ANTHROPIC });
  checks.arguments("tool input", answer.content[0].input);
  for (const size of SIZES) {
    const stream = client.messages.stream({
      model: `tool-by-${size}`, max_tokens: 1000, messages: user, tools: TOOLS_ANTHROPIC });
    checks.arguments(`streamed tool input by ${size}`,
      (await stream.finalMessage()).content[0].input);
  }
  const again = await create("echo", [...user,
    { role: "assistant", content: answer.content },
    { role: "user", content: [
      { type: "tool_result", tool_use_id: "toolu_1", content: text },
      { type: "text", text: "again " + text }] }], { tools: TOOLS_ANTHROPIC });
  checks.equal("a tool call's history", again.content[0].text, "again " + text);
}

async function errors() {
  for (const [status, kind] of [[400, BadRequestError], [429, RateLimitError],
    [500, InternalServerError]])
    for (const stream of [false, true]) {
      const error = await checks.raises(`status ${status}${stream ? ", streamed" : ""}`, kind,
        () => create(`error-${status}`, user, { stream }));
      checks.ok("its message has the originals", error?.error.error.message.includes(text));
    }
  if (throughGateway)
    checks.refusal(await checks.raises("a refusal", PermissionDeniedError,
      () => create("echo", [{ role: "user", content: V.blocked }])));
}

async function redirect() {
  if (!throughGateway) return;
  const answer = await create("redirect");
  checks.equal("307 to another host", answer.content[0].text, text);
}

await checks.run(chat, streamed, tools, errors, redirect);
