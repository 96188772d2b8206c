import { expect, test } from "vitest";
import { pathFault, textAt, valuesAt } from "#lib/engines/adversary/targets/json-path.ts";

test("texts at a path are joined, and anything else is written as JSON", () => {
  const answer = { parts: [{ text: "a" }, { text: "b" }], n: 7, none: null, o: { x: [1] } };
  expect(textAt("$.parts[*].text", answer)).toBe("ab");
  expect(textAt("$.n", answer)).toBe("7");
  expect(textAt("$.o", answer)).toBe('{"x":[1]}');
  expect(textAt("$.none", answer)).toBe("");
  expect(textAt("$.missing.deeper", answer)).toBeNull();
  expect(textAt("$", "words")).toBe("words");
});

test("a large answer is looked through as a whole, and a deep one is not refused as a broken line", () => {
  const large = {
    list: Array.from({ length: 20_000 }, (_, n) => ({ n })),
    last: { reply: "Here" },
  };
  expect(pathFault("$..reply")).toBeNull();
  expect(textAt("$..reply", large)).toBe("Here");
  let deep: unknown = { reply: "Here" };
  for (let depth = 0; depth < 5000; depth++) deep = { deep };
  expect(() => valuesAt("$..reply", deep)).toThrow(/nested too deeply/);
  const brackets = JSON.parse(`${"[".repeat(100_000)}${"]".repeat(100_000)}`);
  expect(() => textAt("$", brackets)).toThrow(/nested too deeply/);
});
