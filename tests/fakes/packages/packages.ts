import { createHash } from "node:crypto";

export interface FakePackage {
  readonly name: string;
  /** What each version depends on. */
  readonly versions: Readonly<Record<string, FakeVersion>>;
}

interface FakeVersion {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly engines?: Readonly<Record<string, string>>;
  readonly hasInstallScript?: true;
  readonly deprecated?: string;
}

/** As the registry describes it: the digest of the very package. */
const helmetDigest =
  "sha512-Qgpiaws3Sm30Av8Eah6sjMCZZwjlBu+E68rhpCWBshY1lb09HtLwj5GviX0OyQIn+ulUS0iX0AxN5n3tLZzz1w==";

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
  {
    name: "helmet",
    versions: {
      "6.2.0": { engines: { node: ">=14.0.0" } },
      "7.2.0": { engines: { node: ">=16.0.0" } },
      "8.2.0": { engines: { node: ">=18.0.0" } },
      "9.0.0-beta.1": { engines: { node: ">=18.0.0" } },
      "8.3.0": { engines: { node: ">=18.0.0" } },
    },
  },
  // What these bring along shows in the lockfile, or stands in the way.
  { name: "headed", versions: { "1.0.0": { dependencies: { lodish: "^2.0.0" } } } },
  { name: "building", versions: { "1.0.0": { hasInstallScript: true } } },
];

export function digestOf(name: string, version: string): string {
  if (name === "helmet" && version === "8.3.0") return helmetDigest;
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
      versions.flatMap((version) => {
        const manifest = manifestOf(known, version, registryUrl);
        return manifest === null ? [] : [[version, manifest] as const];
      }),
    ),
  };
}
