import { digestOf, packages } from "./packages.ts";

interface Installed {
  readonly version: string;
  readonly dev?: true;
  readonly inBundle?: true;
  readonly resolved?: string;
  readonly integrity?: string | null;
}

/** A lockfile of version 3 as npm writes it, of what is installed at which location. */
export function lockOf(
  root: Readonly<Record<string, unknown>>,
  installed: Readonly<Record<string, string | Installed>>,
  more: Readonly<Record<string, unknown>> = {},
): string {
  const entries = Object.entries(installed).map(([location, given]) => {
    const of = typeof given === "string" ? { version: given } : given;
    const name = location.slice(location.lastIndexOf("node_modules/") + 13);
    const known = packages.find((each) => each.name === name)?.versions[of.version];
    const { version, dev, inBundle, integrity = digestOf(name, version) } = of;
    const file = `${name.slice(name.lastIndexOf("/") + 1)}-${version}.tgz`;
    const entry = {
      version,
      resolved: of.resolved ?? `https://registry.npmjs.org/${name}/-/${file}`,
      ...(integrity !== null && { integrity }),
      ...(dev && { dev }),
      ...(inBundle && { inBundle }),
      license: "MIT",
      ...(known?.dependencies && { dependencies: known.dependencies }),
      ...(known?.peerDependencies && { peerDependencies: known.peerDependencies }),
    };
    return [location, entry] as const;
  });
  const { name = "shop", version = "1.0.0" } = root;
  const data = {
    name,
    version,
    lockfileVersion: 3,
    requires: true,
    packages: { "": { ...root }, ...Object.fromEntries(entries), ...more },
  };
  return `${JSON.stringify(data, null, 2)}\n`;
}

export function manifestText(
  root: Readonly<Record<string, unknown>>,
  indent: string | number = 2,
): string {
  return `${JSON.stringify(root, null, indent)}\n`;
}
