import type { Git } from "./git.ts";

/** One changed path between two trees; mode "000000" stands for no file. */
export interface RawChange {
  readonly path: Buffer;
  readonly oldMode: string;
  readonly newMode: string;
  readonly oldId: string;
  readonly newId: string;
}

export const rawDiffArguments = [
  "-r",
  "-z",
  "--no-abbrev",
  "--no-renames",
  "--ignore-submodules=none",
];

export async function rawDiff(git: Git, base: string, head: string): Promise<readonly RawChange[]> {
  const bytes = await git.bytes(["diff-tree", "--raw", ...rawDiffArguments, base, head]);
  return parseRawDiff(bytes).get("") ?? [];
}

/** The changes by the commit line above them ("" where there is none). */
export function parseRawDiff(bytes: Buffer): Map<string, RawChange[]> {
  const groups = new Map<string, RawChange[]>();
  let group: RawChange[] = [];
  groups.set("", group);
  for (let start = 0; start < bytes.length; ) {
    const end = bytes.indexOf(0, start);
    const field = bytes.toString("latin1", start, end);
    start = end + 1;
    if (!field.startsWith(":")) {
      group = [];
      groups.set(field, group);
      continue;
    }
    const [oldMode = "", newMode = "", oldId = "", newId = ""] = field.slice(1).split(" ");
    const pathEnd = bytes.indexOf(0, start);
    group.push({ path: bytes.subarray(start, pathEnd), oldMode, newMode, oldId, newId });
    start = pathEnd + 1;
  }
  return groups;
}
