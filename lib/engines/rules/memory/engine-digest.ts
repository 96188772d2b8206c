import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";

let known: Promise<string | null> | undefined;

/**
 * SHA-256 over the engine's own code and the versions of its packages: what was seen by other rules
 * is not remembered. Null where the code is not at hand, as in a bundle; then nothing is.
 */
export function engineDigest(): Promise<string | null> {
  known ??= digestOf().catch(() => null);
  return known;
}

async function digestOf(): Promise<string> {
  const rules = dirname(import.meta.dirname);
  const base = join(rules, "../../base");
  const hash = createHash("sha256").update(process.versions.node);
  for (const folder of [base, rules]) {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    const paths = entries
      .filter((each) => each.isFile())
      .map((each) => join(each.parentPath, each.name));
    for (const path of paths.sort()) {
      const bytes = await readFile(path);
      hash.update(`\0${path.slice(folder.length)}\0${bytes.length}\0`).update(bytes);
    }
  }
  return hash.update(await readFile(join(rules, "../../../package-lock.json"))).digest("hex");
}
