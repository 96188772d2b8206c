/** A fix is proposed, approved and merged; a report of a campaign is reported. */
export type CheckLink = "proposed" | "approved" | "signed" | "logged" | "merged" | "reported";
/** `absent`: there is nothing to check, and nothing says that there should be. */
export type CheckOutcome = "holds" | "fails" | "withheld" | "absent" | "not_run";

/** In the order of the public page: what was proposed, approved, signed, logged, merged. */
const links = {
  patch: "proposed",
  statement: "proposed",
  approver: "approved",
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

/** Of the statement of a merge, in order: all stand with the merge. */
const mergeIds = [
  "merged_statement",
  "merged_approval",
  "merged_signature",
  "merged_key",
  "merged_validity",
  "merged_entry",
  "merged_promise",
  "merged_inclusion",
  "merged_checkpoint",
  "merged_patch",
  "merged_commit",
  "merged",
] as const;

/** Of a signed report that no other statement has; the envelope's checks stand between. */
const reportLinks = {
  report_bytes: "reported",
  report_statement: "reported",
} as const satisfies Record<string, CheckLink>;

export type ApprovalCheckId = keyof typeof links;
export type MergeCheckId = (typeof mergeIds)[number];
export type CheckId = ApprovalCheckId | MergeCheckId | keyof typeof reportLinks;
export const checkIds: readonly ApprovalCheckId[] = Object.keys(links) as ApprovalCheckId[];
export const mergeCheckIds: readonly MergeCheckId[] = mergeIds;
export const reportCheckIds: readonly CheckId[] = [
  "report_bytes",
  "report_statement",
  "signature",
  "key",
  "validity",
  "entry",
  "promise",
  "inclusion",
  "checkpoint",
];

const titles: Readonly<Record<CheckId, string>> = {
  patch: "The patch is the one the statement names",
  statement: "The statement has the form it claims",
  approver: "An approver’s own passkey signed this approval",
  commit: "The approved commit is the signed commit",
  tree: "The approved tree is the signed tree",
  signature: "The signature fits these bytes and this key",
  key: "The key is the one that the organization publishes",
  validity: "The key was in force at that time",
  entry: "The entry is about this envelope",
  promise: "The log promised this entry at this time",
  inclusion: "The entry is in the tree",
  checkpoint: "The tree’s head is signed by the log",
  merged_statement: "The statement of the merge has the form it claims",
  merged_approval: "It names this very approval",
  merged_signature: "Its signature fits its bytes and its key",
  merged_key: "Its key is one that the organization publishes",
  merged_validity: "Its key was in force at that time",
  merged_entry: "Its entry in the log is about its envelope",
  merged_promise: "The log promised its entry at that time",
  merged_inclusion: "Its entry is in the tree",
  merged_checkpoint: "That tree’s head is signed by the log",
  merged_patch: "The merged change is the approved patch",
  merged_commit: "The merged commit and tree are the signed ones",
  merged: "What was merged is what was approved",
  report_bytes: "The report is the one the statement names, and says the same",
  report_statement: "The statement of the report has the form it claims",
};

export interface Compared {
  readonly label: string;
  /** Whole: digests in full hex, times as ISO 8601 in UTC. */
  readonly value: string;
  /** The label of the value in the same check that this one is held against. */
  readonly against?: string;
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
  const known: Readonly<Partial<Record<CheckId, CheckLink>>> = { ...links, ...reportLinks };
  return { id, link: known[id] ?? "merged", title: titleOf(id, publisher), ...result };
}

function titleOf(id: CheckId, publisher: string | undefined): string {
  if (publisher === undefined) return titles[id];
  if (id === "key") return `The key is the one that ${publisher} publishes`;
  return id === "merged_key" ? `Its key is one that ${publisher} publishes` : titles[id];
}

/** Holds when there is no reason against it. */
export function judged(reason: string | null, compared: readonly Compared[]): CheckResult {
  return reason === null ? { outcome: "holds", compared } : { outcome: "fails", compared, reason };
}

export function notRun(reason: string, compared: readonly Compared[] = []): CheckResult {
  return { outcome: "not_run", compared, reason };
}

export function compared(label: string, value: string, against?: string): Compared {
  return { label, value, ...(against !== undefined && { against }) };
}

/** The first reason whose condition fails, or null when all hold. */
export function firstFault(...rules: readonly (readonly [boolean, string])[]): string | null {
  return rules.find(([holds]) => !holds)?.[1] ?? null;
}
