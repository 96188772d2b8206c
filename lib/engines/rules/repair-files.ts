import type { FileChange, Workspace } from "#lib/base/index.ts";
import type { FixPorts } from "./fix-ports.ts";
import { parsesAsWellAs } from "./parses.ts";
import { onlyRemoves } from "./repair.ts";
import type { Rule } from "./rule.ts";
import { detectInFile } from "./scan-file.ts";
import { type SourceFile, sourceFile } from "./source-file.ts";

/**
 * The changes of a fix that touches more than the finding's own file, or null where none is proven
 * safe. Every file parses as well as before; the finding is gone from its own, and nothing came.
 */
export async function repairedFiles(
  file: SourceFile,
  rule: Rule,
  fingerprint: string,
  workspace: Workspace,
  ports: FixPorts,
): Promise<readonly FileChange[] | null> {
  const located = await detectInFile(file, [rule]);
  const found = located.find((each) => each.fingerprint === fingerprint);
  if (found === undefined || found.ignoreReason !== null) return null;
  const changes = (await rule.fixFiles?.changes(file, found.detection, workspace, ports)) ?? null;
  if (changes === null || changes.length === 0) return null;
  const allowed = new Set([file.path, ...(rule.fixFiles?.beside(file.path) ?? [])]);
  if (!changes.every(({ path }) => allowed.has(path))) return null;
  for (const { path, before, after } of changes) {
    if (after !== null && parsesAsWellAs(path, before, after) === false) return null;
    if (path !== file.path || after === null) continue;
    if (!(await onlyRemoves(file, sourceFile(path, after), rule, fingerprint))) return null;
  }
  return changes.some(({ path }) => path === file.path) ? changes : null;
}
