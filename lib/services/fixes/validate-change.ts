import type { FileChange, Workspace } from "#lib/base/index.ts";
import {
  applyChanges,
  checkFindingGone,
  checkNoNewFindings,
  checkParses,
  checkScope,
  checkSize,
  type FindingRef,
  type ValidationCheck,
} from "#lib/engines/patch/index.ts";
import { isDependencyFile, parsesAsWellAs, scan } from "#lib/engines/rules/index.ts";

/** What nobody ran. It is shown, and it is in the statement: silence would read as a pass. */
const notRun: readonly ValidationCheck[] = [
  {
    id: "second_opinion",
    title: "Second opinion",
    outcome: "not_run",
    summary: "No second model is chosen",
  },
  {
    id: "customer_ci",
    title: "Your CI on this head",
    outcome: "not_run",
    summary: "A local repository has no CI that Etna could watch",
  },
];

/**
 * The validation card of a change to `base`: the finding is gone on a re-scan of the touched files,
 * nothing new is there, every file parses, and the change is in scope and small.
 */
export async function validateChange(
  base: Workspace,
  changes: readonly FileChange[],
  finding: FindingRef & { readonly path: string },
): Promise<readonly ValidationCheck[]> {
  const touched = new Set([finding.path, ...changes.map((change) => change.path)]);
  // What a manifest says is judged together with its lockfile.
  const together = [...touched].some(isDependencyFile);
  const looked = only(base, (path) => touched.has(path) || (together && isDependencyFile(path)));
  const before = await scan(looked);
  const after = await scan(applyChanges(looked, changes));
  const beforeText = new Map(changes.map((change) => [change.path, change.before]));
  const parses = (path: string, text: string) =>
    parsesAsWellAs(path, beforeText.get(path) ?? null, text);
  return [
    checkFindingGone(finding, before.findings, after.findings),
    checkNoNewFindings(before.findings, after.findings, {
      rules: after.ruleIds.length,
      files: after.filesScanned,
    }),
    checkParses(changes, parses),
    checkScope(changes, { paths: [], findingPaths: [finding.path] }),
    checkSize(changes),
    ...notRun,
  ];
}

/** Why a change may not be proposed, or null when nothing speaks against it. */
export function refusalOf(checks: readonly ValidationCheck[]): string | null {
  const failed = checks.filter((check) => check.outcome === "failed");
  if (failed.length === 0) return null;
  return failed.map((check) => `${check.title}: ${check.summary}`).join(". ");
}

/** The workspace with only these of its files. */
function only(workspace: Workspace, has: (path: string) => boolean): Workspace {
  return {
    list: async () => (await workspace.list()).filter((file) => has(file.path)),
    skipped: async () => (await workspace.skipped()).filter((skip) => has(skip.path)),
    read: (path) => workspace.read(path),
  };
}
