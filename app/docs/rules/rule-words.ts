import type { RuleView } from "#lib/services/findings/index.ts";

/** What comes of a rule's findings, by its class. */
export const classWords: Readonly<Record<RuleView["fixClass"], string>> = {
  A: "Proposed by itself",
  B: "Proposed where its narrow condition is proven",
  C: "Reported only",
};

/** The same in a list. */
export const shortClassWords: Readonly<Record<RuleView["fixClass"], string>> = {
  A: "Fixes by itself",
  B: "Fixes where proven",
  C: "Reports",
};

const familyWords: Readonly<Record<string, string>> = {
  actions: "GitHub Actions",
  ai: "Models and agents",
  dependencies: "Dependencies",
  docker: "Dockerfiles",
  gitlab: "GitLab CI",
  js: "JavaScript and TypeScript",
  py: "Python",
  secrets: "Secrets",
};

/** The first part of a rule's id. */
export function familyOf({ id }: Pick<RuleView, "id">): string {
  return id.split("/")[0] ?? id;
}

export function familyName(family: string): string {
  return familyWords[family] ?? family.charAt(0).toUpperCase() + family.slice(1);
}
