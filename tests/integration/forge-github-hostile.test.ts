import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isAppError } from "#lib/base/index.ts";
import { checkAllowed } from "#lib/platform/forge/github/allowed-requests.ts";
import { type EtnaBranch, etnaBranch, type Forge } from "#lib/platform/forge/index.ts";
import {
  branch,
  branchesOf,
  type GithubSample,
  githubSample,
  request,
} from "./forge-github-helpers.ts";

const piece = fc.oneof(
  fc.constantFrom("etna/", "etna", "main", "refs/heads/", "..", "../", "%2f", "%2e%2e", "/", "//"),
  fc.constantFrom("\n", "\r\n", "\0", "?", "#", "&x=1", "@", "\\", " ", "é", "\u202e", "x", "~1"),
  fc.constantFrom("/merge", "/git/refs", "/protection", "/dispatches", "1", "a.lock", "HEAD", ":"),
);
const hostile = fc.array(piece, { maxLength: 5 }).map((pieces) => pieces.join(""));

/** Every write that the forge was asked for, and whether it stays below `refs/heads/etna/`. */
function strayWrites({ server, repository }: GithubSample): readonly string[] {
  const inside = `/repos/${repository.owner.login}/${repository.name}`;
  return server.requests.flatMap(({ method, target, body }) => {
    if (method === "GET") return [];
    const rest = target.startsWith(inside) ? target.slice(inside.length) : target;
    const json = JSON.parse(body || "{}") as { ref?: string; head?: string; query?: string };
    const isEtna = (name = "") => {
      try {
        etnaBranch(name);
        return true;
      } catch {
        return false;
      }
    };
    const fine =
      /^\/git\/(trees|commits)$/.test(rest) ||
      (rest === "/git/refs" && isEtna(json.ref?.replace(/^refs\/heads\//, ""))) ||
      (rest === "/pulls" && isEtna(json.head)) ||
      /^\/pulls\/\d+(\/requested_reviewers)?$/.test(rest) ||
      /^\/issues\/\d+\/(labels|comments)$/.test(rest) ||
      /^\/(check-runs(\/\d+)?|statuses\/[0-9a-f]{40}|code-scanning\/sarifs)$/.test(rest) ||
      (target === "/graphql" && body.includes("refs/heads/etna/")) ||
      (target === "/graphql" && body.includes("markPullRequestReadyForReview"));
    return fine ? [] : [`${method} ${target} ${body}`];
  });
}

async function tryAll(forge: Forge, base: string, words: readonly string[]): Promise<void> {
  const [name = "", target = "", path = "", text = ""] = words;
  const claimed = name as EtnaBranch;
  const review = { branch: claimed, targetBranch: target, number: 1, url: null };
  const real = { ...review, branch, targetBranch: "main" };
  const host = forge.host!;
  const change = { path, before: null, after: text };
  const calls: readonly (() => Promise<unknown>)[] = [
    () => forge.snapshot(text),
    () => forge.commitToBranch({ ...request(base), branch: claimed }),
    () => forge.commitToBranch({ ...request(base), baseCommit: text }),
    () => forge.commitToBranch(request(base, [change])),
    () => forge.addToBranch({ ...request(base), headCommit: base, branch: claimed }),
    () => forge.addToBranch({ ...request(base), headCommit: text }),
    () => forge.openReview({ branch: claimed, targetBranch: target, title: text, body: text }),
    () => forge.openReview({ branch, targetBranch: target, title: text, body: text }),
    () => forge.inspectReview(review, text),
    () => forge.inspectReview({ ...real, targetBranch: target }),
    () => forge.compare(text, name),
    () => forge.closeReview(review, base),
    () => forge.closeReview(real, text),
    () => host.updateReview(real, { title: text, body: name }),
    () => host.labelReview(real, [text, name]),
    () => host.requestReviewers(real, [text, name]),
    () => host.setCheck(text, { state: "passed", title: text, summary: name, url: target }),
    () => host.setCheck(base, { state: "passed", title: text, summary: name, url: target }),
    () => host.readCi(text),
    () => host.readFailingLog(text),
    () => host.comment(real, text),
    () => host.readIssueComment(1, text),
    () => host.commentOnIssue(1, text),
    () => host.uploadSarif(base, name, text),
  ];
  for (const call of calls) {
    await call().catch((error: unknown) => {
      if (!isAppError(error)) throw error;
    });
  }
}

describe("the door to GitHub", () => {
  it("whatever it is asked for, writes nothing outside refs/heads/etna/ and its review", async () => {
    const sample = await githubSample();
    const { repository, forge, base, server } = sample;
    await server.forge.push(repository, branch, { "x.js": "1\n" }, sample.ben);
    const words = fc.array(hostile, { minLength: 4, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(words, async (tried) => tryAll(forge, base, tried)),
      { numRuns: 25 },
    );
    expect(strayWrites(sample)).toEqual([]);
    expect(server.requests.length).toBeGreaterThan(100);
    const branches = await branchesOf(sample);
    expect(branches.main).toBe(base);
    expect(Object.keys(branches).every((name) => name === "main" || name.startsWith("etna/"))).toBe(
      true,
    );
  });

  it("opens for no name that is none of a repository's", async () => {
    const { open } = await githubSample();
    const names = ["", "..", ".", "a/b", "a%2fb", "a b", "a\n", "é", "x?y", "x#y"];
    for (const name of names) {
      await expect(open({ name })).rejects.toMatchObject({ code: "invalid_input" });
      await expect(open({ owner: name })).rejects.toMatchObject({ code: "invalid_input" });
    }
  });
});

describe("the guard of the transport", () => {
  const at = { baseUrl: "https://api.github.com", owner: "ana", name: "shop" };
  const inside = "https://api.github.com/repos/ana/shop";
  const sha = "a".repeat(40);
  const check = (method: string, url: string, body: unknown = null) =>
    checkAllowed({ method, url, body: body === null ? null : JSON.stringify(body) }, at);

  it("lets through what the door has use for", () => {
    check("GET", `${inside}/git/trees/${sha}?recursive=1`);
    check("POST", `${inside}/git/refs`, { ref: "refs/heads/etna/x", sha });
    check("PATCH", `${inside}/pulls/1`, { state: "closed" });
  });

  it.each<[string, string, unknown]>([
    ["POST", `${inside}/git/refs`, { ref: "refs/heads/main", sha }],
    ["POST", `${inside}/git/refs`, { ref: "refs/heads/etna/../main", sha }],
    ["POST", `${inside}/git/refs`, { ref: "refs/tags/etna/x", sha }],
    ["POST", `${inside}/git/refs`, { ref: "refs/heads/etna/x", sha, force: true }],
    ["PATCH", `${inside}/git/refs/heads/etna/x`, { sha, force: true }],
    ["DELETE", `${inside}/git/refs/heads/etna/x`, null],
    ["POST", `${inside}/merges`, { base: "main", head: "etna/x" }],
    ["PUT", `${inside}/pulls/1/merge`, {}],
    ["POST", `${inside}/pulls/1/reviews`, { event: "APPROVE" }],
    ["PUT", `${inside}/pulls/1/reviews/2/dismissals`, { message: "x" }],
    ["PATCH", `${inside}/pulls/1`, { state: "open" }],
    ["PATCH", `${inside}/pulls/1`, { base: "main" }],
    [
      "POST",
      `${inside}/pulls`,
      { head: "main", base: "etna/x", title: "x", body: "x", draft: false },
    ],
    ["PUT", `${inside}/branches/main/protection`, {}],
    ["DELETE", `${inside}/branches/main/protection`, null],
    ["PUT", `${inside}/contents/x`, { content: "" }],
    ["PUT", `${inside}/actions/permissions`, {}],
    ["POST", `${inside}/actions/workflows/1/dispatches`, {}],
    ["POST", `${inside}/dispatches`, {}],
    ["PATCH", inside, { archived: true }],
    ["DELETE", inside, null],
    ["POST", "https://api.github.com/repos/ana/other/git/refs", { ref: "refs/heads/etna/x", sha }],
    ["GET", "https://api.github.com/repos/ana/shop-2/git/trees/x", null],
    ["GET", `${inside}/..%2fother/git/trees/x`, null],
    ["GET", "https://evil.example/repos/ana/shop/git/trees/x", null],
    ["POST", `${inside}/git/refs/../merges`, { ref: "refs/heads/etna/x", sha }],
    ["POST", `${inside}/git/refs?x=1`, { ref: "refs/heads/etna/x", sha }],
    ["POST", "https://api.github.com/graphql", { query: "mutation { x }", variables: {} }],
  ])("refuses %s %s %j", (method, url, body) => {
    expect(() => check(method, url, body)).toThrow(expect.objectContaining({ code: "forbidden" }));
  });

  it("refuses a known mutation for another branch, repository or effect", async () => {
    const {
      createCommitDocument,
      inspectDocument,
      noObject,
      openReviewDocument,
      updateRefsDocument,
    } = await import("#lib/platform/forge/github/graphql-documents.ts");
    const update = (name: string, afterOid: string, more = {}) => ({
      query: updateRefsDocument,
      variables: {
        input: { repositoryId: "R", refUpdates: [{ name, beforeOid: sha, afterOid, ...more }] },
      },
    });
    const commit = (repositoryNameWithOwner: string, branchName: string) => ({
      query: createCommitDocument,
      variables: {
        input: {
          branch: { repositoryNameWithOwner, branchName },
          expectedHeadOid: sha,
          message: { headline: "x", body: "" },
          fileChanges: { additions: [], deletions: [] },
        },
      },
    });
    const inspect = (owner: string, name: string) => ({
      query: inspectDocument,
      variables: { owner, name },
    });
    const open = (pull: object, said: object = {}) => ({
      query: openReviewDocument,
      variables: {
        pull: {
          ...{ repositoryId: "R", baseRefName: "main", headRefName: "etna/x" },
          ...{ title: "x", body: "", draft: false, maintainerCanModify: false, ...pull },
        },
        check: {
          ...{ repositoryId: "R", name: "Etna", headSha: sha, detailsUrl: "https://x.example" },
          ...{ status: "IN_PROGRESS", output: { title: "x", summary: "" }, ...said },
        },
      },
    });
    const url = "https://api.github.com/graphql";
    check("POST", url, inspect("ana", "shop"));
    check("POST", url, open({}));
    check("POST", url, update("refs/heads/etna/x", noObject));
    check("POST", url, update("refs/heads/etna/x", sha, { force: false }));
    check("POST", url, commit("ana/shop", "etna/x"));
    for (const body of [
      update("refs/heads/main", noObject),
      update("refs/heads/etna/x", sha),
      update("refs/heads/etna/x", noObject, { force: true }),
      update("refs/heads/etna/x", noObject, { force: false }),
      update("refs/heads/etna/x", sha, { force: true }),
      update("refs/heads/main", sha, { force: false }),
      update("refs/tags/etna/x", sha, { force: false }),
      commit("ana/other", "etna/x"),
      commit("ana/shop", "main"),
      inspect("ana", "other"),
      open({ headRefName: "main" }),
      open({ baseRefName: "etna/y" }),
      open({ maintainerCanModify: true }),
      open({ clientMutationId: "x" }),
      open({}, { name: "ci" }),
      open({}, { conclusion: "SUCCESS" }),
    ]) {
      expect(() => check("POST", url, body)).toThrow(
        expect.objectContaining({ code: "forbidden" }),
      );
    }
  });
});
