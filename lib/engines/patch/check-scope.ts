import { type FileChange, repositoryPathFault } from "#lib/base/index.ts";
import { removesTests, sensitiveKind } from "./sensitive-paths.ts";
import { summarize, type ValidationCheck } from "./validation-check.ts";

export interface PatchScope {
  /** Files and, ending in "/", folders that the fix may touch besides `findingPaths`. */
  readonly paths: readonly string[];
  /** The files that the finding is about; even a workflow or a lockfile may change if it is one. */
  readonly findingPaths: readonly string[];
}

/** A `.git` folder or a path that leaves the repository is refused whatever the scope says. */
export function checkScope(changes: readonly FileChange[], scope: PatchScope): ValidationCheck {
  const faults = changes.flatMap((change) => scopeFault(change, scope) ?? []);
  const folders = new Set(changes.map(({ path }) => path.replace(/\/[^/]*$/, "")));
  return {
    id: "scope",
    title: "Stays in scope",
    outcome: faults.length === 0 && changes.length > 0 ? "passed" : "failed",
    summary:
      changes.length === 0
        ? "The fix changes no file"
        : summarize(faults.length > 0 ? faults : [...folders].sort()),
  };
}

function scopeFault(change: FileChange, scope: PatchScope): string | null {
  const { path } = change;
  const pathFault = repositoryPathFault(path);
  if (pathFault !== null) return `${JSON.stringify(path)} ${pathFault}`;
  if (scope.findingPaths.includes(path)) return null;
  const inScope = scope.paths.some((allowed) =>
    allowed.endsWith("/") ? path.startsWith(allowed) : path === allowed,
  );
  if (!inScope) return `${path} is outside the scope`;
  const kind = sensitiveKind(path);
  if (kind !== null) return `${path} is ${kind}`;
  return removesTests(change) ? `${path} loses tests` : null;
}
