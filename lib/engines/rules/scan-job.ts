import type { Workspace } from "#lib/base/index.ts";
import { findIgnore, idleMarks } from "./ignore.ts";
import { type Read, recordReads } from "./recorded-reads.ts";
import type { Finding, IgnoredFinding, IgnoreMark, Rule, ScanProblem } from "./rule.ts";
import { detectInFile, type Located } from "./scan-file.ts";
import { sourceFile } from "./source-file.ts";
import { toFindings } from "./to-findings.ts";

/** One file to look at. It is plain data: another process may do it. */
export interface ScanJob {
  readonly path: string;
  readonly text: string;
  /** Which of the scan's rules look at it. */
  readonly ruleIds: readonly string[];
  /** Of these no fix is tried: one took too long. */
  readonly withoutFix: readonly string[];
}

/** What was seen in one file: plain data again. */
export interface FileResult {
  readonly findings: readonly Finding[];
  readonly ignored: readonly IgnoredFinding[];
  readonly ignoreMarks: readonly IgnoreMark[];
  readonly problems: readonly ScanProblem[];
  readonly reads: readonly Read[];
}

export interface JobContext {
  readonly rules: ReadonlyMap<string, Rule>;
  /** Ids that a comment may name. */
  readonly known: ReadonlySet<string>;
  readonly workspace: Workspace;
  /** Told before each rule looks, and before its fix is tried. */
  readonly begin?: ((ruleId: string, fix: boolean) => void) | undefined;
}

/** Looks at one file. A rule that throws is a problem of this file, and the others go on. */
export async function scanJob(job: ScanJob, context: JobContext): Promise<FileResult> {
  const file = sourceFile(job.path, job.text);
  const problems: ScanProblem[] = [];
  const located: Located[] = [];
  for (const id of job.ruleIds) {
    const rule = context.rules.get(id);
    if (rule === undefined) continue;
    try {
      located.push(...(await detectInFile(file, [rule], context.begin)));
    } catch (error) {
      problems.push(problemOf(job.path, id, "failed", error));
    }
  }
  const recorded = recordReads(context.workspace);
  const found = await toFindings(file, located, recorded.workspace, {
    withoutFix: new Set(job.withoutFix),
    begin: context.begin,
    failed: (ruleId, error) => problems.push(problemOf(job.path, ruleId, "fix failed", error)),
  });
  const findings: Finding[] = [];
  const ignored: IgnoredFinding[] = [];
  const used = new Set<number>();
  for (const [at, finding] of found.entries()) {
    const ignoreReason = located[at]?.ignoreReason ?? null;
    if (ignoreReason === null) {
      findings.push(finding);
      continue;
    }
    ignored.push({ ...finding, ignoreReason });
    const mark = findIgnore(file.lines(), finding.startLine, finding.ruleId);
    if (mark !== null) used.add(mark.line);
  }
  const ignoreMarks = idleMarks(file, context.known, new Set(job.ruleIds), used);
  return { findings, ignored, ignoreMarks, problems, reads: await recorded.reads() };
}

function problemOf(path: string, ruleId: string, what: string, error: unknown): ScanProblem {
  const name = error instanceof Error ? error.name : "Error";
  const said = ruleId.startsWith("custom/") && error instanceof Error ? `: ${error.message}` : "";
  return {
    path,
    ruleId,
    message: `The rule's ${what === "failed" ? "look" : "fix"} failed (${name}${said}).`,
  };
}
