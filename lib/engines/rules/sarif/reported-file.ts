import { AppError, decodeUtf8, type Workspace, type WorkspaceFile } from "#lib/base/index.ts";
import { blankedLines } from "../frame.ts";
import type { TextRange } from "../rule.ts";
import { findSecretValues } from "../secrets/secret-values.ts";
import { isBinary, maxFileBytes } from "../skip.ts";
import type { Reported } from "./read-result.ts";

/** A file that a result names, as it may be shown. */
export interface ReportedFile {
  /** Without their endings; secrets blanked. */
  readonly lines: readonly string[];
  readonly secretValues: readonly string[];
}

type Region = Pick<Reported, "startLine" | "startColumn" | "endLine" | "endColumn" | "hasColumns">;

const shortestSecret = 6;
const maxSecretValues = 200;

/** Null for what is too large, no text, or cannot be read. `secretRegions` are blanked as well. */
export async function openReportedFile(
  workspace: Workspace,
  file: WorkspaceFile,
  secretRegions: readonly Region[],
): Promise<ReportedFile | null> {
  if (file.sizeBytes > maxFileBytes) return null;
  const bytes = await readable(workspace, file.path);
  const text = bytes === null || isBinary(bytes) ? null : decodeUtf8(bytes);
  if (text === null) return null;
  const found = await findSecretValues(file.path, text);
  const starts = lineStarts(text);
  const marked = secretRegions.map((region) => rangeOf(region, starts, text.length));
  const ranges = merged([...found, ...marked]);
  const values = ranges
    .map(({ start, end }) => text.slice(start, end))
    .filter((value) => {
      return value.length >= shortestSecret && !value.includes("\n");
    });
  return {
    lines: blankedLines(text, ranges),
    secretValues: [...new Set(values)]
      .sort((a, b) => b.length - a.length)
      .slice(0, maxSecretValues),
  };
}

/** The code of a result, its spaces evened out: what it is recognized by when its line moves. */
export function codeAt(file: ReportedFile, { startLine, endLine }: Region): string {
  const lines = file.lines.slice(startLine - 1, Math.min(endLine, startLine + 20));
  return lines
    .map((line) => line.slice(0, 500))
    .join("\n")
    .replace(/\s+/g, " ")
    .trim()
    .slice(0, 4000);
}

async function readable(workspace: Workspace, path: string): Promise<Uint8Array | null> {
  try {
    return await workspace.read(path);
  } catch (error) {
    if (error instanceof AppError && ["unavailable", "too_large"].includes(error.code)) return null;
    throw error;
  }
}

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}

function rangeOf(region: Region, starts: readonly number[], length: number): TextRange {
  const { startLine, startColumn, endLine, endColumn, hasColumns } = region;
  const lineStart = (line: number) => starts[line - 1] ?? length;
  if (!hasColumns) return { start: lineStart(startLine), end: lineStart(endLine + 1) };
  const start = Math.min(length, lineStart(startLine) + startColumn - 1);
  return { start, end: Math.max(start, Math.min(length, lineStart(endLine) + endColumn - 1)) };
}

function merged(ranges: readonly TextRange[]): readonly TextRange[] {
  const out: { start: number; end: number }[] = [];
  for (const { start, end } of [...ranges].sort((a, b) => a.start - b.start || a.end - b.end)) {
    const last = out.at(-1);
    if (last !== undefined && start <= last.end) last.end = Math.max(last.end, end);
    else out.push({ start, end });
  }
  return out;
}
