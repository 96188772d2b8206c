import { createHash } from "node:crypto";

const versions = {
  express: "4.21.2",
  "express-session": "1.18.1",
  helmet: "8.0.0",
  mongodb: "6.12.0",
  pg: "8.13.1",
} as const;

/** One of them is fetched without encryption. */
const plain = "pg";

function locked(name: string, version: string) {
  const scheme = name === plain ? "http" : "https";
  return {
    version,
    resolved: `${scheme}://${["registry", "npmjs", "org"].join(".")}/${name}/-/${name}-${version}.tgz`,
    integrity: `sha512-${createHash("sha512").update(name).digest("base64")}`,
  };
}

const manifest = {
  name: "harbour",
  version: "1.0.0",
  private: true,
  type: "module",
  scripts: { test: "node --test" },
  dependencies: versions,
};

const lockfile = {
  name: manifest.name,
  version: manifest.version,
  lockfileVersion: 3,
  requires: true,
  packages: {
    "": { name: manifest.name, version: manifest.version, dependencies: versions },
    ...Object.fromEntries(
      Object.entries(versions).map(([name, version]) => [
        `node_modules/${name}`,
        locked(name, version),
      ]),
    ),
  },
};

/** What the harbour installs. */
export const packageFiles: Readonly<Record<string, string>> = {
  "package.json": `${JSON.stringify(manifest, null, 2)}\n`,
  "package-lock.json": `${JSON.stringify(lockfile, null, 2)}\n`,
};
