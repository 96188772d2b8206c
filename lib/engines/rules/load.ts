import { AppError, decodeUtf8, type Workspace, type WorkspaceFile } from "#lib/base/index.ts";
import type { ScanSkip } from "./rule.ts";
import { isBinary, maxFileBytes, skipByName, skipByText, vendoredFolder } from "./skip.ts";
import { type SourceFile, sourceFile } from "./source-file.ts";

/** As large as a repository may let its files be. */
export const maxConfiguredBytes = 4096 * 1024;

/** Reads one file as text, or says why it is left out. */
export async function load(
  workspace: Workspace,
  entry: WorkspaceFile,
  maxBytes = maxFileBytes,
): Promise<SourceFile | ScanSkip> {
  const folder = vendoredFolder(entry.path);
  if (folder !== null) return { path: folder, reason: "vendored" };
  const byName = skipByName(entry, maxBytes);
  if (byName !== null) return { path: entry.path, reason: byName };
  let bytes: Uint8Array;
  try {
    bytes = await workspace.read(entry.path);
  } catch (cause) {
    if (cause instanceof AppError && (cause.code === "unavailable" || cause.code === "too_large")) {
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
