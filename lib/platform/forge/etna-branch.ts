import { AppError } from "#lib/base/index.ts";
import type { EtnaBranch } from "./forge.ts";

/**
 * The one way to a branch that Etna may write: `etna/` and one lower-case segment, valid for
 * git check-ref-format. Throws `invalid_input` for anything else.
 */
export function etnaBranch(name: string): EtnaBranch {
  const valid =
    /^etna\/[a-z0-9][a-z0-9._-]*$/.test(name) &&
    name.length <= 200 &&
    !name.includes("..") &&
    !/(\.|\.lock)$/.test(name);
  if (!valid) {
    throw new AppError(
      "invalid_input",
      `${JSON.stringify(name)} is not a branch that Etna writes.`,
    );
  }
  return name as EtnaBranch;
}
