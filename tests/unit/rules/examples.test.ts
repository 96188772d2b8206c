import { describe, expect, it } from "vitest";
import type { FileChange, Workspace } from "#lib/base/index.ts";
import { applyChanges } from "#lib/engines/patch/index.ts";
import { type Example, proposeFix, type Rule, rules, scan } from "#lib/engines/rules/index.ts";
import { memoryWorkspace } from "#lib/platform/workspace/index.ts";

function textOf(example: Example): string {
  return typeof example.code === "string" ? example.code : example.code();
}

function workspaceOf(example: Example): Workspace {
  return memoryWorkspace(new Map([[example.path, textOf(example)]]));
}

async function findingsOf(rule: Rule, workspace: Workspace) {
  return (await scan(workspace, { ruleIds: [rule.id] })).findings;
}

/** Fixes one finding after another until none is left that has a fix. */
async function fixAll(rule: Rule, start: Workspace): Promise<readonly FileChange[]> {
  let workspace = start;
  let changes: readonly FileChange[] = [];
  for (let round = 0; round < 10; round++) {
    const [next] = (await findingsOf(rule, workspace)).filter((finding) => finding.fixable);
    if (next === undefined) break;
    const proposed = await proposeFix(workspace, next);
    expect(proposed, next.message).not.toBeNull();
    changes = proposed ?? [];
    workspace = applyChanges(workspace, changes);
  }
  return changes;
}

describe.each(rules.map((rule) => [rule.id, rule] as const))("%s", (_id, rule) => {
  it.each(rule.examples.bad.map((each) => [each.path, each] as const))(
    "finds and repairs %s, and then has nothing more to do",
    async (_path, example) => {
      const workspace = workspaceOf(example);
      const findings = await findingsOf(rule, workspace);
      expect(findings.map((finding) => finding.startLine)).toContain(example.line);
      const [change] = await fixAll(rule, workspace);
      expect(change?.after).toBe(example.after);

      const fixed = memoryWorkspace(new Map([[example.path, example.after ?? ""]]));
      expect((await scan(fixed)).findings).toEqual([]);
    },
  );

  it.each(rule.examples.good.map((each) => [each.path, each] as const))(
    "leaves %s alone",
    async (_path, example) => {
      const findings = await findingsOf(rule, workspaceOf(example));
      expect(findings.map((finding) => `${finding.startLine}: ${finding.message}`)).toEqual([]);
    },
  );

  it.each((rule.examples.untouched ?? []).map((each) => [each.path, each] as const))(
    "reports %s without a fix",
    async (_path, example) => {
      const workspace = workspaceOf(example);
      const findings = await findingsOf(rule, workspace);
      expect(findings.map((finding) => finding.startLine)).toContain(example.line);
      const first = findings.find((finding) => finding.startLine === example.line);
      expect(first?.fixable).toBe(false);
      expect(first === undefined ? [] : await proposeFix(workspace, first)).toBeNull();
    },
  );

  it.each(rule.examples.bad.map((each) => [each.path, each] as const))(
    "repairs %s with Windows line endings and keeps them",
    async (_path, example) => {
      const windows = textOf(example).replaceAll("\n", "\r\n");
      const [change] = await fixAll(rule, memoryWorkspace(new Map([[example.path, windows]])));
      expect(change?.after).toBe(example.after?.replaceAll("\n", "\r\n"));
    },
  );

  it.each(rule.examples.bad.map((each) => [each.path, each] as const))(
    "repairs %s without its last line break, and adds none",
    async (_path, example) => {
      const cut = textOf(example).trimEnd();
      const [change] = await fixAll(rule, memoryWorkspace(new Map([[example.path, cut]])));
      expect(change?.after).toBe(example.after?.trimEnd());
    },
  );
});
