import { AppError } from "#lib/base/index.ts";
import { indentOf } from "./edit-json.ts";
import { mergeChange } from "./merge-json.ts";
import { isInstalled, type NpmProject, packageNameAt } from "./npm-project.ts";
import type { LockEntry, NpmLock } from "./npm-schemas.ts";
import { npmTree } from "./npm-tree.ts";
import { readLock } from "./old-lock.ts";
import { parseJson } from "./read-files.ts";
import type { ResolvedLock } from "./resolve-lock.ts";

type Members = Record<string, unknown>;

/**
 * The lockfile's text with what the change moves and nothing else. Addresses are written as the file
 * writes them: at its own registry, or not at all. Throws `conflict` where a digest would be lost or
 * lacking, or where the file is not written as npm writes it.
 */
export function lockedText(project: NpmProject, { before, after }: ResolvedLock): string {
  const { lockText, lock } = project;
  const original = parseJson(lockText) as Members;
  const indent = indentOf(lockText);
  const eol = lockText.includes("\r\n") ? "\r\n" : "\n";
  const end = lockText.slice(lockText.trimEnd().length);
  const write = (data: unknown) => JSON.stringify(data, null, indent).replaceAll("\n", eol) + end;
  if (write(original) !== lockText) {
    throw new AppError(
      "conflict",
      "The lockfile is not written as npm writes it. Run npm install.",
    );
  }
  const style = addressStyle(lock);
  const was = structuredClone(before);
  rewriteLegacy(was.dependencies, style);
  keepStrays(project, before, after);
  const merged = mergeChange(original, was, asWritten(lock, after, style));
  const written = write(merged);
  const next = readLock(written);
  if (next === null) throw new AppError("internal", "The lockfile lost its form.");
  requireDigests(lock, next);
  return written;
}

/** What nobody asked for before is none of this change's business, though npm would clear it away. */
function keepStrays(project: NpmProject, before: Members, after: Members): void {
  // Version 1 is written the same way before and after, so that a stray never shows as a change.
  if (project.lock.lockfileVersion === 1) return;
  const tree = npmTree(project);
  const [old, next] = [before.packages as Members, after.packages as Members];
  for (const [location, entry] of Object.entries(old)) {
    if (next[location] === undefined && tree.pathTo(location).length === 0) next[location] = entry;
  }
}

function asWritten(lock: NpmLock, after: ResolvedLock["after"], style: string | null): Members {
  const known = new Map(Object.entries(lock.packages));
  const next = structuredClone(after) as { packages?: Record<string, LockEntry> };
  for (const [location, entry] of Object.entries(next.packages ?? {})) {
    const old = known.get(location);
    if (!isInstalled(location) || entry.link === true || old?.version === entry.version) continue;
    if (style === null) delete entry.resolved;
    else entry.resolved = addressAt(style, packageNameAt(location, entry), entry);
  }
  const members = next as Members;
  rewriteLegacy(members.dependencies, style);
  return members;
}

/** What stands before `/name/-/name-1.2.3.tgz` for most packages; null where the file says no addresses. */
function addressStyle({ packages }: NpmLock): string | null {
  const starts = Object.entries(packages).flatMap(([location, entry]) => {
    const { resolved, version } = entry;
    if (!isInstalled(location) || entry.link === true || version === undefined) return [];
    const tail = tarballPath(packageNameAt(location, entry), version);
    if (resolved === undefined) return [null];
    return resolved.endsWith(tail) ? [resolved.slice(0, -tail.length)] : [];
  });
  const counts = [...Map.groupBy(starts, (start) => start)];
  const [most] = counts.sort(([, a], [, b]) => b.length - a.length);
  return most === undefined ? "https://registry.npmjs.org" : most[0];
}

function addressAt(style: string, name: string, { resolved, version }: LockEntry) {
  const tail = tarballPath(name, version ?? "");
  return resolved?.endsWith(tail) === true ? style + tail : resolved;
}

function tarballPath(name: string, version: string): string {
  return `/${name}/-/${name.slice(name.lastIndexOf("/") + 1)}-${version}.tgz`;
}

/** Version 2 says everything twice: below `dependencies` for npm before version 7. */
function rewriteLegacy(dependencies: unknown, style: string | null): void {
  if (typeof dependencies !== "object" || dependencies === null) return;
  for (const [name, entry] of Object.entries(dependencies as Record<string, LockEntry>)) {
    if (style === null) delete entry.resolved;
    else if (entry.resolved !== undefined) entry.resolved = addressAt(style, name, entry);
    rewriteLegacy(entry.dependencies, style);
  }
}

function requireDigests(old: NpmLock, next: NpmLock): void {
  for (const [location, entry] of Object.entries(next.packages)) {
    const before = old.packages[location];
    const same = before?.version === entry.version;
    const needs = same ? before?.integrity !== undefined : isInstalled(location) && !entry.link;
    if (needs && !entry.inBundle && !/^sha(?:384|512)-/.test(entry.integrity ?? "")) {
      if (same && entry.integrity === before?.integrity) continue;
      throw new AppError("conflict", `The registry gives no digest for ${location}.`);
    }
  }
}
