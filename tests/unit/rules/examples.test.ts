import { describe, expect, it } from "vitest";
import { type FileChange, isAppError, type Workspace } from "#lib/base/index.ts";
import { applyChanges } from "#lib/engines/patch/index.ts";
import {
  type Example,
  type Finding,
  proposeFix,
  type Rule,
  rules,
  scan,
} from "#lib/engines/rules/index.ts";
import { memoryWorkspace } from "#lib/platform/workspace/index.ts";
import { examplePorts } from "../../support/example-ports.ts";

function textOf(example: Example): string {
  return typeof example.code === "string" ? example.code : example.code();
}

function workspaceOf(example: Example, text = textOf(example)): Workspace {
  const beside = Object.entries(example.beside ?? {});
  return memoryWorkspace(new Map([...beside, [example.path, text]]));
}

async function findingsOf(rule: Rule, workspace: Workspace) {
  return (await scan(workspace, { ruleIds: [rule.id] })).findings;
}

/** A fix that cannot be made may say why. */
async function proposedOrWhy(workspace: Workspace, finding: Finding) {
  return await proposeFix(workspace, finding, examplePorts).catch((error: unknown) => {
    if (isAppError(error, "conflict")) return error.message;
    throw error;
  });
}

/** Fixes one finding after another until none is left that has a fix: each file as it then is. */
async function fixAll(rule: Rule, start: Workspace): Promise<ReadonlyMap<string, string | null>> {
  let workspace = start;
  const after = new Map<string, string | null>();
  for (let round = 0; round < 10; round++) {
    const [next] = (await findingsOf(rule, workspace)).filter((finding) => finding.fixable);
    if (next === undefined) break;
    const proposed = await proposeFix(workspace, next, examplePorts);
    expect(proposed, next.message).not.toBeNull();
    const changes: readonly FileChange[] = proposed ?? [];
    for (const change of changes) after.set(change.path, change.after);
    workspace = applyChanges(workspace, changes);
  }
  return after;
}

describe.each(rules.map((rule) => [rule.id, rule] as const))("%s", (_id, rule) => {
  const fixed = rule.examples.bad.filter((each) => each.after !== undefined);
  const reported = [
    ...rule.examples.bad.filter((each) => each.after === undefined),
    ...(rule.examples.untouched ?? []),
  ];

  it("has examples of what it finds and of what it does not", () => {
    expect(rule.examples.bad.length).toBeGreaterThan(0);
    expect(rule.examples.good.length).toBeGreaterThan(0);
    expect(fixed.length > 0).toBe(rule.fixClass !== "C");
  });

  it.each(fixed.map((each) => [each.path, each] as const))(
    "finds and repairs %s, and then has nothing more to do",
    async (_path, example) => {
      const workspace = workspaceOf(example);
      const findings = await findingsOf(rule, workspace);
      expect(findings.map((finding) => finding.startLine)).toContain(example.line);
      const made = await fixAll(rule, workspace);
      expect(Object.fromEntries(made)).toEqual({
        [example.path]: example.after,
        ...example.afterBeside,
      });
      if (typeof example.after !== "string") return;
      expect(await findingsOf(rule, workspaceOf(example, example.after))).toEqual([]);
    },
  );

  it.each(rule.examples.good.map((each) => [each.path, each] as const))(
    "leaves %s alone",
    async (_path, example) => {
      const findings = await findingsOf(rule, workspaceOf(example));
      expect(findings.map((finding) => `${finding.startLine}: ${finding.message}`)).toEqual([]);
    },
  );

  it.each(reported.map((each) => [each.path, each] as const))(
    "reports %s without a fix",
    async (_path, example) => {
      const workspace = workspaceOf(example);
      const findings = await findingsOf(rule, workspace);
      expect(findings.map((finding) => finding.startLine)).toContain(example.line);
      const first = findings.find((finding) => finding.startLine === example.line);
      expect(first?.fixable).toBe(false);
      const proposed = first === undefined ? [] : await proposedOrWhy(workspace, first);
      expect(proposed === null || typeof proposed === "string").toBe(true);
    },
  );

  it.each(fixed.map((each) => [each.path, each] as const))(
    "repairs %s with Windows line endings and keeps them",
    async (_path, example) => {
      const windows = textOf(example).replaceAll("\n", "\r\n");
      const made = await fixAll(rule, workspaceOf(example, windows));
      expect(made.get(example.path) ?? null).toBe(example.after?.replaceAll("\n", "\r\n") ?? null);
    },
  );

  it.each(fixed.map((each) => [each.path, each] as const))(
    "repairs %s without its last line break, and adds none",
    async (_path, example) => {
      const cut = textOf(example).trimEnd();
      const made = await fixAll(rule, workspaceOf(example, cut));
      expect(made.get(example.path) ?? null).toBe(example.after?.trimEnd() ?? null);
    },
  );
});
