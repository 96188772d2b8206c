import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { root } from "../../bin/ground/paths.ts";

/** The same built application twice. */
export interface ServedCopies {
  readonly withMiddleware: string;
  readonly without: string;
  remove(): Promise<void>;
}

const copied = ["app", "bin", "lib", "public", "package.json", "next.config.ts", "tsconfig.json"];

/**
 * Copies what `bin/web.ts` serves, twice. Next decides by one line of a manifest that the build wrote
 * whether there is a middleware; the second copy lacks that line and nothing else. So what is measured
 * is the product's own build, and the product needs no switch that could be left in the wrong place.
 */
export async function copyServed(): Promise<ServedCopies> {
  await mkdir(join(root, ".etna/bench"), { recursive: true });
  const folder = await mkdtemp(join(root, ".etna/bench/served-"));
  const withMiddleware = join(folder, "with");
  const without = join(folder, "without");
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    for (const copy of [withMiddleware, without]) await copyTo(copy);
    await takeMiddlewareOut(without);
  } catch (error) {
    await remove();
    throw error;
  }
  return { withMiddleware, without, remove };
}

async function copyTo(folder: string): Promise<void> {
  await mkdir(folder);
  for (const name of copied) await cp(join(root, name), join(folder, name), { recursive: true });
  const cache = join(root, ".next/cache");
  // Left as they are, the links of the build to its packages lead to the link below.
  await cp(join(root, ".next"), join(folder, ".next"), {
    recursive: true,
    verbatimSymlinks: true,
    filter: (source) => source !== cache,
  });
  await symlink(join(root, "node_modules"), join(folder, "node_modules"), "dir");
}

const manifest = z.looseObject({
  functions: z.looseObject({ "/_middleware": z.unknown().optional() }),
});

async function takeMiddlewareOut(folder: string): Promise<void> {
  const file = join(folder, ".next/server/functions-config-manifest.json");
  const found = manifest.parse(JSON.parse(await readFile(file, "utf8")));
  if (found.functions["/_middleware"] === undefined) {
    throw new Error("The build has no middleware, or Next writes it down in another place now.");
  }
  delete found.functions["/_middleware"];
  await writeFile(file, JSON.stringify(found));
}
