import { describe, expect, it } from "vitest";
import { renderPatch } from "#lib/engines/patch/index.ts";
import { patchId } from "#lib/platform/forge/index.ts";
import { appChange, bareSample, branch, git, request, sampleFiles } from "./local-forge-helpers.ts";

describe("a local forge", () => {
  it.each(["sha1", "sha256"] as const)(
    "walks a fix from snapshot to merge (%s)",
    async (format) => {
      const { path, commit, forge } = await bareSample(format);
      expect(await forge.inspectRepository()).toEqual({
        defaultBranch: "main",
        headCommit: commit,
        fullName: expect.stringMatching(/^[^/]+$/),
        reportsOnHead: false,
        readOnlyReason: null,
      });
      const snapshot = await forge.snapshot(commit);
      expect((await snapshot.list()).map((file) => file.path)).toEqual([...sampleFiles.keys()]);
      for (const [name, text] of sampleFiles) {
        expect(Buffer.from(await snapshot.read(name)).toString()).toBe(text);
      }

      const changes = [
        appChange,
        { path: "README.md", before: "# Sample\n", after: null },
        { path: 'docs/é "new".md', before: null, after: "" },
      ];
      const made = await forge.commitToBranch(request(commit, changes));
      expect(
        git(path, ["rev-parse", branch, `${branch}^{tree}`, `${branch}^`]).split("\n"),
      ).toEqual([made.commit, made.tree, commit]);
      git(path, ["fsck", "--strict"]);
      const bySortedPath = changes.toSorted((a, b) => (a.path < b.path ? -1 : 1));
      expect(await forge.compare(commit, made.commit)).toEqual(bySortedPath);

      const review = await forge.openReview({
        branch,
        targetBranch: "main",
        title: "t",
        body: "b",
      });
      expect(review).toMatchObject({ branch, targetBranch: "main", number: null, url: null });
      const head = { headCommit: made.commit, headTree: made.tree };
      expect(await forge.inspectReview(review)).toEqual({
        status: "open",
        mergeable: null,
        baseCommit: commit,
        ...head,
      });

      git(path, ["update-ref", "refs/heads/main", made.commit]);
      const merged = { mergedCommit: made.commit, mergedTree: made.tree };
      expect(await forge.inspectReview(review)).toEqual({ status: "merged", ...head, ...merged });
      await forge.closeReview(review, made.commit);
      expect(git(path, ["for-each-ref", "--format=%(refname)"])).toBe("refs/heads/main");
      await forge.closeReview(review, made.commit);
      expect(await forge.inspectReview(review)).toEqual({ status: "closed" });
      expect(await forge.inspectReview(review, made.commit)).toMatchObject({ status: "merged" });
    },
  );

  it("gives the patch id that git gives", async () => {
    const { path, commit, forge } = await bareSample();
    const made = await forge.commitToBranch(request(commit));
    const byGit = git(
      path,
      ["patch-id", "--stable"],
      `${git(path, ["diff", commit, made.commit])}\n`,
    );
    expect(await patchId(renderPatch([appChange]))).toBe(byGit.split(" ")[0]);
  });
});
