import { isDeepStrictEqual } from "node:util";

type Members = Record<string, unknown>;

/**
 * `original` with what differs between `before` and `after`, and nothing else: what another version
 * of npm would write otherwise stays as it was. New keys go where `after` has them.
 */
export function mergeChange(original: Members, before: Members, after: Members): Members {
  const merged = new Map(Object.entries(original));
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  for (const key of keys) {
    const [old, next, own] = [before[key], after[key], original[key]];
    if (isDeepStrictEqual(old, next)) continue;
    if (next === undefined) merged.delete(key);
    else if (isMembers(old) && isMembers(next) && isMembers(own)) {
      merged.set(key, mergeChange(own, old, next));
    } else merged.set(key, next);
  }
  return Object.fromEntries(inOrder([...merged], Object.keys(after), original));
}

/** Keys that were there keep their order; a new one stands behind the one that `after` has before it. */
function inOrder(
  entries: readonly (readonly [string, unknown])[],
  wanted: readonly string[],
  original: Members,
): readonly (readonly [string, unknown])[] {
  const ordered = entries.filter(([key]) => Object.hasOwn(original, key));
  const fresh = new Map(entries.filter(([key]) => !Object.hasOwn(original, key)));
  for (const [at, key] of wanted.entries()) {
    if (!fresh.has(key)) continue;
    const behind = wanted
      .slice(0, at)
      .findLast((each) => ordered.some(([known]) => known === each));
    const place = behind === undefined ? 0 : ordered.findIndex(([known]) => known === behind) + 1;
    ordered.splice(place, 0, [key, fresh.get(key)]);
  }
  return ordered;
}

function isMembers(value: unknown): value is Members {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
