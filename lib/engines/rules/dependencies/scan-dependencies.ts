import { isAppError, type Workspace } from "#lib/base/index.ts";
import { fingerprints } from "../fingerprint.ts";
import { blankedLines, linesFrame } from "../frame.ts";
import { ignoreReason } from "../ignore.ts";
import type { DependencyState, Finding, IgnoredFinding } from "../rule.ts";
import { findSecretValues } from "../secrets/secret-values.ts";
import { sourceFile } from "../source-file.ts";
import type { DependencyFault } from "./fault.ts";
import { lockfileFaults } from "./lockfile-faults.ts";
import { npmProjects } from "./npm-project.ts";
import type { Advisories } from "./ports.ts";
import { readDependencyFiles } from "./read-files.ts";
import { vulnerableDependency } from "./rule-texts.ts";
import { usedPackages } from "./used-packages.ts";
import { findVulnerable, type VulnerablePackage, vulnerableFault } from "./vulnerable.ts";

/** More of one kind in one file tell nobody more. */
const maxFaults = 300;

export interface DependencyScan {
  readonly findings: readonly Finding[];
  readonly ignored: readonly IgnoredFinding[];
  readonly state: DependencyState;
  /** What each finding of a vulnerable package is about, by its fingerprint. */
  readonly vulnerable: ReadonlyMap<string, VulnerablePackage>;
}

/**
 * What the manifests and lockfiles of a repository say, and what `advisories` knows of the packages
 * in them. Without a database, or without its whole answer, the state says so: nothing found among
 * what nobody asked about is no answer.
 */
export async function scanDependencies(
  workspace: Workspace,
  options: {
    readonly ruleIds: readonly string[];
    readonly advisories?: Advisories | undefined;
    readonly signal?: AbortSignal | undefined;
  },
): Promise<DependencyScan> {
  const { ruleIds, advisories, signal } = options;
  const texts = await readDependencyFiles(workspace);
  const faults = npmProjects(texts).flatMap((project) => lockfileFaults(project));
  const packages = usedPackages(texts);
  const asks = ruleIds.includes(vulnerableDependency.id) && packages.length > 0;
  let state: DependencyState = { packages: packages.length, asked: "no" };
  let found: readonly VulnerablePackage[] = [];
  if (asks && advisories !== undefined) {
    try {
      found = await findVulnerable(packages, advisories, signal);
      state = { ...state, asked: "yes" };
    } catch (error) {
      if (!isAppError(error, "unavailable") && !isAppError(error, "too_large")) throw error;
      state = { ...state, asked: "in_vain", reason: error.message };
    }
  }
  const about = new Map(found.map((each) => [vulnerableFault(each), each] as const));
  const wanted = [...faults, ...about.keys()].filter(({ rule }) => ruleIds.includes(rule.id));
  const placed = await place(wanted, texts);
  const vulnerable = placed.flatMap(({ fault, finding }) => {
    const each = about.get(fault);
    return each === undefined ? [] : [[finding.fingerprint, each] as const];
  });
  return {
    findings: placed.flatMap(({ finding, reason }) => (reason === null ? [finding] : [])),
    ignored: placed.flatMap(({ finding, reason }) =>
      reason === null ? [] : [{ ...finding, fixable: false, ignoreReason: reason }],
    ),
    state,
    vulnerable: new Map(vulnerable),
  };
}

interface Placed {
  readonly fault: DependencyFault;
  readonly finding: Finding;
  readonly reason: string | null;
}

async function place(
  faults: readonly DependencyFault[],
  texts: ReadonlyMap<string, string>,
): Promise<readonly Placed[]> {
  const placed: Placed[] = [];
  for (const ofFile of Map.groupBy(faults, ({ rule, path }) => `${rule.id}\0${path}`).values()) {
    const some = ofFile.toSorted((a, b) => a.start - b.start).slice(0, maxFaults);
    const [{ rule, path } = { rule: vulnerableDependency, path: "" }] = some;
    const file = sourceFile(path, texts.get(path) ?? "");
    const prints = fingerprints(
      rule.id,
      path,
      some.map((fault) => ({ ...fault, symbol: "" })),
    );
    for (const [at, fault] of some.entries()) {
      const [start, end] = [file.positionAt(fault.start), file.positionAt(fault.end)];
      const dependency = fault.dependency && { dependency: fault.dependency };
      placed.push({
        fault,
        reason: ignoreReason(file.lines(), start.line, rule.id),
        finding: {
          ruleId: rule.id,
          fingerprint: prints[at]?.print ?? "",
          severity: fault.severity,
          cwe: rule.cwe,
          title: rule.title,
          message: fault.message,
          path,
          startLine: start.line,
          startColumn: start.column,
          endLine: end.line,
          endColumn: end.column,
          frame: await shownLines(path, file.lines(), start.line, end.line),
          fixable: fault.fixable,
          ...dependency,
        },
      });
    }
  }
  return placed;
}

/** The lines around a finding, looked at for secrets by themselves: a lockfile is long. */
async function shownLines(path: string, lines: readonly string[], first: number, last: number) {
  const frame = linesFrame(lines, first, last);
  const text = frame.lines.join("\n");
  const secrets = [...(await findSecretValues(path, text)), ...loginsIn(text)];
  return {
    startLine: frame.startLine,
    lines: blankedLines(
      text,
      secrets.sort((a, b) => a.start - b.start),
    ),
  };
}

/** A name and a password in front of a host. */
function loginsIn(text: string) {
  return [...text.matchAll(/(?<=:\/\/)[^/\s"@]+(?=@)/g)].map(({ 0: login, index }) => ({
    start: index,
    end: index + login.length,
  }));
}
