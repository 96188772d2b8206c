import { AppError } from "#lib/base/index.ts";
import type { Packument, Registry } from "./ports.ts";

/** A resolution that asks for more descriptions than this is no small change. */
const maxPackuments = 1500;

/** Asks the registry about each package once. Throws `too_large` where a change concerns too many. */
export function boundedPackuments(registry: Registry): (name: string) => Promise<Packument | null> {
  const asked = new Map<string, Promise<Packument | null>>();
  return async (name) => {
    const known = asked.get(name);
    if (known !== undefined) return await known;
    if (asked.size >= maxPackuments) {
      throw new AppError("too_large", `This change concerns more than ${maxPackuments} packages.`);
    }
    const answer = registry.packument(name);
    asked.set(name, answer);
    return await answer;
  };
}

/** What npm's resolver is told: of the packages in `kept`, these versions and no others. */
export function onlyVersions(
  packument: Packument | null,
  name: string,
  kept: ReadonlyMap<string, ReadonlySet<string>>,
): Packument {
  if (packument === null) {
    throw Object.assign(new Error(`the registry has no ${name}`), { code: "E404" });
  }
  const versions = kept.get(name);
  if (versions === undefined) return packument;
  const { "dist-tags": _tags, ...rest } = packument;
  const left = Object.entries(packument.versions).filter(([version]) => versions.has(version));
  return { ...rest, name, versions: Object.fromEntries(left) };
}
