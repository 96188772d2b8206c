import { AppError } from "#lib/base/index.ts";
import { etnaBranch } from "../etna-branch.ts";
import type { EtnaBranch } from "../forge.ts";
import { movedOrGone } from "../moved.ts";
import { type GitlabClient, read } from "./client.ts";
import { statusOf } from "./failure.ts";
import { branch as branchSchema } from "./schemas.ts";

/** Commit at the tip of a branch, or null. */
export async function tipOf(client: GitlabClient, name: string): Promise<string | null> {
  try {
    const found = read(branchSchema, await client.branches.show(client.projectId, name));
    return found.name === name ? found.commit.id : null;
  } catch (error) {
    if (statusOf(error) === 404) return null;
    throw error;
  }
}

/** Throws `invalid_input` for a name that is no branch, `precondition_failed` where it is gone. */
export async function targetTip(client: GitlabClient, name: string): Promise<string> {
  if (!isBranchName(name)) {
    throw new AppError("invalid_input", `${JSON.stringify(name)} is not the name of a branch.`);
  }
  const tip = await tipOf(client, name);
  if (tip === null) {
    throw new AppError("precondition_failed", `The repository has no branch ${name}.`);
  }
  return tip;
}

/** Deletes the branch where it stands at `commit`; a branch that is gone is a no-op. */
export async function deleteBranch(
  client: GitlabClient,
  name: EtnaBranch,
  commit: string,
): Promise<void> {
  etnaBranch(name);
  const tip = await tipOf(client, name);
  if (tip === null) return;
  if (tip !== commit) throw movedOrGone(name, tip);
  try {
    await client.branches.remove(client.projectId, name);
  } catch (error) {
    if (statusOf(error) !== 404) throw error;
  }
}

/** The rules of git check-ref-format for what follows `refs/heads/`. */
function isBranchName(name: string): boolean {
  const segments = name.split("/");
  return (
    name.isWellFormed() &&
    name.length <= 255 &&
    !/[\p{Cc} ~^:?*[\\]|\.\.|@\{/u.test(name) &&
    !name.endsWith(".") &&
    segments.every((part) => part !== "" && !part.startsWith(".") && !part.endsWith(".lock"))
  );
}
