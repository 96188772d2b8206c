import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * SHA-256 over the names and contents of files and folders below `root`; a missing one counts as
 * such. Folders are walked in a fixed order.
 * @param {string} root @param {readonly string[]} paths
 */
export function contentDigest(root, paths) {
  const hash = createHash("sha256");
  for (const path of paths) addPath(hash, root, path);
  return hash.digest("hex");
}

/** @param {import("node:crypto").Hash} hash @param {string} root @param {string} path */
function addPath(hash, root, path) {
  const stats = statSync(join(root, path), { throwIfNoEntry: false });
  if (stats === undefined) {
    hash.update(`missing ${path}\0`);
  } else if (stats.isDirectory()) {
    for (const name of readdirSync(join(root, path)).sort()) addPath(hash, root, `${path}/${name}`);
  } else {
    const content = readFileSync(join(root, path));
    hash.update(`file ${path}\0${content.length}\0`).update(content);
  }
}

/** @param {string} stampFile @param {string} digest */
export function isStamped(stampFile, digest) {
  try {
    return readFileSync(stampFile, "utf8") === digest;
  } catch {
    return false;
  }
}

/** @param {string} stampFile @param {string} digest */
export function stamp(stampFile, digest) {
  mkdirSync(dirname(stampFile), { recursive: true });
  writeFileSync(stampFile, digest);
}
