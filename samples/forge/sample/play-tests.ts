import type { BareRepository } from "../bare-repository.ts";

const historyPath = "src/history.ts";

/**
 * What a runner of the sample repository's tests would print for a commit. Nothing is run: the one test
 * that can fail is told from the text of the file that it is about.
 */
export async function playTests(git: BareRepository, commit: string): Promise<string> {
  const history = (await keepsTheLastTen(git, commit))
    ? "ok 3 - the history"
    : `not ok 3 - the history of a parcel is its last ten scans
  test/history.test.ts:8
  error: Expected values to be strictly equal: 12 !== 10`;
  return `This forge plays its CI: no machine ran anything.
> npm test
ok 1 - the bookings
ok 2 - the labels
${history}
`;
}

async function keepsTheLastTen(git: BareRepository, commit: string): Promise<boolean> {
  const entry = (await git.tree(commit, true)).find(({ path }) => path === historyPath);
  if (entry === undefined) return true;
  const text = (await git.blob(entry.sha)).toString("utf8");
  return !text.includes("grep") || /\btail\b|slice\(-/.test(text);
}
