import { repositoryPathFault } from "#lib/base/index.ts";
import { parseHunks } from "./parse-hunks.ts";
import { malformed, type PatchFile } from "./patch-file.ts";
import { quotePath, unquotePath } from "./quote-path.ts";

/**
 * Reads a patch as `renderPatch` or `git diff --no-renames` writes it. Throws `invalid_input` for
 * anything else: a rename, a mode change, a binary change, hunks whose counts do not add up.
 */
export function parsePatch(text: string): readonly PatchFile[] {
  const lines = text.split("\n");
  if (lines.pop() !== "") throw malformed(lines.length + 1, "the last line is cut off");
  const files: PatchFile[] = [];
  for (let at = 0; at < lines.length; ) {
    const { file, next } = parseFile(lines, at);
    if (files.some((other) => other.path === file.path)) {
      throw malformed(at + 1, `${quotePath(file.path)} is changed twice`);
    }
    files.push(file);
    at = next;
  }
  return files;
}

function parseFile(lines: readonly string[], start: number): { file: PatchFile; next: number } {
  const path = headerPath(lines[start] ?? "", start + 1);
  let status: PatchFile["status"] = "modified";
  let at = start + 1;
  for (; /^(index|new file mode|deleted file mode) /.test(lines[at] ?? ""); at++) {
    if (lines[at]?.startsWith("new ")) status = "added";
    if (lines[at]?.startsWith("deleted ")) status = "deleted";
  }
  const named = lines[at]?.startsWith("--- ") ?? false;
  if (named) {
    const oldName = status === "added" ? "/dev/null" : `a/${path}`;
    const newName = status === "deleted" ? "/dev/null" : `b/${path}`;
    if (fileName(lines[at], "--- ") !== oldName || fileName(lines[at + 1], "+++ ") !== newName) {
      throw malformed(at + 1, "the file names do not agree");
    }
    at += 2;
  }
  const { hunks, next } = parseHunks(lines, at);
  const empty = hunks.length === 0;
  if (empty === named || (empty && status === "modified")) {
    throw malformed(at + 1, "expected a text change");
  }
  const all = hunks.flatMap((hunk) => hunk.lines);
  const additions = all.filter((line) => line.kind === "add").length;
  const deletions = all.filter((line) => line.kind === "delete").length;
  return { file: { path, status, additions, deletions, hunks }, next };
}

/** Both names of the header are one path, so it splits in the middle whatever the path holds. */
function headerPath(line: string, lineNumber: number): string {
  const names = line.startsWith("diff --git ") ? line.slice(11) : "";
  const middle = (names.length - 1) / 2;
  const [oldName, newName] = [names.slice(0, middle), names.slice(middle + 1)].map(unquotePath);
  const path = oldName?.slice(2) ?? "";
  if (oldName !== `a/${path}` || newName !== `b/${path}` || names[middle] !== " ") {
    throw malformed(lineNumber, "expected the header of one changed file");
  }
  const fault = repositoryPathFault(path);
  if (fault !== null) throw malformed(lineNumber, `the path ${quotePath(path)} ${fault}`);
  return path;
}

function fileName(line: string | undefined, mark: string): string | null {
  if (line?.startsWith(mark) !== true) return null;
  return unquotePath(line.slice(mark.length).replace(/\t$/, ""));
}
