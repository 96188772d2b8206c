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

const refusals = new WeakSet<AppError>();

export function noTextChange(path: string, why: string): AppError {
  const words = `${path} ${why}; Etna signs changes of text only.`;
  const refusal = new AppError("precondition_failed", words);
  refusals.add(refusal);
  return refusal;
}

/** True for what `compare` throws of a change that text alone does not carry, and for nothing else. */
export function isNoTextChange(error: unknown): boolean {
  return error instanceof AppError && refusals.has(error);
}
