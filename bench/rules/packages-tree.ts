import { appendFile, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { root } from "../../bin/ground/paths.ts";

/** Real code that is at hand everywhere: packages of ours, as their authors published them. */
export const packages = [
  "@ai-sdk",
  "@octokit",
  "@sigstore",
  "@simplewebauthn",
  "ai",
  "commander",
  "diff",
  "ioredis",
  "marked",
  "nodemailer",
  "pg",
  "pino",
  "semver",
  "tar",
  "yaml",
  "zod",
] as const;

const kinds = /\.(?:[cm]?[jt]sx?|json|ya?ml|md|css|html|py)$/;
const maxBytes = 1024 * 1024;

export interface Source {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** Their text files, with folders renamed that a scan leaves out by name: `dist` becomes `dist_`. */
export async function packageSources(): Promise<readonly Source[]> {
  const sources: Source[] = [];
  for (const name of packages) {
    const folder = join(root, "node_modules", name);
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || !kinds.test(entry.name)) continue;
      const full = join(entry.parentPath, entry.name);
      const bytes = await readFile(full);
      if (bytes.length === 0 || bytes.length > maxBytes) continue;
      const path = full.slice(join(root, "node_modules").length + 1);
      const segments = path
        .split("/")
        .map((each, at, all) => (at < all.length - 1 ? `${each}_` : each));
      sources.push({ path: segments.join("/"), bytes });
    }
  }
  return sources.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Several copies of them side by side. */
export async function plantPackages(
  folder: string,
  sources: readonly Source[],
  copies: number,
): Promise<void> {
  for (let copy = 1; copy <= copies; copy++) {
    for (const { path, bytes } of sources) {
      const file = join(folder, `copy-${copy}`, path);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, bytes);
    }
  }
}

/** One file of many is another than it was. */
export async function touchOne(folder: string, { path }: Source, turn: number): Promise<void> {
  await appendFile(join(folder, "copy-1", path), `\n// changed ${turn}\n`);
}
