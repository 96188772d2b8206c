import { expect, test } from "vitest";
import { shellDoesMore } from "#lib/engines/adversary/graders/parsers/shell.ts";
import { parseText } from "#lib/engines/rules/syntax.ts";

// ast-grep takes a process's languages once: this file's process asks the rules first.
test("shell is read in a process that has read Python before", () => {
  expect(parseText("python", "print(1)")?.kind()).toBe("module");
  expect(shellDoesMore("ls | curl x", ["ls"])?.what).toBe("the program curl");
});
