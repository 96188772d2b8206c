import { AppError, type FileChange, isAppError, utf8, type Workspace } from "#lib/base/index.ts";
import type { Finding } from "../rule.ts";
import type { Advisories, Registry } from "./ports.ts";
import { type Bump, type Raised, raiseNpm } from "./raise-npm.ts";
import { raisePins } from "./raise-python.ts";
import { isDependencyFile, readDependencyFiles } from "./read-files.ts";
import { dependencyRules, lockfileHost, vulnerableDependency } from "./rule-texts.ts";
import { type DependencyScan, scanDependencies } from "./scan-dependencies.ts";
import type { VulnerablePackage } from "./vulnerable.ts";

/** Who is asked when a dependency is raised. */
export interface DependencyPorts {
  readonly advisories: Advisories;
  readonly registry: Registry;
}

export interface ProposedBumps {
  readonly changes: readonly FileChange[];
  readonly bumps: readonly Bump[];
  /** Fingerprints of all findings that the change removes, the first one among them. */
  readonly fixed: readonly string[];
}

/** A signed statement names every finding of its fix, and key services sign fewer than 4,096 bytes. */
const maxBumps = 10;

type Target = readonly [fingerprint: string, of: VulnerablePackage];

/**
 * The change that raises the dependency of the finding `first` and, with it, those of `others` that
 * the same manifest names. A major step goes alone. What cannot be raised is left out of the group.
 * Null where the finding is gone. Throws `conflict` where the first one cannot be raised, and
 * `unavailable` where nobody answers about the packages.
 */
export async function proposeBumps(
  workspace: Workspace,
  first: string,
  others: readonly string[],
  ports: DependencyPorts,
): Promise<ProposedBumps | null> {
  const files = dependencyFiles(workspace);
  const before = await look(files, ports);
  const target = before.vulnerable.get(first);
  if (target === undefined) return null;
  const group = groupOf(before, [first, target], others);
  const texts = await readDependencyFiles(files);
  const attempt = (targets: readonly Target[]) =>
    raiseChecked(files, texts, before, targets, ports);
  if (group.length === 1) return await attempt(group);
  try {
    return await attempt(group);
  } catch (error) {
    if (!isAppError(error, "conflict")) throw error;
  }
  const alone = await attempt([[first, target]]);
  const able: Target[] = [[first, target]];
  for (const other of group.slice(1)) if (await succeeds(() => attempt([other]))) able.push(other);
  return (await succeeds(() => attempt(able))) ?? alone;
}

/** Registries that are known to answer over HTTPS are asked that way. Null where another one is among them. */
export async function secureAddresses(
  workspace: Workspace,
  finding: Pick<Finding, "path" | "fingerprint">,
): Promise<readonly FileChange[] | null> {
  const ruleIds = [lockfileHost.id];
  const { findings } = await scanDependencies(workspace, { ruleIds });
  const found = findings.find(({ fingerprint }) => fingerprint === finding.fingerprint);
  const text = (await readDependencyFiles(workspace)).get(finding.path);
  if (found?.fixable !== true || text === undefined) return null;
  const after = text.replace(
    /("resolved":\s*")http:(\/\/registry\.(?:npmjs\.org|yarnpkg\.com)\/)/g,
    "$1https:$2",
  );
  return [{ path: finding.path, before: text, after }];
}

/** What the same manifest names, in steps that are not major; the first one alone where its step is. */
function groupOf(
  before: DependencyScan,
  first: Target,
  others: readonly string[],
): readonly Target[] {
  const facts = new Map(before.findings.map((each) => [each.fingerprint, each.dependency]));
  const own = facts.get(first[0]);
  if (own === undefined || own.major) return [first];
  const beside = others.flatMap((fingerprint): readonly Target[] => {
    const [each, of] = [facts.get(fingerprint), before.vulnerable.get(fingerprint)];
    const joins = each?.manifest === own.manifest && !each.major && each.fixedVersion !== null;
    return joins && of !== undefined && fingerprint !== first[0] ? [[fingerprint, of]] : [];
  });
  return [first, ...beside.slice(0, maxBumps - 1)];
}

async function raiseChecked(
  files: Workspace,
  texts: ReadonlyMap<string, string>,
  before: DependencyScan,
  targets: readonly Target[],
  ports: DependencyPorts,
): Promise<ProposedBumps> {
  const raised = await raise(texts, targets, ports);
  const after = await look(withChanges(files, raised.changes), ports);
  const left = new Set([...after.findings, ...after.ignored].map(({ fingerprint }) => fingerprint));
  const stays = targets.find(([fingerprint]) => left.has(fingerprint));
  if (stays !== undefined) {
    throw new AppError("conflict", `${stays[1].used.name} would stay in a vulnerable version.`);
  }
  const known = new Set([...before.findings, ...before.ignored].map((each) => each.fingerprint));
  const fresh = after.findings.find(({ fingerprint }) => !known.has(fingerprint));
  if (fresh !== undefined) {
    throw new AppError("conflict", `The change would bring a new finding: ${fresh.message}`);
  }
  // A raise may take others along: what came in through the old version goes with it.
  const fixed = targets.map(([fingerprint]) => fingerprint);
  return { ...raised, fixed };
}

async function raise(
  texts: ReadonlyMap<string, string>,
  targets: readonly Target[],
  ports: DependencyPorts,
): Promise<Raised> {
  const packages = targets.map(([, of]) => of);
  const used = packages[0]?.used;
  if (used === undefined) throw new AppError("internal", "Nothing was to be raised.");
  if (used.npm !== null) return await raiseNpm(used.npm.project, packages, ports);
  return raisePins(used.path, texts.get(used.path) ?? "", packages);
}

async function look(files: Workspace, { advisories }: DependencyPorts): Promise<DependencyScan> {
  const ruleIds = dependencyRules.map(({ id }) => id);
  const scan = await scanDependencies(files, { ruleIds, advisories });
  if (scan.state.asked === "in_vain") {
    throw new AppError("unavailable", scan.state.reason ?? "No advisory database answers.");
  }
  return scan;
}

async function succeeds<T>(attempt: () => Promise<T>): Promise<T | null> {
  try {
    return await attempt();
  } catch (error) {
    if (isAppError(error, "conflict")) return null;
    throw error;
  }
}

function dependencyFiles(workspace: Workspace): Workspace {
  return {
    list: async () => (await workspace.list()).filter(({ path }) => isDependencyFile(path)),
    skipped: () => workspace.skipped(),
    read: (path) => workspace.read(path),
  };
}

function withChanges(files: Workspace, changes: readonly FileChange[]): Workspace {
  const texts = new Map(changes.map(({ path, after }) => [path, utf8(after ?? "")]));
  return {
    list: async () =>
      (await files.list()).map((file) => ({
        path: file.path,
        sizeBytes: texts.get(file.path)?.length ?? file.sizeBytes,
      })),
    skipped: () => files.skipped(),
    read: async (path) => texts.get(path) ?? (await files.read(path)),
  };
}

export function isVulnerableDependency(ruleId: string): boolean {
  return ruleId === vulnerableDependency.id;
}
