import type { FileChange, Workspace } from "#lib/base/index.ts";
import {
  applyChanges,
  checkFindingsGone,
  checkNoNewFindings,
  checkParses,
  checkReach,
  checkScope,
  checkSize,
  checkTestsKept,
  type FindingRef,
  type PatchScope,
  type ValidationCheck,
} from "#lib/engines/patch/index.ts";
import {
  bearsOnScan,
  countIgnoreMarks,
  parsesAsWellAs,
  type ScanReport,
  scan,
} from "#lib/engines/rules/index.ts";
import type { Checks } from "./ports.ts";

export interface Judged extends FindingRef {
  readonly path: string;
}

/** Rules whose fix reads from the environment what stood in the source. */
const movesSecret: ReadonlySet<string> = new Set(["secrets/committed", "js/session-secret"]);

const ids = ["scope", "size", "parses", "tests_kept", "reach", "findings"] as const;

/**
 * The validators of a model's change to `base`. The finding is gone on a re-scan of the touched files
 * and nothing new is there; the change parses, is small, in scope, weakens no test and reaches for
 * nothing new. Where no rule of ours can tell that it is gone, that is shown as not run, with the reason.
 */
export function standardChecks(
  base: Workspace,
  finding: Judged | null,
  scope: PatchScope,
  whyNotSeen = "The task names no finding",
): Checks {
  const one = async (
    id: (typeof ids)[number],
    changes: readonly FileChange[],
  ): Promise<readonly ValidationCheck[]> => {
    switch (id) {
      case "scope":
        return [checkScope(changes, scope)];
      case "size":
        return [checkSize(changes)];
      case "parses":
        return [checkParses(changes, parseBeside(changes))];
      case "tests_kept":
        return [checkTestsKept(changes)];
      case "reach":
        return [checkReach(changes, { environment: movesSecret.has(finding?.ruleId ?? "") })];
      case "findings":
        return await findingChecks(base, finding ?? whyNotSeen, changes);
    }
  };
  return {
    ids,
    async run(changes, wanted) {
      // What may not be written is not looked at any further.
      const [inScope] = await one("scope", changes);
      if (inScope?.outcome === "failed") return [inScope];
      const results: ValidationCheck[] = [];
      for (const id of ids.filter((each) => wanted === undefined || each === wanted)) {
        results.push(...(await one(id, changes)));
      }
      return results;
    },
  };
}

function parseBeside(changes: readonly FileChange[]) {
  const before = new Map(changes.map((change) => [change.path, change.before]));
  return (path: string, text: string) => parsesAsWellAs(path, before.get(path) ?? null, text);
}

async function findingChecks(
  base: Workspace,
  finding: Judged | string,
  changes: readonly FileChange[],
): Promise<readonly ValidationCheck[]> {
  const isSeen = typeof finding !== "string";
  const touched = new Set([...(isSeen ? [finding.path] : []), ...changes.map(pathOf)]);
  const looked = only(base, touched);
  const before = await scan(looked);
  const after = await scan(applyChanges(looked, changes));
  // A comment that excuses a finding is no repair of it.
  const standing = [...after.findings, ...after.ignored];
  const stood = [...before.findings, ...before.ignored];
  const gone: ValidationCheck = isSeen
    ? checkFindingsGone([finding], stood, standing)
    : {
        id: "finding_gone",
        title: "Finding gone on re-scan",
        outcome: "not_run",
        summary: finding,
      };
  const size = { rules: after.ruleIds.length, files: after.filesScanned };
  const fresh = checkNoNewFindings(stood, standing, size);
  const hiding = hidingFault(before, after, changes);
  return hiding === null ? [gone, fresh] : [gone, { ...fresh, outcome: "failed", summary: hiding }];
}

/** A mark such as @generated, an excuse or a setting would keep things out of this scan or every later one. */
function hidingFault(
  before: ScanReport,
  after: ScanReport,
  changes: readonly FileChange[],
): string | null {
  const steering = changes.map(pathOf).find(bearsOnScan);
  if (steering !== undefined) return `${steering} says what is looked at, and is changed`;
  const known = new Set(before.skipped.map(pathOf));
  const hidden = after.skipped.find(({ path }) => !known.has(path));
  if (hidden !== undefined) return `${hidden.path} is no longer scanned`;
  const excused = changes.find(
    (change) => countIgnoreMarks(change.after ?? "") > countIgnoreMarks(change.before ?? ""),
  );
  return excused === undefined ? null : `${excused.path} gains an etna-ignore comment`;
}

function pathOf({ path }: { readonly path: string }): string {
  return path;
}

/** The workspace with only these of its files. */
function only(workspace: Workspace, paths: ReadonlySet<string>): Workspace {
  return {
    list: async () =>
      (await workspace.list()).filter(({ path }) => paths.has(path) || bearsOnScan(path)),
    skipped: async () =>
      (await workspace.skipped()).filter(({ path }) => paths.has(path) || bearsOnScan(path)),
    read: (path) => workspace.read(path),
  };
}
