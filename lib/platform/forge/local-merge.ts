import type { Git } from "./git.ts";
import type { LocalRepository } from "./local-repository.ts";
import { stablePatchId } from "./patch-id.ts";
import { parseRawDiff, type RawChange, rawDiff, rawDiffArguments } from "./raw-diff.ts";

/** How far back on the target a squashed or rebased patch is looked for, in commits. */
const lookBackCommits = 200;

/**
 * The first commit on the target's first-parent line that holds `head`, or that brought the same
 * patch by a squash or a rebase; null where the target has neither.
 */
export async function findMerge(
  repository: LocalRepository,
  head: string,
  target: string,
): Promise<string | null> {
  const { git } = repository;
  if (await isAncestor(repository, head, target)) return firstHolding(git, head, target);
  const base = await git.run(["merge-base", head, target]);
  if (base.exitCode !== 0) return null;
  return findSamePatch(git, base.stdout.toString("utf8").trim(), head, target);
}

export async function isAncestor(
  { git }: LocalRepository,
  commit: string,
  descendant: string,
): Promise<boolean> {
  return (await git.run(["merge-base", "--is-ancestor", commit, descendant])).exitCode === 0;
}

async function firstHolding(git: Git, head: string, target: string): Promise<string> {
  const range = `${head}..${target}`;
  const onLine = await lines(git, ["rev-list", "--first-parent", "--parents", range]);
  const holding = new Set(await lines(git, ["rev-list", "--ancestry-path", range]));
  const oldest = onLine.map((line) => line.split(" ")).findLast(([id = ""]) => holding.has(id));
  const [id, firstParent] = oldest ?? [];
  return id === undefined || firstParent === head ? head : id;
}

async function findSamePatch(
  git: Git,
  base: string,
  head: string,
  target: string,
): Promise<string | null> {
  const wanted = await rawDiff(git, base, head);
  if (wanted.length === 0) return null;
  const walk = ["rev-list", "--first-parent", "--parents", `--max-count=${lookBackCommits}`];
  const line = (await lines(git, [...walk, `${base}..${target}`])).map((row) => row.split(" "));
  const commits = Number(await git.text(["rev-list", "--count", `${base}..${head}`]));
  for (const width of new Set([1, commits])) {
    const spans = line.flatMap(([to = ""], i) => {
      const from = line[i + width - 1]?.[1];
      return from === undefined ? [] : [{ from, to }];
    });
    const input = spans.map(({ from, to }) => `${to} ${from}\n`).join("");
    const raw = await git.bytes(["diff-tree", "--stdin", "--raw", ...rawDiffArguments], { input });
    const changes = parseRawDiff(raw);
    for (const { from, to } of spans.toReversed()) {
      const found = changes.get(to) ?? [];
      if (signature(found, false) !== signature(wanted, false)) continue;
      if (signature(found, true) === signature(wanted, true)) return to;
      const id = await patchIdBetween(git, base, head);
      if (id !== null && id === (await patchIdBetween(git, from, to))) return to;
    }
  }
  return null;
}

/** Paths and modes of a change and, where asked, the contents on both sides. */
function signature(changes: readonly RawChange[], withContents: boolean): string {
  return changes
    .map(({ path, oldMode, newMode, oldId, newId }) =>
      [path.toString("hex"), oldMode, newMode, ...(withContents ? [oldId, newId] : [])].join(" "),
    )
    .sort()
    .join("\n");
}

/** Null where a binary file is part of it: its content does not count in a patch id. */
async function patchIdBetween(git: Git, from: string, to: string): Promise<string | null> {
  const plain = ["-p", "-r", "--no-renames", "--no-ext-diff", "--no-textconv", "--no-color"];
  const patch = await git.bytes(["diff-tree", ...plain, "--full-index", from, to]);
  return patch.includes("\nBinary files ") ? null : stablePatchId(git, patch);
}

async function lines(git: Git, args: readonly string[]): Promise<readonly string[]> {
  return (await git.text(args)).split("\n").filter((line) => line !== "");
}
