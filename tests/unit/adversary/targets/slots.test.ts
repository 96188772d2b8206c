import fc from "fast-check";
import { expect, test } from "vitest";
import { fill, fillText, slotsIn } from "#lib/engines/adversary/targets/slots.ts";

test("no text breaks out of its place in JSON, whatever it holds", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (message) => {
      const filled = fill({ a: "{{message}}", b: ["<{{message}}>"] }, { message });
      expect(JSON.parse(JSON.stringify(filled))).toEqual({ a: message, b: [`<${message}>`] });
    }),
  );
});

test("what a slot stands for is not filled again", () => {
  expect(fill("{{message}}!", { message: "{{session}}", session: "secret" })).toBe("{{session}}!");
});

test("a text that is one slot becomes the list; within other words it is its JSON", () => {
  const messages = [{ role: "user", content: "hello" }];
  expect(fill({ all: "{{messages}}", said: "so: {{messages}}" }, { messages })).toEqual({
    all: messages,
    said: `so: ${JSON.stringify(messages)}`,
  });
});

test("a member whose slot stands for nothing is left out, and a null of the file stays", () => {
  expect(
    fill({ session: "{{session}}", other: null, text: "s:{{session}}" }, { session: null }),
  ).toEqual({ other: null, text: "s:" });
});

test("slots are found wherever they stand, and addresses encode what they are given", () => {
  expect([...slotsIn({ a: ["{{one}}", { b: "x {{two}} {{one}}" }] })]).toEqual(["one", "two"]);
  expect(fillText("/s/{{id}}?q={{q}}", { id: "a/../b", q: "x&y=1" }, encodeURIComponent)).toBe(
    "/s/a%2F..%2Fb?q=x%26y%3D1",
  );
});
