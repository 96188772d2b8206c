import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { decodeUtf8, fromBase64, toBase64, toHex, utf8 } from "#lib/base/index.ts";
import { nodeCrypto, verifyWithSecondOpinion } from "#lib/engines/second-opinion/index.ts";
import {
  type ApproverKey,
  type ApproverSignature,
  approvalDigest,
  buildStatement,
  type KeysDocument,
  keysDocument,
  nobleCrypto,
  preAuthEncoding,
  type Statement,
  signKeys,
  statementBytes,
  type VerifyInput,
  verifyBundle,
  verifyChain,
} from "#lib/engines/verify/index.ts";
import {
  approvedFix,
  freshEd25519,
  freshP256,
  type SignedFix,
  signFix,
  signMerge,
  subjects,
  TestLog,
  testPatch,
} from "./signed-fix.ts";
import {
  type Answer,
  mirrored,
  signedByApprover,
  site,
  TestPasskey,
  termsOf,
  validFor,
  withApprovers,
  withAssertion,
} from "./test-passkey.ts";

const key = freshEd25519();
const log = new TestLog();
const passkey = new TestPasskey();
const other = new TestPasskey();
let fix: SignedFix;

beforeAll(async () => {
  fix = await signedByApprover(passkey, { key, log });
});

function inputOf(signed: SignedFix, more: Partial<VerifyInput> = {}): VerifyInput {
  const { bundle, keys, root: trustedRoot } = signed;
  return { bundle, keys, trustedRoot, patch: testPatch, ...more };
}

/** What both kinds of crypto say of the approver, and that nothing else fails. */
async function approver(input: VerifyInput) {
  const inNode = await verifyBundle(input, nodeCrypto);
  expect(await verifyBundle(input, nobleCrypto)).toEqual(inNode);
  const failed = inNode.checks.filter(({ outcome }) => outcome === "fails").map(({ id }) => id);
  const { outcome, reason } = inNode.checks.find(({ id }) => id === "approver")!;
  expect(failed).toEqual(outcome === "fails" ? ["approver"] : []);
  expect(inNode.ok).toBe(outcome !== "fails");
  return reason === undefined ? { outcome } : { outcome, reason };
}

/** Signed by the organization as it is: only the approver's own signature can tell. */
async function answered(answer: Answer): Promise<SignedFix> {
  const made = await passkey.approve(termsOf(approvedFix()), answer);
  return await withAssertion(passkey, made, { key, log });
}

describe("the approver's own signature", () => {
  it("is over the digest of fix, commit, tree, patch, policy and time, and this very one", () => {
    const terms = termsOf(approvedFix());
    // Computed with another program, from the document's words.
    expect(toHex(approvalDigest(terms))).toBe(
      "1f73725f5a88bb51376e3ce91516832331f0dc41a8cb0d02c8b660e27a40ea75",
    );
  });

  it("holds, with every other check, in Node, in a browser and for the second verifier", async () => {
    expect(await approver(inputOf(fix))).toEqual({ outcome: "holds" });
    expect(await approver(inputOf(fix, { requireApproverSignature: true }))).toEqual({
      outcome: "holds",
    });
    const seconded = await verifyWithSecondOpinion(inputOf(fix));
    expect(seconded.ok).toBe(true);
    expect(seconded.checks.find(({ id }) => id === "second_opinion")?.outcome).toBe("holds");
  });

  it("holds by an Ed25519 passkey, and with either S of a P-256 signature", async () => {
    const edwards = new TestPasskey(freshEd25519());
    expect(await approver(inputOf(await signedByApprover(edwards)))).toEqual({ outcome: "holds" });
    const made = fix.statement.predicate.approval.signature!;
    const turned = await withAssertion(passkey, {
      ...made,
      signature: mirrored(made.signature),
    });
    expect(turned.statement.predicate.approval.signature?.signature).not.toBe(
      fix.statement.predicate.approval.signature?.signature,
    );
    expect(await approver(inputOf(turned))).toEqual({ outcome: "holds" });
  });

  it("shows what was compared", async () => {
    const { checks } = await verifyBundle(inputOf(fix), nodeCrypto);
    const { compared } = checks.find(({ id }) => id === "approver")!;
    const digest = Buffer.from(approvalDigest(termsOf(approvedFix()))).toString("base64url");
    expect(compared).toContainEqual({ label: "Digest of the approval", value: digest });
    expect(compared).toContainEqual({
      label: "Challenge that was signed",
      value: digest,
      against: "Digest of the approval",
    });
    expect(compared).toContainEqual({ label: "User", value: "present, verified" });
  });

  it("is absent from older statements, which verify as ever and say on whose word they rest", async () => {
    const old = await signFix({ key, log });
    const absent = { outcome: "absent", reason: expect.stringContaining("Etna’s word") };
    expect(await approver(inputOf(old))).toEqual(absent);
    const keys = withApprovers(old.keys, passkey.published());
    expect(await approver(inputOf(old, { keys }))).toEqual(absent);
  });

  it("fails where it is asked for and absent, also for a review on the forge", async () => {
    const asked = { requireApproverSignature: true };
    const refused = { outcome: "fails", reason: expect.stringContaining("is asked for") };
    expect(await approver(inputOf(await signFix({ key, log }), asked))).toEqual(refused);
    const { approval } = approvedFix();
    const review = { id: "41", account: "octocat", at: "2026-11-20T15:13:00Z" };
    const statement = buildStatement(
      subjects,
      approvedFix({ approval: { ...approval, method: "forge", review } }),
    );
    const onForge = await signFix({ key, log, statement });
    expect(await approver(inputOf(onForge, asked))).toEqual(refused);
    const { checks } = await verifyBundle(inputOf(onForge), nodeCrypto);
    expect(checks.find(({ id }) => id === "approver")).toMatchObject({
      outcome: "absent",
      reason: expect.stringContaining("re-read it there"),
      compared: expect.arrayContaining([
        { label: "Review on the forge", value: "41" },
        { label: "By", value: "octocat" },
        { label: "There since", value: review.at },
      ]),
    });
  });

  it("is carried into the chain of a merge", async () => {
    const chainOf = async (signed: SignedFix, requireApproverSignature: boolean) => {
      const merge = await signMerge({ key, log, approved: signed.statement });
      const input = inputOf(signed, { requireApproverSignature });
      return await verifyChain({ ...input, mergedBundle: merge.bundle }, nodeCrypto);
    };
    const unsigned = await signFix({ key, log });
    expect((await chainOf(fix, true)).ok).toBe(true);
    expect((await chainOf(unsigned, false)).ok).toBe(true);
    const refused = await chainOf(unsigned, true);
    const failed = refused.checks.filter(({ outcome }) => outcome === "fails");
    expect(failed.map(({ id }) => id)).toEqual(["approver", "merged_approval"]);
    const merge = await signMerge({ key, log, approved: fix.statement });
    const alone = { ...inputOf(fix), bundle: merge.bundle, requireApproverSignature: true };
    expect((await verifyBundle(alone, nodeCrypto)).ok).toBe(false);
  });
});

describe("what a passkey signed otherwise is refused, though the organization signed it:", () => {
  const approval = approvedFix().approval;
  const zeros = "0".repeat(40);

  it.each<[string, Partial<ReturnType<typeof termsOf>>]>([
    ["another fix", { fixId: "fx_AAAAAAAAAAAAAAAAAAAA" }],
    ["another commit", { bound: { ...approval.bound, gitCommit: zeros } }],
    ["another tree", { bound: { ...approval.bound, gitTree: zeros } }],
    ["another patch", { bound: { ...approval.bound, patch: `sha256:${"0".repeat(64)}` } }],
    ["another policy", { policy: "Anyone" }],
    ["another time", { at: "2026-11-20T15:14:08Z" }],
  ])("%s", async (_what, change) => {
    const made = await passkey.approve({ ...termsOf(approvedFix()), ...change });
    const signed = await withAssertion(passkey, made, { key, log });
    expect(await approver(inputOf(signed))).toEqual({
      outcome: "fails",
      reason: "The passkey signed another approval than this one.",
    });
  });

  it.each<[string, Answer, RegExp]>([
    ["a sign-in", { clientData: { type: "webauthn.create" } }, /something else/],
    ["a payment", { clientData: { type: "payment.get" } }, /something else/],
    ["another origin", { clientData: { origin: "https://etna.example.evil" } }, /another site/],
    ["another port", { clientData: { origin: "https://etna.example:444" } }, /another site/],
    ["no TLS", { clientData: { origin: "http://etna.example" } }, /another site/],
    ["a frame of another site", { clientData: { crossOrigin: true } }, /inside a page/],
    ["no challenge", { clientData: { challenge: "" } }, /another approval/],
    ["a challenge of another form", { clientData: { challenge: 7 } }, /cannot be read/],
    ["a type twice", { clientText: '{"type":"a","type":"webauthn.get"}' }, /cannot be read/],
    ["no JSON", { clientText: "webauthn.get" }, /cannot be read/],
    ["another relying party", { rpId: "evil.example" }, /answered another site/],
    ["a parent of the relying party", { rpId: "example" }, /answered another site/],
    ["nobody present", { flags: 0x04 }, /Nobody was present/],
    ["nobody verified", { flags: 0x01 }, /did not verify/],
    ["another key", { signedBy: other }, /not made over this/],
  ])("%s", async (_what, answer, words) => {
    const refused = { outcome: "fails", reason: expect.stringMatching(words) };
    expect(await approver(inputOf(await answered(answer)))).toEqual(refused);
  });

  it("takes members that browsers add, and an authenticator's further data", async () => {
    const clientData = { other_keys_can_be_added_here: "do not compare against a template" };
    const more = Uint8Array.of(0xa0);
    const signed = await answered({ clientData, more, flags: 0x85 });
    expect(await approver(inputOf(signed))).toEqual({ outcome: "holds" });
  });
});

describe("a passkey counts as keys.json publishes it:", () => {
  const at = approvedFix().approval.at;

  async function withKeys(...approvers: ApproverKey[]) {
    const { approvers: _, ...keys } = fix.keys;
    const listed = approvers.length > 0 ? withApprovers(keys, ...approvers) : keys;
    return await approver(inputOf(fix, { keys: listed }));
  }
  const refused = (words: RegExp) => ({
    outcome: "fails",
    reason: expect.stringMatching(words),
  });

  it("in force at the time of the approval, both ends counting", async () => {
    const holds = { outcome: "holds" };
    expect(await withKeys(passkey.published({ start: at }))).toEqual(holds);
    expect(await withKeys(passkey.published({ ...validFor, end: at }))).toEqual(holds);
    const late = passkey.published({ start: "2026-11-20T15:14:08Z" });
    const over = passkey.published({ ...validFor, end: "2026-11-20T15:14:06Z" });
    expect(await withKeys(late)).toEqual(refused(/not in force/));
    expect(await withKeys(over)).toEqual(refused(/not in force/));
    // Whoever left and came back has two stretches, and either may be the right one.
    expect(await withKeys(over, late)).toEqual(refused(/not in force/));
    expect(await withKeys(passkey.published({ ...validFor, end: at }), late)).toEqual(holds);
    expect(await withKeys(over, passkey.published())).toEqual(holds);
  });

  it("under its own hint, on its own site, and at all", async () => {
    const own = passkey.published();
    expect(await withKeys()).toEqual(refused(/does not publish/));
    expect(await withKeys(other.published())).toEqual(refused(/does not publish/));
    expect(await withKeys({ ...own, spki: other.published().spki })).toEqual(refused(/its hint/));
    expect(await withKeys({ ...own, origin: "https://other.example" })).toEqual(
      refused(/on another site/),
    );
    expect(await withKeys({ ...own, rpId: "other.example" })).toEqual(
      refused(/answered another site/),
    );
    const rsa = toBase64(new Uint8Array(80).fill(9));
    expect(await withKeys({ ...own, spki: rsa })).toEqual(refused(/its hint/));
  });

  it("as it was signed: a list with one more passkey names nobody's key", async () => {
    const content = { organization: "og_1", sequence: 1, issuedAt: at, keys: fix.keys.keys };
    const { document, envelope } = await signKeys(
      { ...content, approvers: [passkey.published()] },
      freshP256().signer,
    );
    expect(document.approvers).toHaveLength(1);
    expect(JSON.parse(decodeUtf8(fromBase64(envelope.payload)!)!)).toEqual(document);
    const { document: without } = await signKeys({ ...content, approvers: [] }, freshP256().signer);
    expect(without).not.toHaveProperty("approvers");
    expect(keysDocument(fix.keys.keys)).not.toHaveProperty("approvers");
  });
});

describe("any byte of an assertion", () => {
  const seed = 20261129;
  const parts = ["key", "authenticatorData", "clientDataJSON", "signature"] as const;

  it("that is flipped is refused", async () => {
    const { signature } = fix.statement.predicate.approval;
    const base = approvedFix();
    let tried = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...parts),
        fc.nat(10_000),
        fc.integer({ min: 0, max: 7 }),
        async (part, at, bit) => {
          const changed = { ...signature!, [part]: flip(signature!, part, at, bit) };
          const statement = {
            ...fix.statement,
            predicate: { ...base, approval: { ...base.approval, signature: changed } },
          } as Statement;
          const forged = await signFix({ key, log, statement });
          const result = await verifyBundle({ ...inputOf(forged), keys: fix.keys }, nodeCrypto);
          expect(result.ok).toBe(false);
          tried++;
        },
      ),
      { seed, numRuns: 150 },
    );
    expect(tried).toBe(150);
  });

  function flip(
    signature: ApproverSignature,
    part: (typeof parts)[number],
    at: number,
    bit: number,
  ): string {
    const isText = part === "clientDataJSON";
    const bytes = isText ? utf8(signature[part]) : fromBase64(signature[part])!;
    // Text stays text: of ASCII, the seven bits that keep it so.
    bytes[at % bytes.length]! ^= 1 << (isText ? bit % 7 : bit);
    return isText ? decodeUtf8(bytes)! : toBase64(bytes);
  }
});

describe("the largest statement with an assertion", () => {
  it("has an assertion within its bounds", () => {
    const { signature } = fix.statement.predicate.approval;
    const base = approvedFix();
    const state = (change: Partial<ApproverSignature>) =>
      buildStatement(subjects, {
        ...base,
        approval: { ...base.approval, signature: { ...signature!, ...change } },
      });
    const size = preAuthEncoding(statementBytes(state({}))).length;
    expect(size).toBeLessThan(4096);
    for (const change of [
      { authenticatorData: toBase64(new Uint8Array(129)) },
      { authenticatorData: toBase64(new Uint8Array(36)) },
      { clientDataJSON: "x".repeat(513) },
      { signature: toBase64(new Uint8Array(73)) },
      { key: toBase64(new Uint8Array(31)) },
    ]) {
      expect(() => state(change)).toThrow(/cannot be stated/);
    }
    expect(site.rpId).toBe(new URL(site.origin).hostname);
  });
});

describe("keys.json from before", () => {
  it("is read as it was", async () => {
    const { approvers: _, ...keys } = fix.keys as KeysDocument;
    const old = await signFix({ key, log });
    expect((await verifyBundle(inputOf(old, { keys }), nodeCrypto)).ok).toBe(true);
  });
});
