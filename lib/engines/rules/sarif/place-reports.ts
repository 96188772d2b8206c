import type { Workspace } from "#lib/base/index.ts";
import { sha256Hex } from "../fingerprint.ts";
import { blankValues, linesFrame } from "../frame.ts";
import type { CodeFrame } from "../rule.ts";
import { manifestLine } from "./manifest-line.ts";
import type { Reported } from "./read-result.ts";
import type { ReportedRun } from "./read-sarif.ts";
import { codeAt, openReportedFile, type ReportedFile } from "./reported-file.ts";
import { type Place, suffixes } from "./uri.ts";

/** Reading code for a frame has an end, too: places in further files are reported without theirs. */
const maxFilesRead = 2000;

/** A result as Etna keeps it: placed in the repository, recognized again when its lines move. */
export interface ImportedFinding
  extends Omit<Reported, "place" | "hasColumns" | "marksSecret" | "toolPrint"> {
  readonly fingerprint: string;
  readonly path: string;
  readonly frame: CodeFrame;
}

export interface PlacedRun extends Omit<ReportedRun, "results"> {
  readonly findings: readonly ImportedFinding[];
  /** Results of files that are not in the repository. */
  readonly elsewhere: number;
}

type Placed = Reported & { readonly path: string };

/** Finds the reported places in one commit's tree. Secrets are blanked in code and messages. */
export async function placeReports(
  runs: readonly ReportedRun[],
  workspace: Workspace,
): Promise<readonly PlacedRun[]> {
  const sizes = new Map((await workspace.list()).map((file) => [file.path, file.sizeBytes]));
  const secretsIn = new Map<string, Reported[]>();
  const placed = runs.map(({ results }) =>
    results.flatMap((result): Placed[] => {
      const path = pathOf(result.place, sizes);
      if (path === null) return [];
      if (result.marksSecret) {
        const known = secretsIn.get(path);
        if (known) known.push(result);
        else secretsIn.set(path, [result]);
      }
      return [{ ...result, path }];
    }),
  );
  const paths = [...new Set(placed.flat().map(({ path }) => path))].sort().slice(0, maxFilesRead);
  const files = new Map<string, ReportedFile>();
  for (const path of paths) {
    const file = await openReportedFile(
      workspace,
      { path, sizeBytes: sizes.get(path) ?? 0 },
      secretsIn.get(path) ?? [],
    );
    if (file !== null) files.set(path, file);
  }
  return runs.map(({ results, ...run }, at) => {
    const own = placed[at] ?? [];
    return {
      ...run,
      findings: findingsOf(run, own, files),
      elsewhere: results.length - own.length,
    };
  });
}

function pathOf(place: Place, sizes: ReadonlyMap<string, number>): string | null {
  if (place.kind === "relative") return sizes.has(place.path) ? place.path : null;
  if (place.inBase !== null && sizes.has(place.inBase)) return place.inBase;
  return suffixes(place.path).find((path) => sizes.has(path)) ?? null;
}

function findingsOf(
  { tool, category }: { readonly tool: string; readonly category: string },
  results: readonly Placed[],
  files: ReadonlyMap<string, ReportedFile>,
): readonly ImportedFinding[] {
  const seen = new Map<string, number>();
  const findings = new Map<string, ImportedFinding>();
  const reported = new Set<string>();
  for (const result of [...results].sort(byPlace)) {
    const { place: _, hasColumns: __, marksSecret: ___, toolPrint, ...kept } = result;
    const told = JSON.stringify([kept, toolPrint]);
    if (reported.has(told)) continue;
    reported.add(told);
    const file = files.get(result.path);
    const identity = toolPrint || (file && codeAt(file, result)) || result.message;
    const key = JSON.stringify(["sarif/v1", tool, category, result.ruleId, result.path, identity]);
    const occurrence = seen.get(key) ?? 0;
    seen.set(key, occurrence + 1);
    const fingerprint = sha256Hex(`${key}#${occurrence}`);
    const lines = linesOf(result, file);
    findings.set(fingerprint, {
      ...kept,
      ...lines,
      fingerprint,
      message: blankValues(result.message, file?.secretValues ?? []).toWellFormed(),
      title: blankValues(result.title, file?.secretValues ?? []).toWellFormed(),
      frame: file
        ? linesFrame(file.lines, lines.startLine, lines.endLine)
        : { startLine: lines.startLine, lines: [] },
    });
  }
  return [...findings.values()];
}

/** A forge names the manifest of a dependency, and no line in it. */
function linesOf({ alert, startLine, endLine }: Placed, file: ReportedFile | undefined) {
  const { dependency } = alert ?? {};
  const named = dependency && file ? manifestLine(file.lines, dependency.package) : null;
  return named === null || named === undefined
    ? { startLine, endLine }
    : { startLine: named, endLine: named };
}

function byPlace(a: Placed, b: Placed): number {
  if (a.path !== b.path) return a.path < b.path ? -1 : 1;
  const byLine = a.startLine - b.startLine || a.startColumn - b.startColumn;
  if (byLine !== 0) return byLine;
  return a.ruleId === b.ruleId ? 0 : a.ruleId < b.ruleId ? -1 : 1;
}
