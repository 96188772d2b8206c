import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  appChange,
  bareSample,
  branch,
  git,
  request,
  type Sample,
  workTreeSample,
} from "./local-forge-helpers.ts";

const review = { branch, targetBranch: "main", number: null, url: null };

async function proposed(): Promise<Sample & { readonly head: string; readonly headTree: string }> {
  const sample = await workTreeSample();
  const made = await sample.forge.commitToBranch(request(sample.commit));
  return { ...sample, head: made.commit, headTree: made.tree };
}

/** A commit on the checked-out branch; returns it. */
function commitFile({ path }: Sample, name: string, text: string): string {
  writeFileSync(join(path, name), text);
  git(path, ["add", name]);
  git(path, ["commit", "--quiet", "-m", `Write ${name}`]);
  return git(path, ["rev-parse", "HEAD"]);
}

function treeOf({ path }: Sample, commit: string): string {
  return git(path, ["rev-parse", `${commit}^{tree}`]);
}

describe("a local review", () => {
  it("is open until the target holds the patch, however far the target moves on", async () => {
    const sample = await proposed();
    const state = {
      status: "open",
      mergeable: null,
      headCommit: sample.head,
      headTree: sample.headTree,
      baseCommit: sample.commit,
    };
    expect(await sample.forge.inspectReview(review)).toEqual(state);
    commitFile(sample, "other.js", "1\n");
    commitFile(sample, "src/app.js", `${appChange.before}more();\n`);
    expect(await sample.forge.inspectReview(review)).toEqual(state);
    git(sample.path, ["checkout", "--quiet", "-b", "elsewhere", sample.head]);
    expect(await sample.forge.inspectReview(review)).toEqual(state);
  });

  it("shows a new commit on the branch as a new head", async () => {
    const sample = await proposed();
    git(sample.path, ["checkout", "--quiet", branch]);
    const head = commitFile(sample, "more.js", "1\n");
    git(sample.path, ["checkout", "--quiet", "main"]);
    expect(await sample.forge.inspectReview(review, sample.head)).toEqual({
      status: "open",
      mergeable: null,
      headCommit: head,
      headTree: treeOf(sample, head),
      baseCommit: sample.commit,
    });
    await expect(sample.forge.closeReview(review, sample.head)).rejects.toMatchObject({
      code: "conflict",
    });
    expect(git(sample.path, ["rev-parse", branch])).toBe(head);
  });

  const merges: readonly [string, (sample: Sample & { readonly head: string }) => string][] = [
    [
      "a fast-forward",
      ({ path, head }) => {
        git(path, ["merge", "--quiet", "--ff-only", branch]);
        return head;
      },
    ],
    [
      "a merge commit",
      (sample) => {
        commitFile(sample, "other.js", "1\n");
        git(sample.path, ["merge", "--quiet", "--no-ff", "-m", "Merge", branch]);
        return git(sample.path, ["rev-parse", "HEAD"]);
      },
    ],
    [
      "a merge through another branch",
      (sample) => {
        git(sample.path, ["checkout", "--quiet", "-b", "develop"]);
        git(sample.path, ["merge", "--quiet", "--no-ff", "-m", "Merge", branch]);
        commitFile(sample, "dev.js", "1\n");
        git(sample.path, ["checkout", "--quiet", "main"]);
        commitFile(sample, "other.js", "1\n");
        git(sample.path, ["merge", "--quiet", "--no-ff", "-m", "Merge", "develop"]);
        return git(sample.path, ["rev-parse", "HEAD"]);
      },
    ],
    [
      "a squash",
      ({ path }) => {
        git(path, ["merge", "--quiet", "--squash", branch]);
        git(path, ["commit", "--quiet", "-m", "Squash"]);
        return git(path, ["rev-parse", "HEAD"]);
      },
    ],
    [
      "a squash beside another change of the same file",
      (sample) => {
        commitFile(sample, "src/app.js", `// one\n// two\n// three\n// four\n${appChange.before}`);
        git(sample.path, ["merge", "--quiet", "--squash", branch]);
        git(sample.path, ["commit", "--quiet", "-m", "Squash"]);
        return git(sample.path, ["rev-parse", "HEAD"]);
      },
    ],
    [
      "a rebase",
      (sample) => {
        commitFile(sample, "other.js", "1\n");
        git(sample.path, ["cherry-pick", sample.head]);
        return git(sample.path, ["rev-parse", "HEAD"]);
      },
    ],
  ];

  it.each(merges)(
    "is merged by %s, and stays so when the branch is gone and the target moves on",
    async (_, merge) => {
      const sample = await proposed();
      const mergedCommit = merge(sample);
      const merged = {
        status: "merged",
        headCommit: sample.head,
        headTree: sample.headTree,
        mergedCommit,
        mergedTree: treeOf(sample, mergedCommit),
      };
      expect(await sample.forge.inspectReview(review)).toEqual(merged);
      for (const name of ["x", "y"]) commitFile(sample, name, "1\n");
      expect(await sample.forge.inspectReview(review)).toEqual(merged);
      await sample.forge.closeReview(review, sample.head);
      expect(await sample.forge.inspectReview(review)).toEqual({ status: "closed" });
      expect(await sample.forge.inspectReview(review, sample.head)).toEqual(merged);
    },
  );

  it("is merged by a rebase of several commits, at the last of them", async () => {
    const sample = await proposed();
    git(sample.path, ["checkout", "--quiet", branch]);
    const head = commitFile(sample, "more.js", "1\n");
    git(sample.path, ["checkout", "--quiet", "main"]);
    commitFile(sample, "other.js", "1\n");
    git(sample.path, ["cherry-pick", `${sample.commit}..${head}`]);
    const mergedCommit = git(sample.path, ["rev-parse", "HEAD"]);
    commitFile(sample, "later.js", "1\n");
    expect(await sample.forge.inspectReview(review)).toMatchObject({
      status: "merged",
      headCommit: head,
      mergedCommit,
    });
  });

  it("is not merged by another change of the same lines, nor of the same files", async () => {
    const sample = await proposed();
    commitFile(sample, "src/app.js", `${appChange.after}// and more\n`);
    expect(await sample.forge.inspectReview(review)).toMatchObject({ status: "open" });
  });

  it("is closed when the branch is deleted without a merge", async () => {
    const sample = await proposed();
    await sample.forge.closeReview(review, sample.head);
    expect(await sample.forge.inspectReview(review)).toEqual({ status: "closed" });
    expect(await sample.forge.inspectReview(review, sample.head)).toEqual({ status: "closed" });
    expect(await sample.forge.inspectReview(review, "0".repeat(40))).toEqual({ status: "closed" });
  });

  it("is open again at the earlier head when a later commit is taken off the branch", async () => {
    const sample = await proposed();
    git(sample.path, ["checkout", "--quiet", branch]);
    const later = commitFile(sample, "more.js", "1\n");
    git(sample.path, ["reset", "--quiet", "--hard", sample.head]);
    const state = await sample.forge.inspectReview(review, later);
    expect(state).toMatchObject({ status: "open", headCommit: sample.head });
  });

  it("is closed, not merged, when the branch is moved back to before the fix", async () => {
    const sample = await proposed();
    commitFile(sample, "other.js", "1\n");
    git(sample.path, ["update-ref", `refs/heads/${branch}`, sample.commit]);
    expect(await sample.forge.inspectReview(review, sample.head)).toEqual({ status: "closed" });
  });

  it("names the head that was merged when it is not the one last seen", async () => {
    const sample = await proposed();
    git(sample.path, ["checkout", "--quiet", branch]);
    const head = commitFile(sample, "src/app.js", "all new\n");
    git(sample.path, ["checkout", "--quiet", "main"]);
    git(sample.path, ["merge", "--quiet", "--no-ff", "-m", "Merge", branch]);
    const state = await sample.forge.inspectReview(review, sample.head);
    expect(state).toMatchObject({ status: "merged", headCommit: head });
  });

  it("needs a branch and a target that are there", async () => {
    const { forge } = await bareSample();
    const open = (targetBranch: string) =>
      forge.openReview({ branch, targetBranch, title: "t", body: "b" });
    await expect(open("main")).rejects.toMatchObject({ code: "not_found" });
    await expect(open("nowhere")).rejects.toMatchObject({ code: "precondition_failed" });
    for (const name of ["", "a..b", "a b", "-x", "@{-1}", "main^{commit}", "a\0b"]) {
      await expect(open(name)).rejects.toMatchObject({
        code: name === "-x" ? "precondition_failed" : "invalid_input",
      });
    }
  });

  it("says so where branch and target share no history", async () => {
    const sample = await proposed();
    const orphan = git(sample.path, ["commit-tree", "-m", "x", sample.headTree]);
    git(sample.path, ["update-ref", `refs/heads/${branch}`, orphan]);
    await expect(sample.forge.inspectReview(review)).rejects.toMatchObject({
      code: "precondition_failed",
      message: "etna/fix-1 and main share no history.",
    });
  });
});
