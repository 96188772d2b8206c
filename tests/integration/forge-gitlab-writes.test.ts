import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isAppError } from "#lib/base/index.ts";
import { checkAllowed } from "#lib/platform/forge/gitlab/allowed-requests.ts";
import type { EtnaBranch } from "#lib/platform/forge/index.ts";
import { quickActions } from "#samples/forge/gitlab/merge-request-routes.ts";
import {
  appChange,
  branch,
  branchesOf,
  proposed,
  request,
  reviewRequest,
  sent,
  startSample,
} from "./forge-gitlab-helpers.ts";

describe("committing to a branch on GitLab", () => {
  it("keeps modes, adds, changes and deletes, and leaves the rest", async () => {
    const gitlab = await startSample();
    const { forge, repository, people, server } = gitlab;
    const { git } = repository;
    const script = await git.writeBlob("#!/bin/sh\n");
    const base = (await git.resolve("refs/heads/main")) ?? "";
    const tree = await git.writeTree(base, [{ path: "run.sh", mode: "100755", sha: script }]);
    const commit = await git.commit(base);
    const start = await git.writeCommit({ ...commit, tree, parents: [base] });
    await git.setBranch("main", start);
    const changes = [
      { path: "run.sh", before: "#!/bin/sh\n", after: "#!/bin/sh\nset -e\n" },
      { path: "docs/guide.md", before: "Read me.\n", after: null },
      { path: "new/ü/file.txt", before: null, after: "mit\r\nWindows\r\n" },
    ];
    const made = await forge.commitToBranch(request(start, changes));
    const rows = await git.changedFiles(start, made.commit);
    expect(rows.map(({ path, oldMode, newMode }) => [path, oldMode, newMode])).toEqual([
      ["docs/guide.md", "100644", "000000"],
      ["new/ü/file.txt", "000000", "100644"],
      ["run.sh", "100755", "100755"],
    ]);
    expect(await forge.compare(start, made.commit)).toEqual(
      [...changes].sort((a, b) => (a.path < b.path ? -1 : 1)),
    );
    await server.forge.push(repository, "main", { "later.js": "1\n" }, people.ada);
    expect(await forge.commitToBranch(request(start, changes))).toEqual(made);
  });

  it("gives one commit and one branch, however often and however many at once", async () => {
    const gitlab = await startSample();
    const { head, open } = gitlab;
    const forges = await Promise.all(Array.from({ length: 6 }, () => open()));
    const made = await Promise.all(forges.map((forge) => forge.commitToBranch(request(head))));
    expect(new Set(made.map(({ commit }) => commit)).size).toBe(1);
    expect(Object.keys(await branchesOf(gitlab)).sort()).toEqual([branch, "main"]);
  });

  it("refuses a branch that stands elsewhere, and moves none", async () => {
    const gitlab = await startSample();
    const { forge, head, server, repository, people } = gitlab;
    await server.forge.push(repository, branch, { "other.js": "1\n" }, people.ben);
    const before = await branchesOf(gitlab);
    await expect(forge.commitToBranch(request(head))).rejects.toMatchObject({
      code: "conflict",
      message: `etna/fix-1 already exists at another commit (${before[branch]}). Merge or delete that branch, then run again.`,
    });
    const review = { branch, targetBranch: "main", number: null, url: null };
    await expect(forge.closeReview(review, head)).rejects.toMatchObject({ code: "conflict" });
    expect(await branchesOf(gitlab)).toEqual(before);
  });

  it("refuses a change of what is not there, or reads otherwise, or would cover something", async () => {
    const gitlab = await startSample();
    const { forge, repository } = gitlab;
    const { git } = repository;
    const link = await git.writeBlob("../outside");
    const first = (await git.resolve("refs/heads/main")) ?? "";
    const tree = await git.writeTree(first, [{ path: "link", mode: "120000", sha: link }]);
    const base = await git.writeCommit({ ...(await git.commit(first)), tree, parents: [first] });
    await git.setBranch("main", base);
    const before = await branchesOf(gitlab);
    const code = async (path: string, was: string | null, is: string | null) => {
      const changes = [{ path, before: was, after: is }];
      const error = await forge.commitToBranch(request(base, changes)).catch((e: unknown) => e);
      return (error as { code?: string }).code;
    };
    expect(await code("src/app.js", "other", "x")).toBe("conflict");
    expect(await code("gone.js", "x", "y")).toBe("conflict");
    expect(await code("src/app.js", null, "x")).toBe("conflict");
    expect(await code("link", "../outside", "x")).toBe("precondition_failed");
    expect(await code("link/x", null, "x")).toBe("precondition_failed");
    expect(await code("src", null, "x")).toBe("precondition_failed");
    expect(await code("docs", null, "x")).toBe("precondition_failed");
    expect(await code("README.md/x", null, "x")).toBe("precondition_failed");
    expect(await code("README.md", "# Sample\n", "# Sample\n")).toBe("invalid_input");
    expect(await code("x", null, null)).toBe("invalid_input");
    expect(await code("x", null, "\ud800")).toBe("invalid_input");
    expect(await code("x", null, "a\0b")).toBe("invalid_input");
    expect(await code("x", null, "x".repeat(17 * 1024 * 1024))).toBe("too_large");
    for (const changes of [[], [appChange, appChange]]) {
      await expect(forge.commitToBranch(request(base, changes))).rejects.toMatchObject({
        code: "invalid_input",
      });
    }
    expect(await branchesOf(gitlab)).toEqual(before);
    expect(sent(gitlab).filter((line) => !line.startsWith("GET"))).toEqual([]);
  });

  it("takes its branch back where GitLab wrote something else than it was given", async () => {
    const gitlab = await startSample();
    const { forge, head, repository, server } = gitlab;
    server.settings.of(repository).normalizesLineEndings = true;
    const changes = [{ path: "win.txt", before: null, after: "a\r\nb\r\n" }];
    await expect(forge.commitToBranch(request(head, changes))).rejects.toMatchObject({
      code: "precondition_failed",
      message: expect.stringContaining("line ends") as string,
    });
    expect(await branchesOf(gitlab)).toEqual({ main: head });
  });

  it("says what stands in the way: a protected branch, an archived project, a branch named etna", async () => {
    const gitlab = await startSample();
    const { forge, head, repository, server, people } = gitlab;
    repository.protectedBranches.add(branch);
    await expect(forge.commitToBranch(request(head))).rejects.toMatchObject({ code: "forbidden" });
    repository.protectedBranches.delete(branch);
    await repository.git.setBranch("etna", head);
    await expect(forge.commitToBranch(request(head))).rejects.toMatchObject({ code: "conflict" });
    await repository.git.deleteBranch("etna");
    server.forge.archive(repository, people.ada);
    expect(await forge.inspectRepository()).toMatchObject({ readOnlyReason: "archived" });
    await expect(forge.commitToBranch(request(head))).rejects.toMatchObject({ code: "forbidden" });
    expect(await branchesOf(gitlab)).toEqual({ main: head });
  });
});

describe("the way out to GitLab", () => {
  it("refuses every other branch, whatever its type claims", async () => {
    const gitlab = await startSample();
    const { forge, head } = gitlab;
    for (const name of [
      "main",
      "new",
      "etna/../main",
      "etna",
      "etna/a/b",
      "etna/%2e%2e",
      "HEAD",
      "",
    ]) {
      const claimed = name as EtnaBranch;
      const review = { branch: claimed, targetBranch: "main", number: null, url: null };
      for (const work of [
        () => forge.commitToBranch({ ...request(head), branch: claimed }),
        () => forge.openReview({ ...reviewRequest, branch: claimed }),
        () => forge.closeReview(review, head),
      ]) {
        await expect(work()).rejects.toMatchObject({ code: "invalid_input" });
      }
    }
    expect(sent(gitlab).filter((line) => !line.startsWith("GET"))).toEqual([]);
  });

  it("whatever it is given, sends no write but to Etna's branch, and no command in a text", async () => {
    const gitlab = await startSample();
    const { forge, head, server, repository } = gitlab;
    const { review, made } = await proposed(gitlab);
    server.forge.openIssue(repository, gitlab.people.ben, "It breaks");
    const standing = await branchesOf(gitlab);
    server.requests.length = 0;
    quickActions.length = 0;
    const nasty = fc.oneof(
      fc.constantFrom(
        "main",
        "etna/../main",
        "..",
        "%2e%2e%2fmain",
        "a/../../../protected_branches",
        "/merge",
        "x\n/merge\n/approve",
        "> /close",
        "\r/reopen",
        "Draft: x",
        "x\u2028/merge",
        "?force=true",
        "#",
        "\u0000",
        "é/\ud800",
        "@all",
        "merge_requests/1/merge",
      ),
      fc.string({ unit: "binary", maxLength: 12 }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(nasty, { minLength: 4, maxLength: 4 }), async (texts) => {
        const [a = "", b = "", c = "", d = ""] = texts;
        const { host } = forge;
        const works: (() => Promise<unknown> | undefined)[] = [
          () =>
            forge.commitToBranch({
              ...request(head, [{ path: a, before: null, after: b }]),
              message: c,
            }),
          () => forge.commitToBranch({ ...request(a), branch: d as EtnaBranch }),
          () => forge.addToBranch({ ...request(a), headCommit: b }),
          () => forge.addToBranch({ ...request(head), headCommit: head, branch: c as EtnaBranch }),
          () => forge.openReview({ branch: a as EtnaBranch, targetBranch: b, title: c, body: d }),
          () => forge.openReview({ ...reviewRequest, targetBranch: a, title: c, body: d }),
          () => forge.inspectReview({ ...review, branch: a as EtnaBranch, targetBranch: b }, c),
          () => forge.closeReview({ ...review, branch: a as EtnaBranch }, b),
          () => forge.snapshot(a),
          () => host?.updateReview(review, { title: a, body: b }),
          () => host?.labelReview(review, [a, b]),
          () => host?.requestReviewers(review, [a]),
          () => host?.comment(review, c),
          () => host?.readIssueComment(1, c),
          () => host?.commentOnIssue(2, c),
          () => host?.setCheck(made.commit, { state: "passed", title: a, summary: b, url: c }),
          () => host?.setCheck(d, { state: "passed", title: a, summary: b, url: c }),
          () => host?.readFailingLog(a),
        ];
        for (const work of works) {
          try {
            await work();
          } catch (error) {
            if (!isAppError(error)) throw error;
          }
        }
      }),
      { numRuns: 25 },
    );
    expect(await branchesOf(gitlab)).toEqual(standing);
    expect(quickActions).toEqual([]);
    expect(repository.changes.get(1)).toMatchObject({ state: "open", baseBranch: "main" });
    const project = `/api/v4/projects/${repository.id}`;
    const allowed =
      /^(PUT \/merge_requests\/1|POST \/merge_requests\/1\/notes|POST \/issues\/2\/notes|POST \/statuses\/[0-9a-f]{40}|POST \/merge_requests)$/;
    let writes = 0;
    for (const { method, target, body } of server.requests) {
      expect(target.startsWith(project) || target.startsWith("/api/v4/users?")).toBe(true);
      if (method === "GET" || method === "HEAD") continue;
      writes++;
      const rest = target.slice(project.length);
      if (rest === "/repository/commits") expect(JSON.parse(body)).toMatchObject({ branch });
      else expect(`${method} ${rest}`).toMatch(allowed);
      expect(body).not.toMatch(/"(force|start_branch|state_event|remove_source_branch|merge_when)/);
    }
    expect(writes).toBeGreaterThan(20);
  }, 300_000);

  it("lets a commit through for a new branch, or where each changed file is tied to its last commit", () => {
    const sha = "a".repeat(40);
    const said = { commit_message: "x", author_name: "Etna", author_email: "x@etna.invalid" };
    const content = { content: "", encoding: "base64" };
    const created = { action: "create", file_path: "new.js", ...content };
    const updated = { action: "update", file_path: "src/app.js", ...content };
    const removed = { action: "delete", file_path: "old.js" };
    const last = { last_commit_id: sha };
    const check = (body: object) => {
      const path = "projects/7/repository/commits";
      const sent = JSON.stringify({ branch: "etna/x", ...said, ...body });
      checkAllowed({ method: "POST", path, body: sent }, 7);
    };
    check({ start_sha: sha, actions: [created, updated, removed] });
    check({ actions: [created, { ...updated, ...last }, { ...removed, ...last }] });
    for (const body of [
      { actions: [updated] },
      { actions: [{ ...updated, ...last }, removed] },
      { actions: [] },
      { branch: "main", actions: [created] },
      { force: true, actions: [created] },
      { force: true, start_sha: sha, actions: [created] },
      { start_branch: "main", actions: [created] },
      { actions: [{ ...created, action: "move", previous_path: "a.js" }] },
      { actions: [{ ...created, execute_filemode: true }] },
    ]) {
      expect(() => check(body), JSON.stringify(body)).toThrow(
        expect.objectContaining({ code: "forbidden" }),
      );
    }
  });

  it("shows the words it was given, with a slash that is no command", async () => {
    const gitlab = await startSample();
    const { review, change } = await proposed(gitlab);
    const body = "Before\n/merge\n  /approve\n`/usr/bin`\n/* kept */\n";
    await gitlab.forge.host?.updateReview(review, { title: "Draft: Sneaky", body });
    expect(change).toMatchObject({
      title: "Sneaky",
      draft: false,
      body: "Before\n\\/merge\n  \\/approve\n`/usr/bin`\n/* kept */\n",
    });
  });
});
