import { describe, expect, it } from "vitest";
import { canonicalJson, type Json, utf8 } from "#lib/base/index.ts";
import {
  buildMergedStatement,
  buildStatement,
  type MergedAs,
  type MergedStatement,
  maxPaeBytes,
  mergedStatementBytes,
  preAuthEncoding,
  readMergedStatement,
  readStatement,
  withhold,
} from "#lib/engines/verify/index.ts";
import { approvedFix, mergedAs, subjects } from "./signed-fix.ts";

const approved = buildStatement(subjects, approvedFix());
const honest = mergedAs(approved);

function changed(change: Partial<MergedAs["merged"]>, relation?: MergedAs["relation"]): MergedAs {
  return { ...honest, merged: { ...honest.merged, ...change }, ...(relation && { relation }) };
}

describe("the statement of a merge", () => {
  it("reads back as it was built, from canonical bytes", () => {
    const statement = buildMergedStatement(honest, true);
    const bytes = mergedStatementBytes(statement);
    expect(readMergedStatement(bytes)).toEqual({ ok: true, statement });
    expect(statement.predicateType).toBe("https://agentetna.com/attestations/merged-as/v1");
    const spaced = utf8(JSON.stringify(statement, null, 1));
    expect(readMergedStatement(spaced).ok).toBe(false);
  });

  it("is no statement of an approval, and the other way round", () => {
    expect(readStatement(mergedStatementBytes(buildMergedStatement(honest, true))).ok).toBe(false);
    expect(readMergedStatement(utf8(canonicalJson(approved as Json))).ok).toBe(false);
  });

  it("stays below the bytes that key services sign, at its largest", () => {
    const digest = "f".repeat(64);
    const statement = buildMergedStatement(
      {
        fixId: honest.fixId,
        approved: {
          statement: `sha256:${digest}`,
          gitCommit: digest,
          gitTree: "e".repeat(64),
          patch: `sha256:${digest}`,
        },
        merged: {
          ...honest.merged,
          targetRef: "€".repeat(200),
          fromRevision: digest,
          gitCommit: "d".repeat(64),
          gitTree: digest,
        },
        relation: "same_patch",
      },
      true,
      `https://${"a".repeat(250)}`,
    );
    expect(preAuthEncoding(mergedStatementBytes(statement)).length).toBeLessThan(maxPaeBytes);
  });

  it("keeps the name of the branch to itself where that is asked for", () => {
    const targetRef = withhold("refs/heads/main", "ab".repeat(32));
    const statement = buildMergedStatement(changed({ targetRef }), true);
    expect(new TextDecoder().decode(mergedStatementBytes(statement))).not.toContain("main");
  });

  const other = "7".repeat(40);
  const tree = honest.approved.gitTree;
  const lies: readonly (readonly [string, MergedAs, boolean])[] = [
    ["one tree, where the trees differ", { ...honest, relation: "same_tree" }, true],
    ["one patch, where the trees are one", changed({ gitTree: tree }), true],
    ["the approved patch, and names none", honest, false],
    ["a squash of the approved patch, and names none", changed({}, "different"), false],
    ["a difference, and names the approved patch", changed({ method: "merge" }, "different"), true],
    ["a head inside of a rebase", changed({ method: "rebase" }, "head_contained"), false],
    ["a head inside, and names the patch", changed({ method: "merge" }, "head_contained"), true],
    ["a fast-forward to another commit", changed({ method: "fast_forward" }), true],
    [
      "another way for the very commit",
      changed({ gitCommit: honest.approved.gitCommit, gitTree: tree }, "same_tree"),
      true,
    ],
    [
      "one commit with two trees",
      changed({ gitCommit: honest.approved.gitCommit, method: "fast_forward", gitTree: other }),
      true,
    ],
    ["a patch that begins nowhere", changed({ fromRevision: null }), true],
    ["a merge that begins nowhere", changed({ fromRevision: null, method: "merge" }), false],
  ];
  it.each(lies)("cannot say %s", (_, predicate, isPatch) => {
    expect(() => buildMergedStatement(predicate, isPatch)).toThrow("This cannot be stated.");
  });

  it("is refused where its subjects are others than those it speaks of", () => {
    const edits: readonly ((copy: MergedStatement) => unknown)[] = [
      (copy) => (copy.subject[0].digest.gitCommit = other),
      (copy) => (copy.subject[1].digest.gitTree = other),
      (copy) => (copy.subject[2]!.digest.sha256 = "7".repeat(64)),
    ];
    for (const edit of edits) {
      const copy = structuredClone(buildMergedStatement(honest, true));
      edit(copy);
      const read = readMergedStatement(utf8(canonicalJson(copy as Json)));
      expect(read).toMatchObject({ ok: false, reason: expect.stringContaining("contradicts") });
    }
  });

  it("says every relation that can be true", () => {
    const true_: readonly (readonly [MergedAs, boolean])[] = [
      [changed({ gitTree: tree }, "same_tree"), true],
      [changed({ gitTree: tree, method: "unknown" }, "same_tree"), false],
      [changed({ method: "rebase" }), true],
      [changed({ method: "merge" }, "head_contained"), false],
      [changed({ method: "unknown" }, "different"), false],
      [changed({ method: "unknown", fromRevision: null }, "different"), false],
      [changed({ method: "merge" }, "different"), false],
    ];
    for (const [predicate, isPatch] of true_) {
      expect(buildMergedStatement(predicate, isPatch).predicate).toEqual(predicate);
    }
  });
});
