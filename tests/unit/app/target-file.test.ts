/* biome-ignore-all lint/suspicious/noTemplateCurlyInString: ${NAME} is how a target file names a secret. */
import { describe, expect, it } from "vitest";
import {
  fileOf,
  secretsOf,
  valuesOf,
} from "#app/o/[organization]/campaigns/targets/target-file.ts";
import type { JsonObject } from "#lib/base/index.ts";

function formOf(fields: Readonly<Record<string, string | readonly string[]>>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) {
    for (const each of [value].flat()) form.append(name, each);
  }
  return form;
}

/** What the page sends back of a file when nothing is changed in it. */
function sent(spec: JsonObject): FormData {
  const { capabilities, renders, file, ...texts } = valuesOf(spec);
  return formOf({ kind: String(spec.kind), ...texts, capabilities, renders });
}

const spec: JsonObject = {
  kind: "http",
  name: "Helpdesk",
  url: "https://agent.example.test/chat",
  method: "POST",
  headers: { authorization: "Bearer ${AGENT_KEY}", "x-tenant": "a:b" },
  body: { message: "{{message}}", nested: { session: "{{session}}" } },
  answer: "$.reply",
  session: { from: "$.id" },
  capabilities: ["memory"],
  renders: ["markdown"],
  protect: ["the winter rate", "${ANOTHER}"],
  price: { input: 1, output: 5 },
  usage: { input: "$.in", output: "$.out" },
};

describe("a target as a form", () => {
  it("comes back as it was, with what the form has no field for", () => {
    expect(JSON.parse(fileOf(sent(spec), spec))).toEqual(spec);
  });

  it("takes away what a person emptied", () => {
    const form = sent(spec);
    for (const name of ["answer", "session", "body", "headers"]) form.set(name, "");
    const file = JSON.parse(fileOf(form, spec));
    expect(file).not.toHaveProperty("answer");
    expect(file).not.toHaveProperty("session");
    expect(file).not.toHaveProperty("body");
    expect(file.headers).toEqual({});
  });

  it("keeps nothing of another kind", () => {
    const form = sent(spec);
    form.set("kind", "anthropic");
    form.set("model", "claude");
    form.set("key", "${AGENT_KEY}");
    const file = JSON.parse(fileOf(form, spec));
    expect(file).toMatchObject({ kind: "anthropic", model: "claude", key: "${AGENT_KEY}" });
    expect(file).not.toHaveProperty("price");
    expect(file).not.toHaveProperty("body");
  });

  it.each([
    ["headers", "authorization", /Name: value/],
    ["body", "{", /not JSON/],
  ])("says what is wrong with %s", (name, text, message) => {
    const form = sent(spec);
    form.set(name, text);
    expect(() => fileOf(form, spec)).toThrow(message);
  });

  it("hands on a file as it was written, and of secrets those that were typed", () => {
    const form = formOf({ kind: "file", file: "kind: mcp\n", "secret.A": "one", "secret.B": "" });
    expect(fileOf(form, null)).toBe("kind: mcp");
    expect(secretsOf(form)).toEqual({ A: "one" });
  });
});
