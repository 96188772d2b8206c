import { describe, expect, it } from "vitest";
import type { Fault } from "#samples/forge/faults.ts";
import {
  appChange,
  branch,
  branchesOf,
  type GithubSample,
  githubSample,
  request,
  reviewRequest,
} from "./forge-github-helpers.ts";

function fail(sample: GithubSample, fault: Partial<Fault> & Pick<Fault, "kind">): void {
  sample.server.faults.push({ when: "before", times: 1, ...fault });
}

/** From snapshot to ready review, as a fresh process would begin again. */
async function fix(sample: GithubSample) {
  const forge = await sample.open();
  await forge.inspectRepository();
  const snapshot = await forge.snapshot(sample.base);
  await snapshot.read("src/app.js");
  const made = await forge.commitToBranch(request(sample.base));
  const review = await forge.openReview({ ...reviewRequest, draft: true });
  await forge.host!.readyReview(review);
  return { made, review };
}

describe("a fix whose answers are lost", () => {
  it.each(["bad_gateway", "reset"] as const)(
    "(%s after each request in turn) ends with one branch and one ready review, and few requests",
    async (kind) => {
      const control = await githubSample();
      await fix(control);
      const requests = control.server.requests.length;
      expect(requests).toBeGreaterThan(7);
      for (let skip = 0; skip < requests; skip++) {
        const sample = await githubSample();
        const { server, repository, base } = sample;
        fail(sample, { kind, when: "after", skip });
        const { made } = await fix(sample);
        expect(await branchesOf(sample)).toEqual({ main: base, [branch]: made.commit });
        expect([...repository.changes.values()]).toMatchObject([
          { draft: false, headSha: made.commit, state: "open" },
        ]);
        expect(server.requests.length).toBeLessThanOrEqual(requests + 4);
      }
    },
  );

  it("and whose process dies then, ends just so when another begins anew", async () => {
    const control = await githubSample();
    await fix(control);
    const requests = control.server.requests.length;
    for (let skip = 0; skip < requests; skip++) {
      const sample = await githubSample();
      const { server, repository, base } = sample;
      // From one request on nothing gets through any more: what was done till then stays.
      fail(sample, { kind: "bad_gateway", when: "after", skip });
      fail(sample, { kind: "bad_gateway", when: "before", times: 1000 });
      await expect(fix(sample)).rejects.toMatchObject({ code: "unavailable" });
      server.faults.length = 0;
      const { made } = await fix(sample);
      expect(await branchesOf(sample)).toEqual({ main: base, [branch]: made.commit });
      expect([...repository.changes.values()]).toMatchObject([
        { draft: false, headSha: made.commit, state: "open" },
      ]);
    }
  });

  it.each(["graphql", "none"] as const)(
    "is made through the branch where an App's commit comes out unsigned (signs: %s)",
    async (signs) => {
      for (let skip = 0; skip < 8; skip++) {
        const sample = await githubSample();
        const { server, repository, base } = sample;
        server.world.signs = signs;
        fail(sample, { kind: "reset", when: "after", skip });
        const made = await sample.forge.commitToBranch(request(base));
        expect(server.world.verified.has(made.commit)).toBe(signs === "graphql");
        expect(await branchesOf(sample)).toEqual({ main: base, [branch]: made.commit });
        const commit = await repository.git.commit(made.commit);
        expect(commit).toMatchObject({
          tree: made.tree,
          parents: [base],
          message: "Run it safely",
        });
        expect(await sample.forge.commitToBranch(request(base))).toEqual(made);
      }
    },
  );
});

describe("GitHub in trouble", () => {
  it("is asked three times at most, and then said to be unavailable", async () => {
    for (const kind of ["bad_gateway", "server_error", "reset"] as const) {
      const sample = await githubSample();
      fail(sample, { kind, times: 1000 });
      await expect(sample.forge.inspectRepository()).rejects.toMatchObject({ code: "unavailable" });
      expect(sample.server.requests.length).toBe(3);
    }
  });

  it("that hangs or talks nonsense is left in time", async () => {
    const sample = await githubSample();
    fail(sample, { kind: "hang", times: 1000 });
    const hasty = await sample.open({ timeoutMs: 100 });
    await expect(hasty.inspectRepository()).rejects.toMatchObject({ code: "unavailable" });
    sample.server.faults.length = 0;
    fail(sample, { kind: "malformed", times: 1000 });
    await expect(sample.forge.inspectRepository()).rejects.toMatchObject({ code: "unavailable" });
  });

  it.each(["secondary_rate_limit", "too_many_requests"] as const)(
    "that asks to wait a little (%s) is waited for, and longer pauses are said",
    async (kind) => {
      const sample = await githubSample();
      fail(sample, { kind, retryAfterSeconds: 2 });
      await sample.forge.inspectRepository();
      expect(sample.server.requests.length).toBe(2);
      fail(sample, { kind, retryAfterSeconds: 300, times: 1000 });
      await expect(sample.forge.inspectRepository()).rejects.toMatchObject({
        code: "unavailable",
        message: "GitHub takes no more requests from Etna for now. Try again in 300 s.",
      });
      expect(sample.server.requests.length).toBe(3);
    },
  );

  it("whose hourly limit is spent names the time when it is open again", async () => {
    const sample = await githubSample();
    sample.server.world.requestsLeft = 0;
    sample.server.world.resetAtMs = Date.UTC(2037, 0, 1);
    await expect(sample.forge.inspectRepository()).rejects.toMatchObject({
      code: "unavailable",
      message:
        "GitHub takes no more requests from Etna for now. Try again after 2037-01-01T00:00:00Z.",
    });
    expect(sample.server.requests.length).toBe(1);
  });

  it("does not take an expired or unknown token, and no error holds a token", async () => {
    const sample = await githubSample();
    const { token } = sample;
    for (const spoil of [
      () => Object.assign(token, { expiresAtMs: 1 }),
      () => Object.assign(token, { revoked: true, expiresAtMs: null }),
    ]) {
      spoil();
      const error = await sample.forge.inspectRepository().catch((caught: unknown) => caught);
      expect(error).toMatchObject({
        code: "precondition_failed",
        message: "GitHub no longer accepts Etna's credential for ana/shop. Connect GitHub again.",
      });
      const { inspect } = await import("node:util");
      expect(inspect(error, { depth: 20 })).not.toContain(token.value);
    }
    expect(sample.server.requests.some(({ target }) => target.includes(token.value))).toBe(false);
  });

  it("names the permission that is missing", async () => {
    const sample = await githubSample();
    Object.assign(sample.token, { grants: { ...sample.token.grants, contents: "read" } });
    await expect(sample.forge.commitToBranch(request(sample.base))).rejects.toMatchObject({
      code: "forbidden",
      message:
        "GitHub does not let Etna do this in ana/shop. It needs the permission contents: write. Grant it on GitHub and try again.",
    });
    Object.assign(sample.token, { repositoryIds: [] });
    await expect(sample.forge.inspectRepository()).rejects.toMatchObject({ code: "not_found" });
  });
});

describe("a repository that has changed", () => {
  it("is followed when it is renamed or transferred, for reading and for writing", async () => {
    const sample = await githubSample();
    const { server, repository, forge, ana, base } = sample;
    server.forge.rename(repository, "store", ana);
    expect(await forge.inspectRepository()).toMatchObject({
      fullName: "ana/store",
    });
    const made = await forge.commitToBranch(request(base));
    expect((await forge.openReview(reviewRequest)).number).toBe(1);
    expect((await branchesOf(sample))[branch]).toBe(made.commit);
  });

  it("is said to be archived, deleted, empty, or without a commit of the name", async () => {
    const archived = await githubSample();
    archived.server.forge.archive(archived.repository, archived.ana);
    expect(await archived.forge.inspectRepository()).toMatchObject({ readOnlyReason: "archived" });
    await expect(archived.forge.commitToBranch(request(archived.base))).rejects.toMatchObject({
      code: "precondition_failed",
      message: "ana/shop is archived, and so read-only. Unarchive it and try again.",
    });
    const deleted = await githubSample();
    deleted.server.forge.deleteRepository(deleted.repository, deleted.ana);
    await expect(deleted.forge.inspectRepository()).rejects.toMatchObject({ code: "not_found" });
    const empty = await githubSample();
    await empty.repository.git.deleteBranch("main");
    for (const call of [
      () => empty.forge.inspectRepository(),
      () => empty.forge.commitToBranch(request(empty.base)),
    ]) {
      await expect(call()).rejects.toMatchObject({ code: "precondition_failed" });
    }
    const other = await githubSample();
    await expect(other.forge.snapshot(`${"0".repeat(39)}1`)).rejects.toMatchObject({
      code: "not_found",
    });
    for (const text of ["main", "HEAD", other.base.slice(0, 10), "", other.base.toUpperCase()]) {
      await expect(other.forge.snapshot(text)).rejects.toMatchObject({ code: "invalid_input" });
    }
  });

  it("has another default branch when people choose one", async () => {
    const { server, repository, forge, ana } = await githubSample();
    const head = await server.forge.push(repository, "trunk", { "t.js": "1\n" }, ana);
    await server.forge.changeDefaultBranch(repository, "trunk", ana);
    expect(await forge.inspectRepository()).toMatchObject({
      defaultBranch: "trunk",
      headCommit: head,
    });
    await server.forge.push(repository, "etna/x", { "t.js": "2\n" }, ana);
    await server.forge.changeDefaultBranch(repository, "etna/x", ana);
    await expect(forge.inspectRepository()).rejects.toMatchObject({ code: "precondition_failed" });
  });
});

describe("committing to a branch on GitHub", () => {
  it("refuses a branch that stands elsewhere, and moves nothing", async () => {
    const sample = await githubSample();
    const { server, repository, forge, ben, base } = sample;
    const theirs = await server.forge.push(repository, branch, { "x.js": "1\n" }, ben);
    await expect(forge.commitToBranch(request(base))).rejects.toMatchObject({ code: "conflict" });
    expect(await branchesOf(sample)).toEqual({ main: base, [branch]: theirs });
    for (const signs of ["all", "none"] as const) {
      server.world.signs = signs;
      await repository.git.setBranch(branch, theirs);
      await expect(forge.commitToBranch(request(base))).rejects.toMatchObject({ code: "conflict" });
    }
    expect(await branchesOf(sample)).toEqual({ main: base, [branch]: theirs });
  });

  it("by a person's token makes the same commit every time", async () => {
    const sample = await githubSample();
    const person = sample.server.forge.addToken({
      user: sample.ben,
      kind: "oauth",
      scopes: ["repo"],
    });
    const options = { kind: "user", token: async () => person.value } as const;
    const made = await (await sample.open(options)).commitToBranch(request(sample.base));
    expect(await (await sample.open(options)).commitToBranch(request(sample.base))).toEqual(made);
    await sample.repository.git.deleteBranch(branch);
    expect(await (await sample.open(options)).commitToBranch(request(sample.base))).toEqual(made);
    expect(await sample.repository.git.commit(made.commit)).toMatchObject({
      author: { name: "Etna", unixSeconds: 1_790_000_000 },
    });
  });

  it("keeps modes, takes files away, and makes new ones in new folders", async () => {
    const sample = await githubSample();
    const { repository, forge, base } = sample;
    const run = await repository.git.writeBlob("#!/bin/sh\n");
    const tree = await repository.git.writeTree(base, [
      { path: "run.sh", mode: "100755", sha: run },
    ]);
    const commit = await repository.git.commit(base);
    const next = await repository.git.writeCommit({ ...commit, tree, parents: [base] });
    await repository.git.setBranch("main", next);
    for (const signs of ["all", "none"] as const) {
      sample.server.world.signs = signs;
      const changes = [
        { path: "run.sh", before: "#!/bin/sh\n", after: "#!/bin/sh\nset -e\n" },
        { path: "README.md", before: "# Sample\n", after: null },
        { path: "new/folder/a.txt", before: null, after: "é\r\n" },
      ];
      const made = await forge.commitToBranch(request(next, changes));
      const changed = await repository.git.changedFiles(next, made.commit);
      expect(changed.map(({ path, status, newMode }) => [path, status, newMode])).toEqual([
        ["README.md", "removed", "000000"],
        ["new/folder/a.txt", "added", "100644"],
        ["run.sh", "modified", "100755"],
      ]);
      await repository.git.deleteBranch(branch);
    }
  });

  it("refuses what is not there, reads otherwise, covers something, or changes nothing", async () => {
    const sample = await githubSample();
    const { repository, forge, base } = sample;
    const code = async (path: string, before: string | null, after: string | null) => {
      const tried = forge.commitToBranch(request(base, [{ path, before, after }]));
      return ((await tried.catch((error: unknown) => error)) as { code?: string }).code;
    };
    expect(await code("src/app.js", "other", "x")).toBe("conflict");
    expect(await code("gone.js", "x", "y")).toBe("conflict");
    expect(await code("src/app.js", null, "x")).toBe("conflict");
    expect(await code("src", null, "x")).toBe("precondition_failed");
    expect(await code("README.md/x", null, "x")).toBe("precondition_failed");
    expect(await code("README.md", "# Sample\n", "# Sample\n")).toBe("invalid_input");
    expect(await code(".git/config", null, "x")).toBe("invalid_input");
    expect(await code("x", null, "\ud800")).toBe("invalid_input");
    const nothing = forge.commitToBranch(request(base, []));
    await expect(nothing).rejects.toMatchObject({ code: "invalid_input" });
    const twice = forge.commitToBranch(request(base, [appChange, appChange]));
    await expect(twice).rejects.toMatchObject({ code: "invalid_input" });
    expect(await branchesOf(sample)).toEqual({ main: base });
    expect(repository.changes.size).toBe(0);
  });

  it("many at once ends with one branch and one review", async () => {
    const sample = await githubSample();
    const doors = await Promise.all(Array.from({ length: 4 }, () => sample.open()));
    const made = await Promise.all(doors.map((door) => door.commitToBranch(request(sample.base))));
    expect(new Set(made.map(({ commit }) => commit)).size).toBe(1);
    const reviews = await Promise.all(doors.map((door) => door.openReview(reviewRequest)));
    expect(new Set(reviews.map(({ number }) => number))).toEqual(new Set([1]));
    expect(sample.repository.changes.size).toBe(1);
  });

  it("says so where a rule of the repository protects the branch", async () => {
    const sample = await githubSample();
    sample.repository.protectedBranches.add(branch);
    await expect(sample.forge.commitToBranch(request(sample.base))).rejects.toMatchObject({
      code: "precondition_failed",
      message: expect.stringContaining("rule") as string,
    });
  });
});
