import { matchesPath } from "./match-path.ts";

interface Rule {
  readonly pattern: string;
  readonly owners: readonly string[];
}

/** By section; what stands before the first heading is a section of its own. */
export type CodeOwners = ReadonlyMap<string, readonly Rule[]>;

const maxLines = 20_000;

/**
 * Reads a CODEOWNERS file as GitLab does: sections with owners of their own, comments, escaped
 * spaces. Of owners, people alone are kept (`@name`): groups, roles and addresses are left out.
 * Source: docs.gitlab.com/user/project/codeowners/reference.
 */
export function parseCodeOwners(text: string): CodeOwners {
  const sections = new Map<string, Rule[]>();
  let [section, standing]: [string, readonly string[]] = ["", []];
  for (const line of text.split(/\r?\n/, maxLines)) {
    const trimmed = line.trim();
    if (trimmed === "" || trimmed.startsWith("#")) continue;
    const heading = /^\^?\[([^\]]+)\](?:\[\d+\])?(?=\s|$)(.*)$/.exec(trimmed);
    if (heading !== null) {
      // Headings are the same in any case.
      section = (heading[1] ?? "").trim().toLowerCase();
      standing = peopleOf((heading[2] ?? "").split(/\s+/));
      continue;
    }
    const [pattern = "", ...words] = trimmed.split(/(?<!\\)\s+/);
    const comment = words.findIndex((word) => word.startsWith("#"));
    const named = comment < 0 ? words : words.slice(0, comment);
    const rules = sections.get(section) ?? [];
    rules.push({ pattern, owners: named.length === 0 ? standing : peopleOf(named) });
    sections.set(section, rules);
  }
  return sections;
}

/** Who owns a path: of each section the last rule that names it, in the order of the file. */
export function ownersOf(owners: CodeOwners, path: string): readonly string[] {
  const found = [...owners.values()].flatMap((rules) => {
    const isLeftOut = rules.some(
      ({ pattern }) => pattern.startsWith("!") && matchesPath(pattern.slice(1), path),
    );
    if (isLeftOut) return [];
    return rules.findLast(({ pattern }) => matchesPath(pattern, path))?.owners ?? [];
  });
  return [...new Set(found)];
}

function peopleOf(words: readonly string[]): readonly string[] {
  return words.flatMap((word) => /^@([A-Za-z0-9_][A-Za-z0-9_.-]*)$/.exec(word)?.[1] ?? []);
}
