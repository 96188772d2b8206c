const release = /^v?(?:0!)?(\d+(?:\.\d+)*)$/i;

/**
 * Compares two final releases (PEP 440: numbers between dots, missing ones are zero). Null where one
 * of them is anything else: a pre-release, a local version, or no version.
 */
export function comparePythonVersions(a: string, b: string): number | null {
  const [left, right] = [segments(a), segments(b)];
  if (left === null || right === null) return null;
  for (let at = 0; at < Math.max(left.length, right.length); at++) {
    const difference = (left[at] ?? 0) - (right[at] ?? 0);
    if (difference !== 0) return Math.sign(difference);
  }
  return 0;
}

/** A package's name as PEP 503 makes it comparable. */
export function normalPythonName(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, "-");
}

function segments(version: string): readonly number[] | null {
  return release.exec(version.trim())?.[1]?.split(".").map(Number) ?? null;
}
