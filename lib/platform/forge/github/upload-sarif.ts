import { gzipSync } from "node:zlib";
import { AppError, toBase64 } from "#lib/base/index.ts";
import type { GithubClient } from "./client.ts";
import { checkObjectId } from "./options.ts";
import { isOff, isRefused } from "./scanner-refusal.ts";
import { anyAnswer } from "./schemas.ts";

/** SARIF 2.1.0, gzipped: GitHub takes 10 MB of that. */
export async function uploadSarif(
  client: GithubClient,
  commit: string,
  branch: string,
  sarif: string,
): Promise<void> {
  checkObjectId(commit);
  const packed = gzipSync(sarif);
  if (packed.length > 10_000_000) {
    throw new AppError("too_large", "GitHub takes SARIF of up to 10 MB when packed.");
  }
  const body = { commit_sha: commit, ref: `refs/heads/${branch}`, sarif: toBase64(packed) };
  try {
    await client.send(anyAnswer, "POST /repos/{owner}/{repo}/code-scanning/sarifs", body);
  } catch (error) {
    if (!isOff(error) && !isRefused(error)) throw error;
    throw new AppError(
      "precondition_failed",
      `${client.repository} takes no SARIF: code scanning is off, or Etna lacks the permission security_events: write.`,
      { cause: error },
    );
  }
}
