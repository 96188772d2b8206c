import type { Forge } from "../forge.ts";
import { addToBranch } from "./add-commit.ts";
import { inOurWords, openClient } from "./client.ts";
import { commitToBranch } from "./commit.ts";
import { compareCommits } from "./compare.ts";
import { openGithubHost } from "./host.ts";
import { openObjects } from "./objects.ts";
import { openReview } from "./open-review.ts";
import type { GithubForgeOptions } from "./options.ts";
import { inspectRepository } from "./repository.ts";
import { closeReview, holdsCommit, inspectReview } from "./review.ts";
import { openListings, openSnapshot } from "./snapshot.ts";

/**
 * A repository on GitHub or GitHub Enterprise Server, over its API alone. Objects, branches below
 * `etna/` and what belongs to their pull requests are all it writes. Throws `invalid_input` for what
 * is no repository's name; everything else is found out by the first call.
 */
export async function openGithubForge(options: GithubForgeOptions): Promise<Forge> {
  const client = openClient(options);
  const objects = openObjects(client);
  const listings = openListings(client, objects);
  const said = <T>(run: () => Promise<T>) => inOurWords(client, run);
  return {
    inspectRepository: () => said(() => inspectRepository(client, objects)),
    snapshot: (commit) => openSnapshot(client, objects, listings, commit),
    commitToBranch: (request) => said(() => commitToBranch(client, objects, listings, request)),
    addToBranch: (request) => said(() => addToBranch(client, objects, listings, request)),
    openReview: (request) => said(() => openReview(client, request)),
    inspectReview: (review, last) => said(() => inspectReview(client, objects, review, last)),
    readCommit: (commit) => said(() => objects.commit(commit)),
    holdsCommit: (branch, commit) => said(() => holdsCommit(client, branch, commit)),
    compare: (base, head) => said(() => compareCommits(client, objects, listings, base, head)),
    closeReview: (review, head) => said(() => closeReview(client, review, head)),
    host: openGithubHost(client),
  };
}
