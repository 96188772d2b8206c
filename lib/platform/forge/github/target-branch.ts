import { AppError } from "#lib/base/index.ts";

/** git check-ref-format, as far as a name could come to mean something else in a request. */
export function checkTarget(name: string): void {
  const isBranch =
    /^(?!\/|-)[^\0-\x20\x7f~^:?*[\\]+$/.test(name) &&
    !/\.\.|\/\/|@\{|\/$|\.$|(^|\/)\.|\.lock(\/|$)/.test(name) &&
    name !== "@" &&
    name.length <= 255 &&
    name.isWellFormed();
  if (isBranch) return;
  throw new AppError("invalid_input", `${JSON.stringify(name)} is not the name of a branch.`);
}
