import { createHash } from "node:crypto";

export interface FakePackage {
  readonly name: string;
  /** What each version depends on. */
  readonly versions: Readonly<Record<string, FakeVersion>>;
}

interface FakeVersion {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly deprecated?: string;
}

/** Made up: `lodish` is what everyone uses, `parent` asks for it narrowly, `framework` for `parent`. */
export const packages: readonly FakePackage[] = [
  {
    name: "lodish",
    versions: {
      "1.0.0": {},
      "1.0.5": {},
      "1.1.0": {},
      "1.2.0": { dependencies: { "lodish-core": "^1.0.0" } },
      "2.0.0": {},
      "2.0.1": {},
    },
  },
  { name: "lodish-core", versions: { "1.0.0": {}, "1.0.1": {} } },
  {
    name: "framework",
    versions: {
      "3.0.0": { dependencies: { "narrow-parent": "^1.0.0", "wide-parent": "^1.0.0" } },
    },
  },
  { name: "narrow-parent", versions: { "1.0.0": { dependencies: { minimage: "1.0.0" } } } },
  { name: "wide-parent", versions: { "1.0.0": { dependencies: { minimage: "^1.0.0" } } } },
  { name: "minimage", versions: { "1.0.0": {}, "1.0.1": { deprecated: "Broken" }, "1.0.2": {} } },
  { name: "@scope/tool", versions: { "4.0.0": {}, "4.0.1": {}, "5.0.0": {} } },
  { name: "peering", versions: { "1.0.0": { peerDependencies: { "@scope/tool": "^4.0.0" } } } },
  { name: "hopeless", versions: { "1.0.0": {}, "1.0.1": {} } },
];

export function digestOf(name: string, version: string): string {
  return `sha512-${createHash("sha512").update(`${name}@${version}`).digest("base64")}`;
}

export function manifestOf({ name, versions }: FakePackage, version: string, registryUrl: string) {
  const known = versions[version];
  if (known === undefined) return null;
  const file = `${name.slice(name.lastIndexOf("/") + 1)}-${version}.tgz`;
  const dist = {
    tarball: `${registryUrl}/${name}/-/${file}`,
    integrity: digestOf(name, version),
  };
  return { name, version, dist, ...known };
}

export function packumentOf(known: FakePackage, registryUrl: string) {
  const versions = Object.keys(known.versions);
  return {
    name: known.name,
    "dist-tags": { latest: versions.at(-1) },
    versions: Object.fromEntries(
      versions.map((version) => [version, manifestOf(known, version, registryUrl)]),
    ),
  };
}
