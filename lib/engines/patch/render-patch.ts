import { AppError, type FileChange, repositoryPathFault } from "#lib/base/index.ts";
import { quotePath } from "./quote-path.ts";
import { type TextHunk, textHunks } from "./text-hunks.ts";

/**
 * The changes as `git apply` takes them: git's unified diff, three lines of context, sorted by
 * path (code unit order), the same bytes every time. New files get mode 100644; a change that
 * changes nothing is left out. Throws `invalid_input` for a path twice, a path that may not be
 * written, a file neither before nor after, or text that is not Unicode.
 */
export function renderPatch(changes: readonly FileChange[]): string {
  const sorted = changes.toSorted((a, b) => (a.path < b.path ? -1 : 1));
  for (const [i, change] of sorted.entries()) checkChange(change, sorted[i - 1]);
  return sorted.map(renderFile).join("");
}

function checkChange({ path, before, after }: FileChange, previous: FileChange | undefined): void {
  const fault = repositoryPathFault(path);
  if (fault !== null) throw new AppError("invalid_input", `The path ${quotePath(path)} ${fault}.`);
  if (previous?.path === path) throw new AppError("invalid_input", `${path} is changed twice.`);
  if (before === null && after === null) {
    throw new AppError("invalid_input", `${path} has no text before and none after the change.`);
  }
  if (before?.isWellFormed() === false || after?.isWellFormed() === false) {
    throw new AppError("invalid_input", `${path} is not Unicode text.`);
  }
}

function renderFile({ path, before, after }: FileChange): string {
  if (before === after) return "";
  const oldName = quotePath(`a/${path}`);
  const newName = quotePath(`b/${path}`);
  // Git ends a name that holds a space with a tab, so that the name's end can be found.
  const end = path.includes(" ") ? "\t\n" : "\n";
  let out = `diff --git ${oldName} ${newName}\n`;
  if (before === null) out += "new file mode 100644\n";
  if (after === null) out += "deleted file mode 100644\n";
  const hunks = textHunks(before ?? "", after ?? "");
  if (hunks.length === 0) return out;
  out += before === null ? "--- /dev/null\n" : `--- ${oldName}${end}`;
  out += after === null ? "+++ /dev/null\n" : `+++ ${newName}${end}`;
  const headings = sectionHeadings(before ?? "", hunks);
  for (const [i, hunk] of hunks.entries()) {
    const ranges = `-${range(hunk.oldStart, hunk.oldLines)} +${range(hunk.newStart, hunk.newLines)}`;
    out += `@@ ${ranges} @@${headings[i] ?? ""}\n${hunk.lines.join("\n")}\n`;
  }
  return out;
}

function range(start: number, lines: number): string {
  if (lines === 1) return String(start);
  return `${lines === 0 ? start - 1 : start},${lines}`;
}

/** The nearest line above each hunk that begins like a declaration, as git shows after "@@". */
function sectionHeadings(before: string, hunks: readonly TextHunk[]): readonly string[] {
  const lines = before.split("\n");
  let heading = "";
  let searchedLines = 0;
  return hunks.map((hunk) => {
    for (let i = hunk.oldStart - 2; i >= searchedLines; i--) {
      const line = lines[i] ?? "";
      if (!/^[A-Za-z_$]/.test(line)) continue;
      heading = ` ${Array.from(line.slice(0, 160)).slice(0, 80).join("").toWellFormed().trimEnd()}`;
      break;
    }
    searchedLines = Math.max(searchedLines, hunk.oldStart - 1);
    return heading;
  });
}
