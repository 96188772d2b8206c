import { AppError } from "#lib/base/index.ts";
import type { Raised } from "./raise-npm.ts";
import type { VulnerablePackage } from "./vulnerable.ts";

/** The change to one requirements file: each pin's version, and nothing else of its line. */
export function raisePins(
  path: string,
  text: string,
  targets: readonly VulnerablePackage[],
): Raised {
  const steps = targets.map(({ used, fixedVersion }) => {
    const at = used.pin?.versionAt ?? null;
    if (at === null || fixedVersion === null) {
      throw new AppError("conflict", `${used.name} is for a person to raise.`);
    }
    return { at, bump: { name: used.name, from: used.version, to: fixedVersion } };
  });
  const after = steps
    .toSorted((a, b) => b.at.start - a.at.start)
    .reduce((out, { at, bump }) => out.slice(0, at.start) + bump.to + out.slice(at.end), text);
  return { changes: [{ path, before: text, after }], bumps: steps.map(({ bump }) => bump) };
}
