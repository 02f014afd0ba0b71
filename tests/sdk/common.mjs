// What both Node clients need: values, tools, and checks that print TAP.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { isDeepStrictEqual } from "node:util";

const here = new URL(".", import.meta.url);
export const require = createRequire(process.env.SDK_NODE + "/package.json");
export const V = JSON.parse(readFileSync(new URL("values.json", here)));
export const SIZES = [1, 2, 3, 7, 1000];
export const throughGateway = process.env.EXEAT_BASE !== "direct";

const schema = {
  type: "object",
  properties: { to: { type: "string", description: "such as " + V.personal[0] } },
};
const description = "Sends to a customer. Known: " + V.text;
export const TOOLS_OPENAI = [
  { type: "function", function: { name: "send", description, parameters: schema } },
];
export const TOOLS_ANTHROPIC = [{ name: "send", description, input_schema: schema }];

export function base(host) {
  return throughGateway
    ? `${process.env.EXEAT_BASE}/to/${host}`
    : `https://localhost:${process.env.UPSTREAM_PORT}`;
}

export class Checks {
  constructor(name) {
    this.name = name;
  }

  ok(what, good) {
    console.log(`${good ? "" : "not "}ok - ${this.name}: ${what}`);
    return good;
  }

  equal(what, got, want) {
    if (!this.ok(what, isDeepStrictEqual(got, want))) {
      console.log(`# got  ${JSON.stringify(got)}`);
      console.log(`# want ${JSON.stringify(want)}`);
    }
  }

  async raises(what, kind, call) {
    try {
      await call();
      console.log("# nothing was thrown");
    } catch (error) {
      if (error instanceof kind) {
        this.ok(`${what} throws ${kind.name}`, true);
        return error;
      }
      console.log(`# ${error.constructor.name}: ${error.message}`.split("\n")[0]);
    }
    this.ok(`${what} throws ${kind.name}`, false);
    return null;
  }

  refusal(error) {
    if (error === null) return;
    const record = error.headers.get("exeat-record");
    this.ok("the refusal names its record", record);
    this.ok("and so does its text", record && error.message.includes(record));
  }

  arguments(name, args) {
    this.equal(name, args.to, V.text);
    this.equal(`${name}, nested`, JSON.parse(args.nested).deep[0], V.text);
    this.equal(`${name}, list`, args.more.list, [V.text, 1, null]);
  }

  async run(...functions) {
    for (const f of functions) {
      try {
        await f();
      } catch (error) {
        this.ok(f.name, false);
        for (const line of String(error.stack).split("\n")) console.log(`# ${line}`);
      }
    }
  }
}
