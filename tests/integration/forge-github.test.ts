import { describe, expect, it } from "vitest";
import { installationToken } from "#samples/forge/github/world.ts";
import {
  appChange,
  branch,
  branchesOf,
  files,
  githubSample,
  proposed,
  request,
  reviewRequest,
} from "./forge-github-helpers.ts";

describe.each([{ enterprise: false }, { enterprise: true }])(
  "a repository on GitHub, %o",
  (about) => {
    it("is fixed from snapshot to merge, and its branch is deleted afterwards", async () => {
      const sample = await githubSample(about);
      const { server, repository, forge, base, ben } = sample;
      expect(await forge.inspectRepository()).toEqual({
        defaultBranch: "main",
        headCommit: base,
        fullName: "ana/shop",
        reportsOnHead: false,
        readOnlyReason: null,
      });
      const snapshot = await forge.snapshot(base);
      expect((await snapshot.list()).map(({ path }) => path)).toEqual(Object.keys(files));
      expect(Buffer.from(await snapshot.read("src/app.js")).toString()).toBe(appChange.before);

      const made = await forge.commitToBranch(request(base));
      expect(await branchesOf(sample)).toEqual({ main: base, [branch]: made.commit });
      expect(server.world.verified.has(made.commit)).toBe(true);
      expect(await forge.compare(base, made.commit)).toEqual([appChange]);

      const review = await forge.openReview({ ...reviewRequest, draft: true });
      expect(review).toEqual({
        branch,
        targetBranch: "main",
        number: 1,
        url: `${server.url}/ana/shop/pull/1`,
        draft: true,
        saidCheck: false,
        at: { headCommit: made.commit, targetCommit: base },
      });
      const change = repository.changes.get(1)!;
      expect(change).toMatchObject({ draft: true, title: "Run it safely", body: "Why." });
      await forge.host!.readyReview(review);
      await forge.host!.readyReview(review);
      expect(change.draft).toBe(false);
      const head = { headCommit: made.commit, headTree: made.tree };
      expect(await forge.inspectReview(review)).toEqual({
        status: "open",
        mergeable: true,
        ...head,
        baseCommit: base,
      });

      const mergedCommit = await server.forge.merge(repository, change, ben, "squash");
      const mergedTree = (await repository.git.commit(mergedCommit)).tree;
      const merged = { status: "merged", ...head, mergedCommit, mergedTree };
      expect(await forge.inspectReview(review)).toEqual(merged);
      await forge.closeReview(review, made.commit);
      await forge.closeReview(review, made.commit);
      expect(Object.keys(await branchesOf(sample))).toEqual(["main"]);
      expect(await forge.inspectReview(review)).toEqual(merged);
    });
  },
);

describe("the calls of a fix", () => {
  it.each(["app", "user"] as const)(
    "of one file are at most nine with the token of an %s, label and check included",
    async (kind) => {
      const sample = await githubSample();
      const { server, repository, base, installation, ana } = sample;
      const counts: Record<string, number> = kind === "app" ? { token: 1 } : {};
      const person = server.forge.addToken({ user: ana, kind: "oauth", scopes: ["repo"] });
      let value: string | undefined;
      const token = async () => {
        value ??=
          kind === "app" ? installationToken(server.world, installation).value : person.value;
        return value;
      };
      const forge = await sample.open({ token, kind });
      const step = async <T>(name: string, run: () => Promise<T>): Promise<T> => {
        const before = server.requests.length;
        const result = await run();
        counts[name] = server.requests.length - before;
        return result;
      };
      const info = await step("inspect", () => forge.inspectRepository());
      expect(info).toMatchObject({ reportsOnHead: false, readOnlyReason: null });
      const snapshot = await step("list", () => forge.snapshot(base));
      await step("read", () => snapshot.read("src/app.js"));
      const { commit } = await step("commit", () => forge.commitToBranch(request(base)));
      const words = { title: "Waits for a person", summary: "", url: "https://etna.example/1" };
      const check = { state: "pending", ...words } as const;
      const opened = await step("open", () => forge.openReview({ ...reviewRequest, check }));
      expect(opened.at).toEqual({ headCommit: commit, targetCommit: base });
      expect(opened.saidCheck).toBe(kind === "app");
      await step("label", () => forge.host!.labelReview(opened, ["etna"]));
      if (kind === "user") await step("check", () => forge.host!.setCheck(commit, check));
      const fixing = Object.values(counts).reduce((sum, calls) => sum + calls, 0);
      await step("look", () => forge.inspectReview(opened));
      await step("look again", () => forge.inspectReview(opened));
      process.stdout.write(`calls on GitHub, ${kind}: ${JSON.stringify(counts)}\n`);
      // docs/bench.md says the same.
      const parts = { inspect: 1, list: 1, read: 1, commit: 3, open: 1, label: 1 };
      const said = kind === "app" ? { token: 1 } : { check: 1 };
      expect(counts).toEqual({ ...said, ...parts, look: 2, "look again": 2 });
      expect(fixing).toBe(9);
      expect(server.requests.slice(-2).map(({ status }) => status)).toEqual([304, 304]);
      expect(repository.changes.get(1)).toMatchObject({ draft: false, headSha: commit });
      expect([...repository.changes.get(1)!.labels]).toEqual(["etna"]);
      expect(
        repository.checks.map(({ name, sha, title, status }) => ({ name, sha, title, status })),
      ).toEqual([
        { name: "Etna", sha: commit, title: "Waits for a person", status: "in_progress" },
      ]);
    },
  );

  it("leave one check where the pull request was opened before, and its answer lost", async () => {
    const sample = await githubSample();
    const { server, repository, forge } = sample;
    await forge.inspectRepository();
    const { commit } = await forge.commitToBranch(request(sample.base));
    server.faults.push({ kind: "reset", when: "after", target: /graphql/, times: 1 } as never);
    const words = { title: "Waits", summary: "", url: "https://etna.example/1" };
    const check = { state: "pending", ...words } as const;
    const opened = await forge.openReview({ ...reviewRequest, check });
    await forge.host!.setCheck(commit, check);
    expect(opened.number).toBe(1);
    expect(repository.changes.size).toBe(1);
    expect(new Set(repository.checks.map(({ title }) => title))).toEqual(new Set(["Waits"]));
  });

  it("say whether anybody but Etna reports on the newest commit", async () => {
    const sample = await githubSample();
    const { server, repository, forge, base, ana } = sample;
    const words = { title: "Waits", summary: "", url: "https://etna.example/1" };
    await forge.host!.setCheck(base, { state: "pending", ...words });
    expect((await forge.inspectRepository()).reportsOnHead).toBe(false);
    server.forge.runPipeline(repository, { sha: base, branch: "main", status: "success" }, ana);
    expect((await forge.inspectRepository()).reportsOnHead).toBe(true);
    Object.assign(sample.token, { grants: { ...sample.token.grants, checks: undefined } });
    expect(await forge.inspectRepository()).toMatchObject({
      headCommit: base,
      reportsOnHead: null,
    });
  });
});

describe("a review on GitHub", () => {
  it.each(["merge", "squash", "rebase"] as const)(
    "is merged by %s, also when its branch was deleted and the target moved on",
    async (method) => {
      const sample = await githubSample();
      const { server, repository, forge, ana, ben } = sample;
      const { made, review, change } = await proposed(sample);
      await server.forge.push(repository, "main", { "other.js": "1\n" }, ana);
      const mergedCommit = await server.forge.merge(repository, change, ben, method);
      await server.forge.deleteBranch(repository, branch, ben);
      await server.forge.push(repository, "main", { "later.js": "1\n" }, ana);
      const mergedTree = (await repository.git.commit(mergedCommit)).tree;
      expect(await forge.inspectReview(review, made.commit)).toEqual({
        status: "merged",
        headCommit: made.commit,
        headTree: made.tree,
        mergedCommit,
        mergedTree,
      });
    },
  );

  it("shows a push, and a forced one, as a new head on its merge base", async () => {
    const sample = await githubSample();
    const { server, repository, forge, ben, base } = sample;
    const { made, review } = await proposed(sample);
    const head = await server.forge.push(repository, branch, { "more.js": "1\n" }, ben);
    expect(await forge.inspectReview(review, made.commit)).toMatchObject({
      status: "open",
      headCommit: head,
      baseCommit: base,
    });
    const other = await server.forge.push(repository, "other", { "x.js": "1\n" }, ben);
    await server.forge.moveBranch(repository, branch, other, ben, true);
    expect(await forge.inspectReview(review, made.commit)).toMatchObject({ headCommit: other });
    await expect(forge.closeReview(review, made.commit)).rejects.toMatchObject({
      code: "conflict",
    });
    expect((await branchesOf(sample))[branch]).toBe(other);
  });

  it("closed by a person reads as closed, and is not opened a second time", async () => {
    const sample = await githubSample();
    const { server, repository, forge, ben } = sample;
    const { review, change } = await proposed(sample);
    server.forge.closeChange(repository, change, ben);
    expect(await forge.inspectReview(review)).toEqual({ status: "closed" });
    await expect(forge.openReview(reviewRequest)).rejects.toMatchObject({
      code: "conflict",
      message: "Pull request #1 from etna/fix-1 was closed. Etna does not open it again.",
    });
    expect(repository.changes.size).toBe(1);
    expect(change.state).toBe("closed");
  });

  it("that is open already is found, by another process too", async () => {
    const sample = await githubSample();
    const { review } = await proposed(sample);
    expect(await sample.forge.openReview(reviewRequest)).toEqual(review);
    expect(await (await sample.open()).openReview(reviewRequest)).toEqual(review);
  });

  it("is closed with its branch, once or twice", async () => {
    const sample = await githubSample();
    const { made, review, change } = await proposed(sample);
    await sample.forge.closeReview(review, made.commit);
    await sample.forge.closeReview(review, made.commit);
    expect(change.state).toBe("closed");
    expect(Object.keys(await branchesOf(sample))).toEqual(["main"]);
  });

  it("of a fork, or of another branch, is not taken for Etna's", async () => {
    const sample = await githubSample();
    const { server, repository, forge } = sample;
    const eve = server.forge.addUser("eve");
    const fork = await server.forge.addRepository({ owner: eve, name: "shop", files });
    await fork.git.text(["fetch", "--quiet", repository.git.gitDir, "+main:main"]);
    const foreign = await server.forge.push(fork, branch, { "src/app.js": "evil\n" }, eve);
    await repository.git.text(["fetch", "--quiet", fork.git.gitDir, foreign]);
    const about = { title: "x", body: "", draft: false, headBranch: branch, baseBranch: "main" };
    const change = await server.forge.openChange(
      repository,
      { ...about, headRepository: fork },
      eve,
    );
    const review = { branch, targetBranch: "main", number: change.number, url: null };
    await expect(forge.inspectReview(review)).rejects.toMatchObject({ code: "conflict" });
    await forge.commitToBranch(request(sample.base));
    expect((await forge.openReview(reviewRequest)).number).not.toBe(change.number);
  });

  it("that now goes elsewhere is said to", async () => {
    const sample = await githubSample();
    const { server, repository, forge, ana } = sample;
    const { review, change } = await proposed(sample);
    await server.forge.push(repository, "release", { "r.js": "1\n" }, ana);
    change.baseBranch = "release";
    await expect(forge.inspectReview(review)).rejects.toMatchObject({ code: "conflict" });
  });

  it("needs a branch and a target that are there", async () => {
    const { forge } = await githubSample();
    await expect(forge.openReview(reviewRequest)).rejects.toMatchObject({ code: "not_found" });
    for (const targetBranch of ["", "a..b", "a b", "-x", "@{-1}", "a\0b", "x.lock", "/x"]) {
      const open = forge.openReview({ ...reviewRequest, targetBranch });
      await expect(open).rejects.toMatchObject({ code: "invalid_input" });
    }
  });
});
