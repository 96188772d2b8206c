import { AppError, decodeUtf8, type Workspace, type WorkspaceFile } from "#lib/base/index.ts";
import type { Advisories } from "./dependencies/ports.ts";
import { scanDependencies } from "./dependencies/scan-dependencies.ts";
import { findFileRule, findRule, ruleTexts } from "./list.ts";
import type { Finding, IgnoredFinding, ScanReport, ScanSkip } from "./rule.ts";
import { detectInFile } from "./scan-file.ts";
import { isBinary, skipByName, skipByText, vendoredFolder } from "./skip.ts";
import { type SourceFile, sourceFile } from "./source-file.ts";
import { toFindings } from "./to-findings.ts";

export interface ScanOptions {
  /** Only these rules; all that are on by default when absent. An unknown id throws `invalid_input`. */
  readonly ruleIds?: readonly string[];
  /** Who knows which packages are vulnerable. Without it nobody is asked, and the report says so. */
  readonly advisories?: Advisories | undefined;
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/**
 * Looks at every file of the workspace, one after another: time is linear in files and one file is
 * in memory at a time. Throws what the workspace throws, and `signal.reason` when aborted.
 */
export async function scan(workspace: Workspace, options: ScanOptions = {}): Promise<ScanReport> {
  const ruleIds = selectRules(options.ruleIds);
  const rules = ruleIds.flatMap((id) => findFileRule(id) ?? []);
  const files = await workspace.list();
  const skipped = new Map<string, ScanSkip>();
  for (const skip of await workspace.skipped()) skipped.set(skip.path, skip);
  const findings: Finding[] = [];
  const ignored: IgnoredFinding[] = [];
  let filesScanned = 0;
  let bytesScanned = 0;
  for (const [at, entry] of files.entries()) {
    options.signal?.throwIfAborted();
    const file = await load(workspace, entry);
    if (isSkip(file)) {
      skipped.set(file.path, file);
    } else {
      filesScanned++;
      bytesScanned += entry.sizeBytes;
      const located = await detectInFile(file, rules);
      const found = await toFindings(file, located, workspace);
      found.forEach((finding, index) => {
        const reason = located[index]?.ignoreReason ?? null;
        if (reason === null) findings.push(finding);
        else ignored.push({ ...finding, ignoreReason: reason });
      });
    }
    options.onProgress?.(at + 1, files.length);
  }
  const { advisories, signal } = options;
  const dependencies = await scanDependencies(workspace, { ruleIds, advisories, signal });
  return {
    findings: [...findings, ...dependencies.findings].sort(byPlace),
    ignored: [...ignored, ...dependencies.ignored].sort(byPlace),
    skipped: [...skipped.values()].sort((a, b) => (a.path < b.path ? -1 : 1)),
    ruleIds,
    filesScanned,
    bytesScanned,
    dependencies: dependencies.state,
  };
}

function selectRules(ruleIds: readonly string[] | undefined): readonly string[] {
  const known = ruleTexts.map((each) => each.id);
  const unknown = ruleIds?.find((id) => findRule(id) === undefined);
  if (unknown === undefined) {
    const on = ruleTexts.filter((each) => each.offByDefault === undefined).map((each) => each.id);
    return ruleIds ?? on;
  }
  throw new AppError(
    "invalid_input",
    `There is no rule "${unknown}". Known rules: ${known.join(", ")}.`,
  );
}

/** Reads one file as text, or says why it is left out. */
export async function load(
  workspace: Workspace,
  entry: WorkspaceFile,
): Promise<SourceFile | ScanSkip> {
  const folder = vendoredFolder(entry.path);
  if (folder !== null) return { path: folder, reason: "vendored" };
  const byName = skipByName(entry);
  if (byName !== null) return { path: entry.path, reason: byName };
  let bytes: Uint8Array;
  try {
    bytes = await workspace.read(entry.path);
  } catch (cause) {
    if (cause instanceof AppError && cause.code === "unavailable") {
      return { path: entry.path, reason: "unreadable" };
    }
    throw cause;
  }
  if (isBinary(bytes)) return { path: entry.path, reason: "binary" };
  const text = decodeUtf8(bytes);
  if (text === null) return { path: entry.path, reason: "invalid_utf8" };
  const byText = skipByText(entry.path, text);
  return byText === null ? sourceFile(entry.path, text) : { path: entry.path, reason: byText };
}

export function isSkip(file: SourceFile | ScanSkip): file is ScanSkip {
  return "reason" in file;
}

function byPlace(a: Finding, b: Finding): number {
  if (a.path !== b.path) return a.path < b.path ? -1 : 1;
  return a.startLine - b.startLine || a.startColumn - b.startColumn;
}
