import { beforeAll, describe, expect, it } from "vitest";
import { canonicalJson, fromBase64, type Json, toBase64, utf8 } from "#lib/base/index.ts";
import { nodeCrypto, verifyWithSecondOpinion } from "#lib/engines/second-opinion/index.ts";
import {
  type ChainInput,
  type CheckId,
  checkIds,
  keysDocument,
  type MergedStatement,
  mergeCheckIds,
  nobleCrypto,
  publishedKey,
  type Verification,
  verifyBundle,
  verifyChain,
} from "#lib/engines/verify/index.ts";
import {
  approvedFix,
  freshEd25519,
  mergedAs,
  mergedCommit,
  type SignedFix,
  signFix,
  signMerge,
  subjects,
  TestLog,
  testPatch,
} from "./signed-fix.ts";

const key = freshEd25519();
const log = new TestLog();
let fix: SignedFix;
let merge: Awaited<ReturnType<typeof signMerge>>;

beforeAll(async () => {
  fix = await signFix({ key, log, at: 5, sizeAtProof: 11 });
  merge = await signMerge({ key, log, approved: fix.statement, at: 14, sizeAtProof: 23 });
});

function chain(change: Partial<ChainInput> = {}): ChainInput {
  return {
    bundle: fix.bundle,
    mergedBundle: merge.bundle,
    trustedRoot: fix.root,
    keys: fix.keys,
    patch: testPatch,
    ...change,
  };
}

function failing({ checks }: Pick<Verification, "checks">): readonly CheckId[] {
  return checks.filter(({ outcome }) => outcome === "fails").map(({ id }) => id);
}

/** Every crypto of ours must say the same. */
async function verified(input: ChainInput): Promise<Verification> {
  const [node, noble] = [
    await verifyChain(input, nodeCrypto),
    await verifyChain(input, nobleCrypto),
  ];
  expect(noble).toEqual(node);
  return node;
}

describe("a fix and its merge in one chain", () => {
  it("hold, with every check of both, in node, in a browser and for the second verifier", async () => {
    const answer = await verified(chain());
    expect(answer.checks.map(({ id }) => id)).toEqual([
      ...checkIds.filter((id) => id !== "merged"),
      ...mergeCheckIds,
    ]);
    const open = answer.checks.filter(({ outcome }) => outcome !== "holds");
    expect(open.map(({ id, outcome }) => [id, outcome])).toEqual([["approver", "absent"]]);
    expect(answer.ok).toBe(true);
    expect(answer.mergedStatement).toEqual(merge.statement);
    const seconded = await verifyWithSecondOpinion(chain());
    expect(seconded.ok).toBe(true);
    expect(seconded.checks.slice(-2)).toMatchObject([
      { id: "second_opinion", outcome: "holds" },
      { id: "merged_second_opinion", outcome: "holds" },
    ]);
  });

  it("hold without the patch, which then is withheld once", async () => {
    const answer = await verified(chain({ patch: undefined }));
    expect(answer.ok).toBe(true);
    const open = answer.checks.filter(({ outcome }) => outcome !== "holds");
    expect(open.map(({ id, outcome }) => [id, outcome])).toEqual([
      ["patch", "withheld"],
      ["approver", "absent"],
    ]);
  });

  it("hold with another key of the same list, and with a clone that has both commits", async () => {
    const rotated = freshEd25519();
    const later = await signMerge({ key: rotated, log, approved: fix.statement });
    const validFor = { start: "2026-03-03T09:20:44Z" };
    const keys = keysDocument([key, rotated].map(({ spki }) => publishedKey(spki, { validFor })));
    const { gitTree } = merge.statement.predicate.merged;
    const answer = await verified(
      chain({
        mergedBundle: later.bundle,
        keys,
        repository: { commit: subjects.gitCommit, tree: subjects.gitTree },
        mergedRepository: { commit: mergedCommit, tree: gitTree },
        merged: { commit: mergedCommit, tree: gitTree },
      }),
    );
    expect(answer.ok).toBe(true);
  });

  it("the merge alone holds as far as it can be looked at, and says what it needs", async () => {
    const answer = await verifyBundle({ ...chain(), bundle: merge.bundle }, nodeCrypto);
    expect(answer.ok).toBe(true);
    const approval = answer.checks.find(({ id }) => id === "merged_approval");
    expect(approval?.outcome).toBe("not_run");
    const seconded = await verifyWithSecondOpinion({
      ...chain({ mergedBundle: undefined }),
      bundle: merge.bundle,
    });
    expect(seconded.ok).toBe(true);
    expect(seconded.checks).toHaveLength(13);
  });
});

/** Signed by the very key, so that only what is said of the approval is wrong. */
const lies: readonly (readonly [string, (statement: MergedStatement) => unknown, CheckId])[] = [
  [
    "another approved statement",
    (s) => (s.predicate.approved.statement = `sha256:${"7".repeat(64)}`),
    "merged_approval",
  ],
  ["another fix", (s) => (s.predicate.fixId = "fx_AAAAAAAAAAAAAAAAAAAA"), "merged_approval"],
  [
    "another approved commit",
    (s) => (s.predicate.approved.gitCommit = "7".repeat(40)),
    "merged_approval",
  ],
  [
    "another approved tree",
    (s) => (s.predicate.approved.gitTree = "7".repeat(40)),
    "merged_approval",
  ],
  [
    "another approved patch",
    (s) => {
      s.predicate.approved.patch = `sha256:${"7".repeat(64)}`;
      s.subject[2]!.digest.sha256 = "7".repeat(64);
    },
    "merged_approval",
  ],
  [
    "another target",
    (s) => (s.predicate.merged.targetRef = "refs/heads/release"),
    "merged_approval",
  ],
  [
    "another merged commit than its subject",
    (s) => (s.subject[0].digest.gitCommit = "7".repeat(40)),
    "merged_statement",
  ],
  [
    "another merged tree than its subject",
    (s) => (s.subject[1].digest.gitTree = "7".repeat(40)),
    "merged_statement",
  ],
  ["one tree where there are two", (s) => (s.predicate.relation = "same_tree"), "merged_statement"],
  ["a field of its own", (s) => Object.assign(s.predicate, { extra: 1 }), "merged_statement"],
  [
    "the predicate type of another version",
    (s) => (s.predicateType = s.predicateType.replace("v1", "v2")),
    "merged_statement",
  ],
];

describe("a signed merge that says", () => {
  it.each(lies)("%s is refused", async (_, change, id) => {
    const statement = structuredClone(merge.statement);
    change(statement);
    const signed = await signMerge({ key, log, approved: fix.statement, merge: statement });
    const answer = await verified(chain({ mergedBundle: signed.bundle }));
    expect(failing(answer)).toContain(id);
    expect(answer.ok).toBe(false);
    expect((await verifyWithSecondOpinion(chain({ mergedBundle: signed.bundle }))).ok).toBe(false);
  });
});

type Bundle = SignedFix["bundle"];
const entryOf = (bundle: Bundle) => bundle.verificationMaterial.tlogEntries[0];
function flipped(base64: string): string {
  const bytes = fromBase64(base64)!;
  bytes[9]! ^= 1;
  return toBase64(bytes);
}

const tampers: readonly (readonly [string, CheckId, (bundle: Bundle) => unknown])[] = [
  [
    "its payload",
    "merged_signature",
    (b) => {
      const statement = structuredClone(merge.statement);
      statement.predicate.merged.at = "2026-11-20T15:40:32Z";
      b.dsseEnvelope.payload = toBase64(utf8(canonicalJson(statement as Json)));
    },
  ],
  [
    "its signature",
    "merged_signature",
    (b) => (b.dsseEnvelope.signatures[0].sig = flipped(b.dsseEnvelope.signatures[0].sig)),
  ],
  [
    "its key's name",
    "merged_key",
    (b) => (b.verificationMaterial.publicKey.hint = flipped(b.verificationMaterial.publicKey.hint)),
  ],
  [
    "its entry",
    "merged_entry",
    (b) => (entryOf(b).canonicalizedBody = entryOf(fix.bundle).canonicalizedBody),
  ],
  ["its time", "merged_promise", (b) => (entryOf(b).integratedTime = "1795187651")],
  ["its place", "merged_inclusion", (b) => (entryOf(b).inclusionProof.logIndex = "13")],
  ["its path", "merged_inclusion", (b) => entryOf(b).inclusionProof.hashes.reverse()],
  [
    "its head",
    "merged_checkpoint",
    (b) => (entryOf(b).inclusionProof.checkpoint = entryOf(fix.bundle).inclusionProof.checkpoint),
  ],
  ["its log", "merged_promise", (b) => (entryOf(b).logId.keyId = toBase64(new Uint8Array(32)))],
  ["its form", "merged_statement", (b) => Object.assign(b.dsseEnvelope, { extra: 1 })],
];

describe("a merge with an edit to", () => {
  it.each(tampers)("%s fails at its own check, and the approval does not", async (_, id, edit) => {
    const mergedBundle = structuredClone(merge.bundle);
    edit(mergedBundle);
    const answer = await verified(chain({ mergedBundle }));
    expect(failing(answer)).toContain(id);
    expect(failing(answer).filter((one) => !one.startsWith("merged"))).toEqual([]);
    expect(answer.ok).toBe(false);
  });
});

describe("a chain of what does not belong together", () => {
  it("is refused: the merge of another approval of the same change", async () => {
    const again = await signFix({
      key,
      log,
      statement: {
        ...fix.statement,
        predicate: approvedFix({
          approval: { ...approvedFix().approval, at: "2026-11-20T15:14:08Z" },
        }),
      },
    });
    expect(failing(await verified(chain({ bundle: again.bundle })))).toEqual(["merged_approval"]);
  });

  it("is refused: a merge signed by someone else's key", async () => {
    const stranger = await signMerge({ log, approved: fix.statement });
    const answer = await verified(chain({ mergedBundle: stranger.bundle }));
    expect(failing(answer)).toEqual(["merged_key"]);
    expect(answer.mergedStatement).toBeUndefined();
    expect(answer.ok).toBe(false);
  });

  it("is refused: two approvals, two merges, or the two in the wrong places", async () => {
    for (const [bundle, mergedBundle] of [
      [fix.bundle, fix.bundle],
      [merge.bundle, merge.bundle],
      [merge.bundle, fix.bundle],
    ]) {
      expect((await verified(chain({ bundle, mergedBundle }))).ok).toBe(false);
    }
  });

  it("is refused: a merge on an approval that does not hold", async () => {
    const bundle = structuredClone(fix.bundle);
    bundle.dsseEnvelope.signatures[0].sig = flipped(bundle.dsseEnvelope.signatures[0].sig);
    const answer = await verified(chain({ bundle }));
    expect(failing(answer)).toEqual(expect.arrayContaining(["signature", "merged_approval"]));
  });

  it("is refused: another patch, another clone, another merge seen, another type", async () => {
    const other = { commit: "7".repeat(40), tree: "7".repeat(40) };
    const cases: readonly (readonly [Partial<ChainInput>, CheckId])[] = [
      [{ patch: utf8("other") }, "merged_patch"],
      [{ mergedRepository: null }, "merged_commit"],
      [{ mergedRepository: { commit: mergedCommit, tree: other.tree } }, "merged_commit"],
      [{ merged: other }, "merged_commit"],
      [{ predicateType: "https://else.example/attestations/approved-fix/v1" }, "merged_statement"],
    ];
    for (const [change, id] of cases) {
      const answer = await verified(chain(change));
      expect(failing(answer)).toContain(id);
      expect(answer.ok).toBe(false);
    }
  });

  it("says of a difference that the signatures hold and that something else was merged", async () => {
    const { merged } = mergedAs(fix.statement);
    const said = structuredClone(merge.statement) as { subject: unknown[] } & MergedStatement;
    said.subject.pop();
    said.predicate.relation = "different";
    said.predicate.merged = { ...merged, method: "unknown" };
    const signed = await signMerge({ key, log, approved: fix.statement, merge: said });
    const answer = await verified(chain({ mergedBundle: signed.bundle }));
    expect(failing(answer)).toEqual(["merged"]);
    expect(answer.ok).toBe(false);
  });

  it("gets an answer, whatever stands in place of the merge", async () => {
    for (const odd of [null, 0, "", [], {}, { mediaType: 1 }, () => 1, new Map()]) {
      const answer = await verified(chain({ mergedBundle: odd }));
      expect(answer.ok).toBe(false);
      expect(answer.checks).toHaveLength(24);
    }
  });
});
