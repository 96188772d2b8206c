import { isAppError } from "#lib/base/index.ts";
import type { EtnaCheck } from "../forge-host.ts";
import { type GitlabClient, read } from "./client.ts";
import { statusOf, wordsOf } from "./failure.ts";
import { checkCommitId } from "./options.ts";
import { commitStatus } from "./schemas.ts";

const name = "Etna";
const states = { pending: "pending", passed: "success", failed: "failed" } as const;
/** The longest description that GitLab takes, in characters. */
const maxDescription = 255;

/** A commit status. GitLab has no place for a summary: it is behind the link. */
export async function setCheck(
  client: GitlabClient,
  commit: string,
  check: EtnaCheck,
): Promise<void> {
  checkCommitId(commit);
  const state = states[check.state];
  const description = check.title.slice(0, maxDescription).toWellFormed();

  async function isSaid(): Promise<boolean> {
    const all = read(
      commitStatus.array(),
      await client.commits.allStatuses(client.projectId, commit, { name }),
    );
    const own = all.filter((status) => status.name === name);
    const newest = own.toSorted((a, b) => b.id - a.id)[0];
    return (
      newest?.status === state &&
      (newest.description ?? "") === description &&
      newest.target_url === check.url
    );
  }

  async function say(): Promise<void> {
    try {
      const words = { name, description, targetUrl: check.url };
      await client.commits.editStatus(client.projectId, commit, state, words);
    } catch (error) {
      // Pending twice over is pending: GitLab keeps the words of the first.
      if (statusOf(error) !== 400 || !wordsOf(error).includes("Cannot transition")) throw error;
    }
  }

  if (await isSaid()) return;
  try {
    await say();
  } catch (error) {
    if (!isAppError(error, "unavailable")) throw error;
    if (!(await isSaid())) await say();
  }
}
