import { beforeAll, describe, expect, it } from "vitest";
import { toBase64 } from "#lib/base/index.ts";
import { maxPaeBytes, preAuthEncoding, statementBytes } from "#lib/engines/verify/index.ts";
import type { ApprovedFixFacts, stateApprovedFix } from "#lib/services/provenance/index.ts";

const sha256 = "a".repeat(64);
const checkIds = [
  "finding_gone",
  "no_new_findings",
  "parses",
  "scope",
  "size",
  "second_opinion",
  "customer_ci",
];

/** As large as they come: ten findings, a repository with SHA-256, every bound of an assertion reached. */
const largest: ApprovedFixFacts = {
  organizationId: "og_1",
  fixId: "fx_7Q2M4K9DW3XH0T5B8YRC",
  repository: "r".repeat(200),
  targetRef: `refs/heads/${"b".repeat(189)}`,
  fromRevision: sha256,
  patchSha256: sha256,
  patchId: sha256,
  headCommit: sha256,
  headTree: sha256,
  model: null,
  ledgerSha256: null,
  ruleId: "x".repeat(60),
  fingerprints: Array.from({ length: 10 }, (_, at) => `${at}:${"f".repeat(62)}`),
  checks: checkIds.map((id) => ({ id, outcome: "not_run", summary: "s".repeat(200) })),
  approval: {
    by: "B".repeat(120),
    method: "console",
    at: "2026-11-20T15:14:07Z",
    policy: "One member with the role approver who did not start the run, signing with a passkey",
    signature: {
      key: toBase64(new Uint8Array(32)),
      authenticatorData: toBase64(new Uint8Array(128)),
      // A browser's text has some twenty quotes, each of which takes one byte more.
      clientDataJSON: `${'"'.repeat(40)}${"c".repeat(472)}`,
      signature: toBase64(new Uint8Array(72)),
    },
    review: null,
  },
};

let state: typeof stateApprovedFix;

beforeAll(async () => {
  Object.assign(process.env, {
    DATABASE_URL: "postgresql://etna@localhost/etna",
    AUTH_SECRET: "s".repeat(40),
    ETNA_LINK_SECRET: "l".repeat(40),
  });
  ({ stateApprovedFix: state } = await import("#lib/services/provenance/index.ts"));
});

function sizeOf(facts: ApprovedFixFacts, namesPublic: boolean): number {
  return preAuthEncoding(statementBytes(state(facts, namesPublic).statement)).length;
}

describe("the statement of an approval", () => {
  it.each([false, true])("fits a key service in its largest form, names public: %s", (open) => {
    const { statement, openings } = state(largest, open);
    expect(sizeOf(largest, open)).toBeLessThan(maxPaeBytes);
    const { approval, checks, findings } = statement.predicate;
    // What shrinks is what the checks say, never that they ran, and never the approver's signature.
    expect(approval.signature).toEqual(largest.approval.signature);
    expect(findings).toHaveLength(10);
    expect(checks).toEqual(checkIds.map((id) => ({ id, outcome: "not_run" })));
    expect(Object.keys(openings).filter((name) => name.startsWith("checks."))).toEqual([]);
  });

  it("says what its checks saw wherever that fits", () => {
    const usual = {
      ...largest,
      repository: "halden/booking-api",
      targetRef: "refs/heads/main",
      fingerprints: largest.fingerprints.slice(0, 1),
    };
    for (const open of [false, true]) {
      const { checks } = state(usual, open).statement.predicate;
      expect(checks.every(({ summary }) => summary !== undefined)).toBe(true);
    }
  });

  it("carries what the forge said of a review, its account withheld like every name", () => {
    const review = { id: "1".repeat(40), account: "octocat", at: "2026-11-20T15:13:00Z" };
    const approval = { ...largest.approval, method: "forge", signature: null, review };
    const onForge = { ...largest, approval };
    expect(sizeOf(onForge, false)).toBeLessThan(maxPaeBytes);
    expect(state(onForge, true).statement.predicate.approval.review).toEqual(review);
    const { statement, openings } = state(onForge, false);
    expect(statement.predicate.approval.review?.account).toHaveProperty("withheld");
    expect(openings.reviewAccount?.value).toBe("octocat");
    const untimed = { ...onForge, approval: { ...approval, review: { ...review, at: null } } };
    expect(state(untimed, true).statement.predicate.approval.review).not.toHaveProperty("at");
  });
});
