import { z } from "zod";
import { isAppError, type Workspace } from "#lib/base/index.ts";
import { contextPath } from "./sources.ts";

const ranges = z.record(z.string(), z.string()).default({});
const manifestSchema = z.looseObject({
  dependencies: ranges,
  devDependencies: ranges,
  optionalDependencies: ranges,
  peerDependencies: ranges,
});
const lockSchema = z.looseObject({
  lockfileVersion: z.number(),
  packages: z.looseObject({ "": manifestSchema }),
});

/**
 * True where the lockfile that a Dockerfile copies stands in the repository and says of its root
 * what `package.json` beside it says: `npm ci` refuses a pair that differs.
 */
export async function lockIsInStep(
  source: string,
  dockerfile: string,
  workspace: Workspace,
): Promise<boolean> {
  const inContext = contextPath(source).replace(/[^/]*$/, "");
  const folder = dockerfile.slice(0, dockerfile.lastIndexOf("/") + 1);
  const files = new Set((await workspace.list()).map(({ path }) => path));
  const home = [`${folder}${inContext}`, inContext].find((each) =>
    files.has(`${each}package.json`),
  );
  if (home === undefined) return false;
  const name = ["npm-shrinkwrap.json", "package-lock.json"].find((each) => files.has(home + each));
  if (name === undefined) return false;
  const manifest = manifestSchema.safeParse(await jsonAt(workspace, `${home}package.json`));
  const lock = lockSchema.safeParse(await jsonAt(workspace, home + name));
  if (!manifest.success || !lock.success) return false;
  const locked = lock.data.packages[""];
  const groups = ["dependencies", "devDependencies", "optionalDependencies"] as const;
  return groups.every((group) => same(manifest.data[group], locked[group]));
}

async function jsonAt(workspace: Workspace, path: string): Promise<unknown> {
  try {
    return JSON.parse(new TextDecoder().decode(await workspace.read(path)));
  } catch (error) {
    if (error instanceof SyntaxError || isAppError(error, "unavailable")) return null;
    throw error;
  }
}

function same(a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): boolean {
  const [left, right] = [Object.entries(a), Object.entries(b)];
  return left.length === right.length && left.every(([name, range]) => b[name] === range);
}
