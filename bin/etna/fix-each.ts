import { type FileChange, isAppError, type Workspace } from "#lib/base/index.ts";
import { applyChanges } from "#lib/engines/patch/index.ts";
import {
  bearsOnScan,
  type Finding,
  type FixPorts,
  portAsked,
  proposeFix,
  scan,
} from "#lib/engines/rules/index.ts";

/** A finding that stays, and why. */
interface Left {
  readonly finding: Finding;
  readonly why: string;
}

export interface Fixed {
  /** Sorted by path; each from the text as it was read to the text after all fixes. */
  readonly changes: readonly FileChange[];
  readonly fixed: readonly Finding[];
  readonly left: readonly Left[];
}

/** One fix after another, each upon the text that the last one left. */
export async function fixEach(
  workspace: Workspace,
  findings: readonly Finding[],
  ports: FixPorts,
): Promise<Fixed> {
  const changed = new Map<string, FileChange>();
  const left: Left[] = [];
  for (const finding of findings) {
    const now = applyChanges(workspace, [...changed.values()]);
    const proposed = await proposeFix(now, finding, ports).catch((error: unknown) => {
      if (!isAppError(error, "conflict")) throw error;
      return error.message;
    });
    if (typeof proposed === "string") {
      left.push({ finding, why: proposed });
      continue;
    }
    for (const change of proposed ?? []) {
      const before = changed.get(change.path)?.before ?? change.before;
      changed.set(change.path, { ...change, before });
    }
    if (proposed === null && !(await isGone(now, finding, ports))) {
      left.push({ finding, why: whyNone(finding, ports) });
    }
  }
  const changes = [...changed.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
  const stays = new Set(left.map(({ finding }) => finding));
  return { changes, fixed: findings.filter((finding) => !stays.has(finding)), left };
}

function whyNone({ ruleId, fixable }: Finding, ports: FixPorts): string {
  const asked = fixable ? portAsked(ruleId) : null;
  if (asked === null || ports[asked] !== undefined) return "no fix is proven safe here";
  return asked === "actionCommits"
    ? "its fix asks GitHub, with --actions"
    : "its fix asks a registry for a package, with --dependencies";
}

/** An equal fault further up in the same function may have been repaired along with another. */
async function isGone(workspace: Workspace, finding: Finding, ports: FixPorts): Promise<boolean> {
  const looked = finding.dependency === undefined ? onlyFile(workspace, finding.path) : workspace;
  const { findings } = await scan(looked, {
    ruleIds: [finding.ruleId],
    advisories: ports.advisories,
  });
  return !findings.some((each) => each.fingerprint === finding.fingerprint);
}

function onlyFile(workspace: Workspace, path: string): Workspace {
  return {
    list: async () =>
      (await workspace.list()).filter((file) => file.path === path || bearsOnScan(file.path)),
    skipped: async () => [],
    read: (each) => workspace.read(each),
  };
}
