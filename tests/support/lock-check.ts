import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Arborist } from "@npmcli/arborist";

/**
 * What npm itself finds wrong with a manifest and its lockfile: requests that nothing locked answers.
 * It reads both from a folder, as `npm ci` does, and asks nobody.
 */
export async function lockFaults(files: ReadonlyMap<string, string>): Promise<readonly string[]> {
  const folder = await mkdtemp(join(tmpdir(), "etna-lock-check-"));
  try {
    for (const [path, text] of files) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
    const options = { path: folder, offline: true, cache: join(folder, ".cache") };
    const tree = await new Arborist(
      options as unknown as ConstructorParameters<typeof Arborist>[0],
    ).loadVirtual();
    return [...tree.inventory.values()].flatMap(({ location, edgesOut }) =>
      [...edgesOut.values()]
        .filter(({ error }) => error !== null)
        .map(({ name, spec, error }) => `${location || "."} asks for ${name} ${spec}: ${error}`),
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
