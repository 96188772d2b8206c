export type CheckLink = "proposed" | "approved" | "signed" | "logged" | "merged";
export type CheckOutcome = "holds" | "fails" | "withheld" | "not_run";

/** In the order of the public page: what was proposed, approved, signed, logged, merged. */
const links = {
  patch: "proposed",
  statement: "proposed",
  commit: "approved",
  tree: "approved",
  signature: "signed",
  key: "signed",
  validity: "signed",
  entry: "logged",
  promise: "logged",
  inclusion: "logged",
  checkpoint: "logged",
  merged: "merged",
} as const satisfies Record<string, CheckLink>;

export type CheckId = keyof typeof links;
export const checkIds: readonly CheckId[] = Object.keys(links) as CheckId[];

const titles: Readonly<Record<CheckId, string>> = {
  patch: "The patch is the one the statement names",
  statement: "The statement has the form it claims",
  commit: "The approved commit is the signed commit",
  tree: "The approved tree is the signed tree",
  signature: "The signature fits these bytes and this key",
  key: "The key is the one that the organization publishes",
  validity: "The key was in force at that time",
  entry: "The entry is about this envelope",
  promise: "The log promised this entry at this time",
  inclusion: "The entry is in the tree",
  checkpoint: "The tree’s head is signed by the log",
  merged: "What was merged is what was approved",
};

export interface Compared {
  readonly label: string;
  /** Whole: digests in full hex, times as ISO 8601 in UTC. */
  readonly value: string;
}

export interface CheckResult {
  readonly outcome: CheckOutcome;
  readonly compared: readonly Compared[];
  /** Plain words, for every outcome but "holds". */
  readonly reason?: string;
}

export interface Check extends CheckResult {
  readonly id: CheckId;
  readonly link: CheckLink;
  readonly title: string;
}

export function checkOf(id: CheckId, result: CheckResult, publisher?: string): Check {
  const title =
    id === "key" && publisher !== undefined
      ? `The key is the one that ${publisher} publishes`
      : titles[id];
  return { id, link: links[id], title, ...result };
}

/** Holds when there is no reason against it. */
export function judged(reason: string | null, compared: readonly Compared[]): CheckResult {
  return reason === null ? { outcome: "holds", compared } : { outcome: "fails", compared, reason };
}

export function notRun(reason: string, compared: readonly Compared[] = []): CheckResult {
  return { outcome: "not_run", compared, reason };
}

export function compared(label: string, value: string): Compared {
  return { label, value };
}

/** The first reason whose condition fails, or null when all hold. */
export function firstFault(...rules: readonly (readonly [boolean, string])[]): string | null {
  return rules.find(([holds]) => !holds)?.[1] ?? null;
}
