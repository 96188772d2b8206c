import type { LockEntry, NpmLock, OldLockEntry } from "./npm-schemas.ts";
import { lockSchema, oldLockSchema } from "./npm-schemas.ts";
import { parseJson } from "./read-files.ts";

/** What a lockfile of version 1, 2 or 3 says of each location; null for anything else. */
export function readLock(text: string): NpmLock | null {
  const data = parseJson(text);
  const lock = lockSchema.safeParse(data);
  if (lock.success) return lock.data;
  const old = oldLockSchema.safeParse(data);
  if (!old.success) return null;
  const packages = Object.fromEntries(locationsOf(old.data.dependencies, ""));
  return { lockfileVersion: 1, packages };
}

/** Version 1 nests what later ones name by its path. */
function locationsOf(
  dependencies: Readonly<Record<string, OldLockEntry>>,
  above: string,
): readonly (readonly [string, LockEntry])[] {
  return Object.entries(dependencies).flatMap(([name, of]) => {
    const location = `${above}node_modules/${name}`;
    const { version, resolved, integrity, bundled, requires } = of;
    const entry = { version, resolved, integrity, inBundle: bundled, dependencies: requires };
    return [[location, entry] as const, ...locationsOf(of.dependencies ?? {}, `${location}/`)];
  });
}
