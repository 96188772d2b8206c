import { describe, expect, it } from "vitest";
import { etnaBranch } from "#lib/platform/forge/index.ts";
import { git } from "./local-forge-helpers.ts";

describe("etnaBranch", () => {
  it.each(["etna/fix-1", "etna/0a_b.c-d", `etna/${"a".repeat(64)}`])(
    "takes %s, as git does",
    (name) => {
      expect(etnaBranch(name)).toBe(name);
      expect(git("/", ["check-ref-format", "--branch", name])).toBe(name);
    },
  );

  it.each([
    "main",
    "etna",
    "etna/",
    "etna//a",
    "etna/a/b",
    "Etna/a",
    "etna/A",
    "etna/-a",
    "etna/.a",
    "etna/a.",
    "etna/a..b",
    "etna/a.lock",
    "etna/../main",
    "etna/a b",
    "etna/a\n",
    "etna/a@{1}",
    "etna/a~1",
    "etna/a^",
    "etna/é",
    "refs/heads/etna/a",
    "etna/a\0",
    `etna/${"a".repeat(300)}`,
  ])("refuses %j", (name) => {
    expect(() => etnaBranch(name)).toThrow(expect.objectContaining({ code: "invalid_input" }));
  });
});
