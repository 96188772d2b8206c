import { type FileChange, isAppError, type Workspace } from "#lib/base/index.ts";
import { proposeFix } from "../propose-fix.ts";
import type { Finding } from "../rule.ts";
import { findSecretValues } from "../secrets/secret-values.ts";
import { type Replacement, replacementsOf, textChanges } from "./replacements.ts";

/** A fix reads its file again; past so many, a file of results grows and helps nobody more. */
const maxFixes = 1000;

/** What a fix changes in one file that is there before and after. */
export interface FixedFile {
  readonly path: string;
  readonly replacements: readonly Replacement[];
}

/**
 * The fix of each finding that is repaired without asking a machine, by fingerprint. Left out are
 * fixes that make or delete a file, which SARIF cannot say, and those whose text would show a secret.
 */
export async function provenFixes(
  workspace: Workspace,
  findings: readonly Finding[],
): Promise<ReadonlyMap<string, readonly FixedFile[]>> {
  const fixes = new Map<string, readonly FixedFile[]>();
  const alone = findings.filter(({ fixable, dependency }) => fixable && dependency === undefined);
  for (const finding of alone.slice(0, maxFixes)) {
    const changes = await proposeFix(workspace, finding).catch((error: unknown) => {
      if (isAppError(error, "conflict")) return null;
      throw error;
    });
    const files = changes === null ? null : await fixedFiles(changes);
    if (files !== null) fixes.set(finding.fingerprint, files);
  }
  return fixes;
}

async function fixedFiles(changes: readonly FileChange[]): Promise<readonly FixedFile[] | null> {
  const files: FixedFile[] = [];
  for (const { path, before, after } of changes) {
    if (before === null || after === null) return null;
    const edits = textChanges(before, after);
    const secrets = await findSecretValues(path, after);
    const shows = edits.some(({ at, text }) =>
      secrets.some(({ start, end }) => start < at + text.length && at < end),
    );
    if (shows) return null;
    files.push({ path, replacements: replacementsOf(path, before, edits) });
  }
  return files;
}
