import { beforeAll, describe, expect, it } from "vitest";
import { nodeCrypto, verifyWithSecondOpinion } from "#lib/engines/second-opinion/index.ts";
import {
  buildStatement,
  isoSeconds,
  keysDocument,
  nobleCrypto,
  type SignatureDemand,
  verifyBundle,
  verifyChain,
} from "#lib/engines/verify/index.ts";
import {
  approvedFix,
  freshEd25519,
  type SignedFix,
  signFix,
  signingTime,
  signMerge,
  subjects,
  TestLog,
  testPatch,
} from "./signed-fix.ts";
import { signedByApprover, TestPasskey } from "./test-passkey.ts";

const key = freshEd25519();
const log = new TestLog();
let unsigned: SignedFix;

beforeAll(async () => {
  unsigned = await signFix({ key, log });
});

/** Seconds after the log's time of the fix. */
const at = (seconds: number) => isoSeconds(new Date((signingTime + seconds) * 1000));

async function approver(fix: SignedFix, demands: readonly SignatureDemand[] = []) {
  const keys = keysDocument(fix.keys.keys, { ...fix.keys, signedApprovals: demands });
  const input = { bundle: fix.bundle, keys, trustedRoot: fix.root, patch: testPatch };
  const [inNode, inBrowser, seconded] = await Promise.all([
    verifyBundle(input, nodeCrypto),
    verifyBundle(input, nobleCrypto),
    verifyWithSecondOpinion(input),
  ]);
  expect(inBrowser).toEqual(inNode);
  expect(seconded.ok).toBe(inNode.ok);
  const failed = inNode.checks.filter(({ outcome }) => outcome === "fails").map(({ id }) => id);
  const check = inNode.checks.find(({ id }) => id === "approver")!;
  expect(failed).toEqual(check.outcome === "fails" ? ["approver"] : []);
  expect(inNode.ok).toBe(check.outcome !== "fails");
  return check;
}

describe("an approval without a signature, logged while the organization demands one,", () => {
  it.each<[string, readonly SignatureDemand[], "fails" | "absent"]>([
    ["never", [], "absent"],
    ["since long ago", [{ start: at(-9000) }], "fails"],
    ["until later", [{ start: at(-9000), end: at(9000) }], "fails"],
    ["from the second after", [{ start: at(1) }], "absent"],
    ["from its own second", [{ start: at(0) }], "fails"],
    ["until the second after", [{ start: at(-60), end: at(1) }], "fails"],
    [
      "until its own second, in which it was taken again",
      [{ start: at(-60), end: at(0) }],
      "absent",
    ],
    ["until before", [{ start: at(-60), end: at(-1) }], "absent"],
    ["between two stretches", [{ start: at(-60), end: at(-9) }, { start: at(9) }], "absent"],
    ["in the first of two", [{ start: at(-60), end: at(9) }, { start: at(60) }], "fails"],
    ["in the second of two", [{ start: at(-60), end: at(-9) }, { start: at(-5) }], "fails"],
    ["taken back before it began", [{ start: at(-5), end: at(-60) }], "absent"],
    ["taken back, whenever that was", [{ start: at(5), end: at(-5) }], "absent"],
  ])("%s", async (_when, demands, outcome) => {
    expect((await approver(unsigned, demands)).outcome).toBe(outcome);
  });

  it("is told from when on, and shown the log’s time and all that was ever demanded", async () => {
    const demands = [{ start: at(-600), end: at(-300) }, { start: at(-60) }];
    const { reason, compared } = await approver(unsigned, demands);
    expect(reason).toBe(
      `The organization publishes that approvals are signed by a passkey from ${at(-60)} on, and no passkey signed this one.`,
    );
    expect(compared).toContainEqual({ label: "Verified time", value: at(0) });
    expect(compared).toContainEqual({
      label: "Signature demanded",
      value: `from ${at(-600)} until ${at(-300)}; from ${at(-60)} on`,
    });
    const { compared: never } = await approver(unsigned);
    expect(never).toContainEqual({ label: "Signature demanded", value: "at no time" });
  });

  it("is judged by the log’s time, whatever time the approval states", async () => {
    const { approval } = approvedFix();
    const before = { ...approval, at: "2025-01-01T00:00:00Z" };
    const statement = buildStatement(subjects, approvedFix({ approval: before }));
    const backdated = await signFix({ key, log, statement });
    expect((await approver(backdated, [{ start: at(-60) }])).outcome).toBe("fails");
  });

  it("fails its merge as well", async () => {
    const merge = await signMerge({ key, log, approved: unsigned.statement });
    const keys = { ...unsigned.keys, signedApprovals: [{ start: at(-60) }] };
    const { bundle, root: trustedRoot } = unsigned;
    const input = { bundle, keys, trustedRoot, mergedBundle: merge.bundle };
    const { ok, checks } = await verifyChain(input, nodeCrypto);
    const failed = checks.filter(({ outcome }) => outcome === "fails").map(({ id }) => id);
    expect({ ok, failed }).toEqual({ ok: false, failed: ["approver", "merged_approval"] });
  });

  it("is refused altogether where the demand has not its form", async () => {
    for (const wrong of [
      [],
      "always",
      [{ end: at(0) }],
      [{ start: "2026-11-20" }],
      [{ start: at(0), by: "me" }],
    ]) {
      const keys = { ...unsigned.keys, signedApprovals: wrong };
      const { bundle, root: trustedRoot } = unsigned;
      const { ok, checks } = await verifyBundle({ bundle, keys, trustedRoot }, nodeCrypto);
      expect(ok, JSON.stringify(wrong)).toBe(false);
      expect(checks.find(({ id }) => id === "key")?.reason).toContain("cannot be read");
    }
  });
});

describe("an approval that a passkey signed", () => {
  it("holds whatever is demanded, and says what is", async () => {
    const fix = await signedByApprover(new TestPasskey(), { key, log });
    const { outcome, compared } = await approver(fix, [{ start: at(-60) }]);
    expect(outcome).toBe("holds");
    expect(compared).toContainEqual({ label: "Signature demanded", value: `from ${at(-60)} on` });
  });
});

describe("keys.json", () => {
  it("leaves the demand out where there never was one", () => {
    const { keys } = unsigned.keys;
    expect(keysDocument(keys, { signedApprovals: [] })).not.toHaveProperty("signedApprovals");
    const demands = [{ start: at(0) }];
    expect(keysDocument(keys, { signedApprovals: demands }).signedApprovals).toEqual(demands);
  });
});
