/** How many fixes of a repository may wait or be coming at a time, and who says so. */
export interface FixBudget {
  readonly limit: number;
  readonly setBy: "organization" | "repository";
}

/** The lesser of both counts. A repository asks for nothing where it is null, and can only lower. */
export function fixBudget(ofOrganization: number, ofRepository: number | null): FixBudget {
  return ofRepository !== null && ofRepository < ofOrganization
    ? { limit: ofRepository, setBy: "repository" }
    : { limit: ofOrganization, setBy: "organization" };
}

/** Why one more is refused where `taken` wait or are coming, and what helps. */
export function fullWords({ limit, setBy }: FixBudget, taken: number): string {
  const fixes =
    taken === 1
      ? "One fix of this repository waits or is coming"
      : `${taken} fixes of this repository wait or are coming`;
  if (setBy === "organization") {
    return `${fixes}, and the organization's budget for a repository is ${limit}. Decide on some first, or let an admin raise the budget in the settings.`;
  }
  const raise = "raise budgets.openPullRequests in its .etna/config.yaml and scan it again.";
  return limit === 0
    ? `This repository's own budget lets no fix be proposed. To have some, ${raise}`
    : `${fixes}, and this repository's own budget is ${limit}. Decide on some first, or ${raise}`;
}
