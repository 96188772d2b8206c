import { diffArrays } from "diff";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { applyChanges } from "#lib/engines/patch/index.ts";
import { type Example, parsesAsWellAs, proposeFix, rules, scan } from "#lib/engines/rules/index.ts";
import { memoryWorkspace } from "#lib/platform/workspace/index.ts";
import { examplePorts } from "../../support/example-ports.ts";
import { leavesOf } from "../../support/syntax-leaves.ts";

interface Surroundings {
  readonly before: string;
  readonly after: string;
  readonly eol: "\n" | "\r\n";
  readonly endsWithBreak: boolean;
}

const remarks = ["plain", "with “quotes”, tabs\tand 漢字", "e\u0301 and 🚢", "42 %s {{ y }} $HOME"];

/** Comments and code that have nothing to do with any fault, by the kind of file. */
function surroundings(path: string): fc.Arbitrary<Surroundings> {
  const [mark, end, code] = neighbours(path);
  const comment = fc.constantFrom(...remarks).map((words) => `${mark}${words}${end}\n`);
  const comments = fc.array(comment, { maxLength: 3 }).map((lines) => lines.join(""));
  return fc.record({
    before: comments.map((text) => (text === "" ? "" : `${text}\n`)),
    after: fc.tuple(comments, fc.constantFrom("", ...code)).map((parts) => parts.join("")),
    eol: fc.constantFrom("\n" as const, "\r\n" as const),
    endsWithBreak: fc.boolean(),
  });
}

function neighbours(path: string): readonly [mark: string, end: string, code: readonly string[]] {
  if (/\.html?$/.test(path)) return ["<!-- ", " -->", ["<p>Open from nine.</p>\n"]];
  if (/\.py$/.test(path)) {
    return ["# ", "", ["\n\ndef _pause(n):\n    return [each * 2 for each in range(n)]\n"]];
  }
  if (/\.[cm]?[jt]sx?$/.test(path)) {
    return [
      "// ",
      "",
      ["\nfunction pauseOf(n) {\n  return n + 1;\n}\n", "\nlet pauses = [1, 2];\n"],
    ];
  }
  return ["# ", "", []];
}

function surrounded(example: Example, around: Surroundings): string {
  const text = typeof example.code === "string" ? example.code : example.code();
  const body = `${text.replace(/\n*$/, "\n")}${around.after}`;
  // A line that must be the file's first stays it.
  const whole = /^(?:#!|["']use |\/\*\* @jsx|from __future__|"""|<!doctype)/i.test(body)
    ? body
    : `${around.before}${body}`;
  const ended = around.endsWithBreak ? whole : whole.replace(/\n+$/, "");
  return ended.replaceAll("\n", around.eol);
}

/** Text that the fix of the example itself adds, takes or moves: a comment there may go with it. */
function changedTokens(path: string, before: string, after: string) {
  const [old, next] = [leavesOf(path, before), leavesOf(path, after)];
  const parts = diffArrays([...old], [...next]);
  return {
    removed: parts.flatMap((part) => (part.removed ? part.value : [])),
    added: parts.flatMap((part) => (part.added ? part.value : [])),
  };
}

const cases = rules.flatMap((rule) =>
  rule.examples.bad
    .filter((example) => example.after !== undefined && example.after !== null)
    .map((example) => [`${rule.id} in ${example.path}`, rule, example] as const),
);

describe.each(cases)("the fix of %s", (_name, rule, example) => {
  const { path } = example;

  async function repaired(text: string) {
    const files = new Map([...Object.entries(example.beside ?? {}), [path, text]]);
    let workspace = memoryWorkspace(files);
    let now = text;
    for (let round = 0; round < 10; round++) {
      const { findings } = await scan(workspace, { ruleIds: [rule.id] });
      const next = findings.find(({ fixable }) => fixable);
      if (next === undefined) return { text: now, left: findings, workspace, round };
      const changes = await proposeFix(workspace, next, examplePorts);
      expect(changes, "what is called fixable has a fix").not.toBeNull();
      workspace = applyChanges(workspace, changes ?? []);
      now = changes?.find((each) => each.path === path)?.after ?? now;
      const again = await proposeFix(workspace, next, examplePorts);
      expect(again, "a fix is there once").toBeNull();
    }
    throw new Error("Ten fixes were not enough.");
  }

  const plain = typeof example.code === "string" ? example.code : example.code();

  it("parses, comes once, ends the finding and touches nothing else, whatever stands around it", async () => {
    const own = changedTokens(path, plain, (await repaired(plain)).text);
    await fc.assert(
      fc.asyncProperty(surroundings(path), async (around) => {
        const before = surrounded(example, around);
        const { text: after, left, round } = await repaired(before);
        expect(round, "the finding is seen there, too").toBeGreaterThan(0);
        expect(left.filter(({ fixable }) => fixable)).toEqual([]);
        expect(parsesAsWellAs(path, before, after)).not.toBe(false);
        if (around.eol === "\r\n") expect(after.replaceAll("\r\n", "")).not.toContain("\n");
        else expect(after).not.toContain("\r");
        expect(after.endsWith("\n")).toBe(before.endsWith("\n"));
        expect(changedTokens(path, before, after)).toEqual(own);
      }),
      { numRuns: 12 },
    );
  });
});
