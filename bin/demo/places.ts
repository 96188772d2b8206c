import { relative, resolve } from "node:path";
import { config } from "#lib/platform/config/index.ts";
import { root } from "../ground/paths.ts";

/** Where the person stands: npm itself always stands in the package. */
export const callerFolder =
  process.env.npm_lifecycle_event === "demo" && process.env.INIT_CWD
    ? process.env.INIT_CWD
    : process.cwd();

export function demoFolder(): string {
  return resolve(root, config().ETNA_DATA_DIR, "demo");
}

/** The path as the person would type it from where they stand. */
export function shown(path: string): string {
  return relative(callerFolder, path) || ".";
}
