import { beforeAll, describe, expect, it } from "vitest";
import { nodeCrypto } from "#lib/engines/second-opinion/index.ts";
import {
  buildStatement,
  checkIds,
  type KeysDocument,
  keysDocument,
  nobleCrypto,
  publishedKey,
  type VerifyInput,
  verifyBundle,
} from "#lib/engines/verify/index.ts";
import {
  approvedFix,
  freshEd25519,
  type SignedFix,
  signFix,
  signingTime,
  subjects,
  TestLog,
  testPatch,
} from "./signed-fix.ts";

const key = freshEd25519();
const repository = { commit: subjects.gitCommit, tree: subjects.gitTree };
const merged = { commit: "0".repeat(40), tree: subjects.gitTree };

function inputOf(fix: SignedFix, more: Partial<VerifyInput> = {}): VerifyInput {
  return { bundle: fix.bundle, trustedRoot: fix.root, keys: fix.keys, ...more };
}

function keysWith(change: Partial<KeysDocument["keys"][number]>): KeysDocument {
  return keysDocument([
    publishedKey(key.spki, { validFor: { start: "2026-03-03T09:20:44Z" }, ...change }),
  ]);
}

async function outcomes(input: VerifyInput) {
  const { ok, checks } = await verifyBundle(input, nodeCrypto);
  return { ok, ...Object.fromEntries(checks.map(({ id, outcome }) => [id, outcome])) };
}

describe("a signed fix", () => {
  let fix: SignedFix;
  beforeAll(async () => {
    fix = await signFix({ key });
  });

  it("holds in every check that can be made when everything is at hand, in a browser and in Node", async () => {
    const input = inputOf(fix, { patch: testPatch, repository, merged });
    for (const crypto of [nobleCrypto, nodeCrypto]) {
      const result = await verifyBundle(input, crypto);
      expect(result.checks.map(({ id }) => id)).toEqual(checkIds);
      expect(result.checks).toHaveLength(13);
      for (const { id, outcome } of result.checks) {
        expect([id, outcome]).toEqual([id, id === "approver" ? "absent" : "holds"]);
      }
      expect(result).toMatchObject({
        ok: true,
        verifiedTime: "2026-11-20T15:14:10Z",
        logIndex: 1,
        statement: fix.statement,
      });
    }
  });

  it("holds without its patch, and says that the patch was not compared", async () => {
    expect(await outcomes(inputOf(fix))).toMatchObject({
      ok: true,
      patch: "withheld",
      merged: "not_run",
    });
  });

  it("holds after a journey through JSON text", async () => {
    const again: VerifyInput = JSON.parse(JSON.stringify(inputOf(fix)));
    expect((await verifyBundle(again, nodeCrypto)).ok).toBe(true);
  });

  it("shows every compared digest whole", async () => {
    const { checks } = await verifyBundle(inputOf(fix, { patch: testPatch }), nodeCrypto);
    const patch = checks.find(({ id }) => id === "patch");
    expect(patch?.compared).toContainEqual({
      label: "sha256 of fix.patch",
      value: subjects.patchSha256,
      against: "In the statement",
    });
    const text = JSON.stringify(checks);
    expect(text).toContain(subjects.gitCommit);
    expect(text).not.toMatch(/[0-9a-f]…/);
  });

  it("fails for another patch, and then does not compare the merge", async () => {
    const patch = new Uint8Array([...testPatch, 10]);
    const result = await verifyBundle(inputOf(fix, { patch, merged }), nodeCrypto);
    expect(result.ok).toBe(false);
    expect(result.checks.filter(({ outcome }) => outcome === "fails").map(({ id }) => id)).toEqual([
      "patch",
    ]);
    expect(result.checks.at(-1)).toMatchObject({
      outcome: "not_run",
      reason: "Needs a patch that matches.",
    });
  });

  it("fails for a repository without the commit, or where the commit has another tree", async () => {
    expect(await outcomes(inputOf(fix, { repository: null }))).toMatchObject({
      ok: false,
      commit: "fails",
    });
    const other = { ...repository, tree: "1".repeat(40) };
    expect(await outcomes(inputOf(fix, { repository: other }))).toMatchObject({
      ok: false,
      tree: "fails",
    });
  });

  it("fails when something else was merged", async () => {
    const more = { merged: { ...merged, tree: "1".repeat(40) } };
    expect(await outcomes(inputOf(fix, more))).toMatchObject({ ok: false, merged: "fails" });
  });

  it("insists on a predicate type where one is named", async () => {
    const right = fix.statement.predicateType;
    expect(await outcomes(inputOf(fix, { predicateType: right }))).toMatchObject({ ok: true });
    const wrong = "https://etna.example/attestations/approved-fix/v1";
    expect(await outcomes(inputOf(fix, { predicateType: wrong }))).toMatchObject({
      ok: false,
      statement: "fails",
    });
  });

  it("names the publisher in the words of the page", async () => {
    const { checks } = await verifyBundle(
      inputOf(fix, { publisher: "Halden Freight" }),
      nodeCrypto,
    );
    expect(checks.map(({ title }) => title)).toContain(
      "The key is the one that Halden Freight publishes",
    );
  });

  it("does not count when the log's time lies in the future", async () => {
    const before = new Date((signingTime - 3600) * 1000);
    expect(await outcomes(inputOf(fix, { now: before }))).toMatchObject({
      ok: false,
      validity: "fails",
    });
    const after = new Date((signingTime + 3600) * 1000);
    expect(await outcomes(inputOf(fix, { now: after }))).toMatchObject({ ok: true });
  });
});

describe("the life of a key", () => {
  it("is judged at the verified time, to the second", async () => {
    const fix = await signFix({ key });
    const at = "2026-11-20T15:14:10Z";
    const [before, after] = ["2026-11-20T15:14:09Z", "2026-11-20T15:14:11Z"];
    const start = "2026-03-03T09:20:44Z";
    const cases: readonly [KeysDocument, "holds" | "fails"][] = [
      [keysWith({}), "holds"],
      [keysWith({ validFor: { start: at } }), "holds"],
      [keysWith({ validFor: { start: after } }), "fails"],
      [keysWith({ validFor: { start, end: at } }), "holds"],
      [keysWith({ validFor: { start, end: before } }), "fails"],
      [keysWith({ revokedAt: after, reason: "lost laptop" }), "holds"],
      [keysWith({ revokedAt: at }), "fails"],
      [keysWith({ revokedAt: before, reason: "lost laptop" }), "fails"],
    ];
    for (const [keys, validity] of cases) {
      expect(await outcomes({ ...inputOf(fix), keys })).toMatchObject({
        ok: validity === "holds",
        validity,
      });
    }
  });

  it("lets rotation keep the signatures of the retired key", async () => {
    const next = freshEd25519();
    const log = new TestLog();
    const [older, newer] = [await signFix({ key, log }), await signFix({ key: next, log })];
    const rotated = keysDocument([
      publishedKey(key.spki, {
        validFor: { start: "2026-03-03T09:20:44Z", end: "2026-11-21T00:00:00Z" },
      }),
      publishedKey(next.spki, { validFor: { start: "2026-11-20T00:00:00Z" } }),
    ]);
    for (const fix of [older, newer]) {
      expect(await outcomes({ ...inputOf(fix), keys: rotated })).toMatchObject({ ok: true });
    }
  });
});

describe("places in the log", () => {
  it("verify as first and as last entry in trees of every size from 2 to 70", async () => {
    for (let size = 2; size <= 70; size++) {
      const first = await signFix({ key, at: 1, sizeAtProof: size });
      const last = await signFix({ key, at: size - 1 });
      for (const fix of [first, last]) {
        expect(await outcomes(inputOf(fix))).toMatchObject({ ok: true });
      }
    }
  });

  it("never include leaf 0, which the log keeps for itself", async () => {
    const log = new TestLog();
    const fix = await signFix({ key, log, at: 0 });
    expect(await outcomes(inputOf(fix))).toMatchObject({ ok: false, statement: "fails" });
  });
});

describe("any base URL and any length of git hash", () => {
  it("verifies", async () => {
    const [gitCommit, gitTree] = ["ab".repeat(32), "cd".repeat(32)];
    const predicate = approvedFix();
    const statement = buildStatement(
      { ...subjects, gitCommit, gitTree },
      {
        ...predicate,
        change: { ...predicate.change, targetTree: gitTree },
        approval: {
          ...predicate.approval,
          bound: { gitCommit, gitTree, patch: `sha256:${subjects.patchSha256}` },
        },
      },
      "http://localhost:3000/",
    );
    expect(statement.predicateType).toBe("http://localhost:3000/attestations/approved-fix/v1");
    expect(await outcomes(inputOf(await signFix({ key, statement })))).toMatchObject({ ok: true });
  });
});
