import { AppError, type FileChange, type Workspace } from "#lib/base/index.ts";
import {
  applyChanges,
  checkFindingsGone,
  checkNoNewFindings,
  checkParses,
  checkScope,
  checkSize,
  type FindingRef,
  type ValidationCheck,
} from "#lib/engines/patch/index.ts";
import {
  bearsOnScan,
  type Finding,
  filesBeside,
  isDependencyFile,
  isNpmFile,
  isVulnerableDependency,
  parsesAsWellAs,
  type ScanOptions,
  scan,
} from "#lib/engines/rules/index.ts";
import { openAdvisories } from "#lib/platform/advisories/index.ts";
import { ciBefore } from "./customer-ci.ts";

/** What nobody ran. It is shown, and it is in the statement: silence would read as a pass. */
const secondOpinion: ValidationCheck = {
  id: "second_opinion",
  title: "Second opinion",
  outcome: "not_run",
  summary: "No second model is chosen",
};

/** Many packages may have to move for one, and a lockfile says a dozen lines of each. */
const lockfileLimits = { maxChangedLines: 1500, maxFiles: 10, maxChangedBytes: 262_144 };

type Judged = FindingRef & { readonly path: string };

/**
 * The validation card of a change to `base`: every finding is gone on a re-scan of the touched files,
 * nothing new is there, every file parses, and the change is in scope and small. Throws
 * `unavailable` where the change is about packages and nobody answers about them.
 */
export async function validateChange(
  base: Workspace,
  changes: readonly FileChange[],
  findings: readonly Judged[],
  ci: "local" | "none" | "waiting",
): Promise<readonly ValidationCheck[]> {
  const paths = [...findings, ...changes].map(({ path }) => path);
  const touched = new Set(paths);
  // What a manifest says is judged together with its lockfile.
  const together = paths.some(isDependencyFile);
  const beside = new Set(findings.flatMap(({ ruleId, path }) => filesBeside(ruleId, path)));
  const brought = changes
    .map(({ path }) => path)
    .filter((path) => beside.has(path) && isNpmFile(path));
  const looked = only(
    base,
    (path) => touched.has(path) || bearsOnScan(path) || (together && isDependencyFile(path)),
  );
  const aboutPackages =
    brought.length > 0 || findings.some(({ ruleId }) => isVulnerableDependency(ruleId));
  const advisories = aboutPackages ? openAdvisories() : undefined;
  const before = await scanWhole(looked, advisories);
  const after = await scanWhole(applyChanges(looked, changes), advisories);
  const beforeText = new Map(changes.map((change) => [change.path, change.before]));
  const parses = (path: string, text: string) =>
    parsesAsWellAs(path, beforeText.get(path) ?? null, text);
  const dependencyPaths = [...dependencyScope(findings, before.findings, changes), ...brought];
  return [
    checkFindingsGone(findings, before.findings, after.findings),
    checkNoNewFindings(before.findings, after.findings, {
      rules: after.ruleIds.length,
      files: after.filesScanned,
    }),
    checkParses(changes, parses),
    checkScope(changes, {
      paths: [],
      findingPaths: [...findings.map(({ path }) => path), ...beside, ...dependencyPaths],
    }),
    dependencyPaths.length > 0 ? checkSize(changes, lockfileLimits) : checkSize(changes),
    secondOpinion,
    ciBefore(ci),
  ];
}

async function scanWhole(workspace: Workspace, advisories: ScanOptions["advisories"]) {
  const report = await scan(workspace, { advisories });
  const { asked, reason } = report.dependencies;
  if (asked === "in_vain") throw new AppError("unavailable", reason ?? "Nobody answers.");
  return report;
}

/** A package is raised in its project's manifests and lockfile, and in no other's. */
function dependencyScope(
  findings: readonly Judged[],
  before: readonly Finding[],
  changes: readonly FileChange[],
): readonly string[] {
  const prints = new Set(findings.map(({ fingerprint }) => fingerprint));
  const folders = before.flatMap(({ fingerprint, dependency }) =>
    dependency && prints.has(fingerprint) ? [dependency.manifest.replace(/[^/]*$/, "")] : [],
  );
  return changes
    .map(({ path }) => path)
    .filter((path) => isDependencyFile(path) && folders.some((folder) => path.startsWith(folder)));
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
