import { AppError, repositoryPathFault } from "#lib/base/index.ts";

/**
 * Throws `precondition_failed` where a `FileChange` would lose part of a change. Modes are six octal
 * digits; "000000" stands for no file.
 */
export function checkTextChange(name: string, oldMode: string, newMode: string): void {
  const fault = repositoryPathFault(name);
  if (fault !== null) throw noTextChange(name, `has a name that ${fault}`);
  const modes = [oldMode, newMode];
  if (modes.includes("120000")) throw noTextChange(name, "is a symbolic link");
  if (modes.includes("160000")) throw noTextChange(name, "is a submodule");
  if (oldMode === "000000" ? newMode === "100755" : newMode !== "000000" && oldMode !== newMode) {
    throw noTextChange(name, "changes its file mode");
  }
}

export function noTextChange(path: string, why: string): AppError {
  return new AppError("precondition_failed", `${path} ${why}; Etna signs changes of text only.`);
}
