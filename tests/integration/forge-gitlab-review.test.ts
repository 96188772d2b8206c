import { describe, expect, it } from "vitest";
import type { MergeMethod } from "#samples/forge/bare-repository.ts";
import {
  branch,
  branchesOf,
  type Gitlab,
  proposed,
  request,
  reviewRequest,
  sampleFiles,
  startSample,
} from "./forge-gitlab-helpers.ts";

async function treeOf({ repository }: Gitlab, commit: string): Promise<string> {
  return repository.git.text(["rev-parse", `${commit}^{tree}`]);
}

describe("a merge request", () => {
  const methods: readonly (readonly [string, MergeMethod, boolean])[] = [
    ["a merge commit", "merge", false],
    ["a squash", "squash", false],
    ["a squash below a merge commit", "squash_merge", false],
    ["a fast-forward", "fast_forward", false],
    ["a rebase and a fast-forward", "fast_forward", true],
  ];

  it.each(methods)(
    "is merged by %s, and stays so when the branch is gone and the target moves on",
    async (_, method, rebases) => {
      const gitlab = await startSample();
      const { forge, repository, server, people } = gitlab;
      const { made, review, change } = await proposed(gitlab);
      if (method !== "fast_forward" || rebases) {
        await server.forge.push(repository, "main", { "other.js": "1\n" }, people.ben);
      }
      if (rebases) await server.forge.rebase(repository, change, people.ada);
      const headCommit = change.headSha;
      expect(headCommit === made.commit).toBe(!rebases);
      const mergedCommit = await server.forge.merge(repository, change, people.ada, method);
      const merged = {
        status: "merged",
        headCommit,
        headTree: await treeOf(gitlab, headCommit),
        mergedCommit,
        mergedTree: await treeOf(gitlab, mergedCommit),
      };
      expect(await forge.inspectReview(review)).toEqual(merged);
      await server.forge.push(repository, "main", { "later.js": "1\n" }, people.ben);
      await forge.closeReview(review, headCommit);
      expect(Object.keys(await branchesOf(gitlab))).toEqual(["main"]);
      expect(await forge.inspectReview(review, made.commit)).toEqual(merged);
      expect(await forge.openReview({ ...reviewRequest }).catch((e: unknown) => e)).toMatchObject({
        code: "not_found",
      });
    },
  );

  it("is open at its new head after a push by people, and no one closes it over that", async () => {
    const gitlab = await startSample();
    const { forge, repository, server, people, head } = gitlab;
    const { made, review } = await proposed(gitlab);
    const pushed = await server.forge.push(repository, branch, { "more.js": "1\n" }, people.ben);
    expect(await forge.inspectReview(review, made.commit)).toEqual({
      status: "open",
      mergeable: true,
      headCommit: pushed,
      headTree: await treeOf(gitlab, pushed),
      baseCommit: head,
    });
    await expect(forge.closeReview(review, made.commit)).rejects.toMatchObject({
      code: "conflict",
    });
    const forced = await repository.git.writeCommit({
      ...(await repository.git.commit(made.commit)),
      message: "Other words",
    });
    await server.forge.moveBranch(repository, branch, forced, people.ben, true);
    expect(await forge.inspectReview(review, pushed)).toMatchObject({ headCommit: forced });
    await server.forge.moveBranch(repository, branch, head, people.ben, true);
    expect(await forge.inspectReview(review, forced)).toEqual({ status: "closed" });
  });

  it("keeps the merge base when the target moves", async () => {
    const gitlab = await startSample();
    const { forge, repository, server, people, head } = gitlab;
    const { made, review } = await proposed(gitlab);
    await server.forge.push(repository, "main", { "src/app.js": "other\n" }, people.ben);
    expect(await forge.inspectReview(review, made.commit)).toMatchObject({
      status: "open",
      baseCommit: head,
    });
  });

  it("is closed by people, by a deleted branch, and by Etna, each time for good", async () => {
    const gitlab = await startSample();
    const { forge, repository, server, people } = gitlab;
    const { made, review, change } = await proposed(gitlab);
    await forge.closeReview(review, made.commit);
    await forge.closeReview(review, made.commit);
    expect(change.state).toBe("closed");
    expect(Object.keys(await branchesOf(gitlab))).toEqual(["main"]);
    expect(await forge.inspectReview(review, made.commit)).toEqual({ status: "closed" });
    await forge.commitToBranch(request(gitlab.head));
    await expect(forge.openReview(reviewRequest)).rejects.toMatchObject({ code: "conflict" });
    await server.forge.deleteBranch(repository, branch, people.ada);
    expect(await forge.inspectReview(review)).toEqual({ status: "closed" });
    const gone = { ...review, number: 99 };
    expect(await forge.inspectReview(gone)).toEqual({ status: "closed" });
  });

  it("is found by its branch where its number is not known", async () => {
    const gitlab = await startSample();
    const { made, review } = await proposed(gitlab);
    const state = await gitlab.forge.inspectReview({ ...review, number: null });
    expect(state).toMatchObject({ status: "open", headCommit: made.commit });
  });

  it("is none of Etna's when it is of another branch, of a fork, or pointed elsewhere", async () => {
    const gitlab = await startSample();
    const { forge, repository, server, people, head } = gitlab;
    await server.forge.push(repository, "topic", { "a.js": "1\n" }, people.ben);
    const about = { title: "x", body: "", draft: false, baseBranch: "main" };
    await server.forge.openChange(repository, { ...about, headBranch: "topic" }, people.ben);
    const fork = await server.forge.addRepository({
      owner: people.ben,
      name: "shop",
      files: sampleFiles,
    });
    await fork.git.text([
      "fetch",
      "--quiet",
      "--update-head-ok",
      repository.git.gitDir,
      "+main:main",
    ]);
    await server.forge.push(fork, branch, { "evil.js": "1\n" }, people.ben);
    await repository.git.text(["fetch", "--quiet", fork.git.gitDir, branch]);
    const forked = { ...about, headBranch: branch, headRepository: fork };
    await server.forge.openChange(repository, forked, people.ben);
    for (const number of [1, 2]) {
      const review = { branch, targetBranch: "main", number, url: null };
      await expect(forge.inspectReview(review)).rejects.toMatchObject({ code: "conflict" });
    }
    await forge.commitToBranch(request(head));
    const review = await forge.openReview(reviewRequest);
    expect(review.number).toBe(3);
    await repository.git.setBranch("develop", head);
    const change = repository.changes.get(3)!;
    change.baseBranch = "develop";
    await expect(forge.inspectReview(review)).rejects.toMatchObject({
      code: "conflict",
      message: "!3 was pointed at another branch, develop. Close it, or point it back at main.",
    });
  });

  it("needs a branch and a target that are there, and share a history", async () => {
    const gitlab = await startSample();
    const { forge, repository, head } = gitlab;
    const open = (targetBranch: string) => forge.openReview({ ...reviewRequest, targetBranch });
    await expect(open("main")).rejects.toMatchObject({ code: "not_found" });
    await expect(open("nowhere")).rejects.toMatchObject({ code: "precondition_failed" });
    for (const name of ["", "a..b", "a b", "-x", "@{-1}", "main^{commit}", "a\0b", "a//b"]) {
      await expect(open(name)).rejects.toMatchObject({
        code: name === "-x" ? "precondition_failed" : "invalid_input",
      });
    }
    const { review } = await proposed(gitlab);
    const orphan = { ...(await repository.git.commit(head)), parents: [], message: "Alone" };
    await repository.git.setBranch(branch, await repository.git.writeCommit(orphan));
    await expect(forge.inspectReview(review)).rejects.toMatchObject({
      code: "precondition_failed",
      message: "etna/fix-1 and main share no history.",
    });
  });

  it("follows a project that was renamed, transferred, and given another default branch", async () => {
    const gitlab = await startSample();
    const { forge, repository, server, people, head } = gitlab;
    server.forge.rename(repository, "store", people.ada);
    server.forge.transfer(repository, people.ada, people.ada);
    await server.forge.push(repository, "trunk", { "a.js": "1\n" }, people.ada);
    await server.forge.changeDefaultBranch(repository, "trunk", people.ada);
    expect(await forge.inspectRepository()).toMatchObject({
      fullName: "ada/store",
      defaultBranch: "trunk",
    });
    expect((await forge.commitToBranch(request(head))).commit).toMatch(/^[0-9a-f]{40}$/);
    server.forge.deleteRepository(repository, people.ada);
    await expect(forge.inspectRepository()).rejects.toMatchObject({ code: "not_found" });
  });
});
