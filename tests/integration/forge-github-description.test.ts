import { describe, expect, it } from "vitest";
import { branch, githubSample, request, reviewRequest } from "./forge-github-helpers.ts";
import { hasDescription, openDescription } from "./forge-github-schema.ts";

describe("the GitHub that these tests meet", () => {
  it.skipIf(!hasDescription)("answers as GitHub's own description says", async () => {
    const sample = await githubSample({ isPrivate: false });
    const { server, repository, app, installation, forge, ana, ben, base, token } = sample;
    const host = forge.host!;
    repository.alerts.push(
      ...(["code_scanning", "dependabot", "secret_scanning"] as const).map((kind) => ({
        ...({ number: 1, kind, state: "open", tool: "t", ruleId: "r", severity: "high" } as const),
        ...{ cwe: "CWE-79", title: "x", path: "a", startLine: 1, endLine: 1, createdAtMs: 1 },
      })),
    );
    const { headCommit } = await forge.inspectRepository();
    const snapshot = await forge.snapshot(headCommit);
    await snapshot.read("README.md");
    const made = await forge.commitToBranch(request(base));
    await forge.commitToBranch(request(base));
    const review = await forge.openReview({ ...reviewRequest, draft: true });
    await forge.openReview(reviewRequest);
    await host.readyReview(review);
    await forge.inspectReview(review);
    await host.labelReview(review, ["security"]);
    await host.requestReviewers(review, ["ben", "nobody"]);
    const check = { title: "t", summary: "s", url: "https://etna.example/1" };
    await host.setCheck(made.commit, { state: "pending", ...check });
    await host.setCheck(made.commit, { state: "passed", ...check });
    server.forge.runPipeline(
      repository,
      { sha: made.commit, branch, status: "failure", log: "not ok" },
      ana,
    );
    await host.readCi(made.commit);
    await host.readFailingLog(made.commit);
    Object.assign(token, { grants: { ...token.grants, actions: undefined } });
    await host.readFailingLog(made.commit);
    const change = repository.changes.get(1)!;
    server.forge.review(repository, change, ben, "approved");
    await host.listVerdicts(review);
    await host.comment(review, "Hello.");
    await host.listComments(review, new Date(0));
    const issue = server.forge.openIssue(repository, ben, "It breaks");
    server.forge.comment(repository, issue, ben, "/etna fix it");
    await host.readIssueComment(issue.number, String(issue.comments[0]!.id));
    await host.commentOnIssue(issue.number, "Done.");
    await host.listAlerts();
    await host.uploadSarif(base, "main", "{}");
    const person = server.forge.addToken({ user: ana, kind: "oauth", scopes: ["repo"] });
    const own = await sample.open({ kind: "user", token: async () => person.value });
    await own.host!.setCheck(made.commit, { state: "passed", ...check });
    const get = (path: string, by = token.value, method = "GET", body?: object) =>
      fetch(server.apiUrl + path, {
        method,
        headers: { authorization: `Bearer ${by}` },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
    const inside = "/repos/ana/shop";
    for (const path of ["/files", "/commits", "/reviews"]) await get(`${inside}/pulls/1${path}`);
    for (const path of ["/user", "/user/repos", "/user/installations"])
      await get(path, person.value);
    await get("/installation/repositories");
    await get(`${inside}/pulls/99`);
    await get("/user", "nobody");
    await get(`${inside}/commits/main`);
    await get(`${inside}/git/refs`, token.value, "POST", {
      ref: `refs/heads/${branch}`,
      sha: base,
    });
    await get(`${inside}/pulls/1/reviews`, person.value, "POST", { event: "COMMENT", body: "x" });
    await get(`${inside}/pulls/1/merge`, person.value, "PUT", { merge_method: "squash" });
    await forge.inspectReview(review);
    await forge.closeReview(review, made.commit);
    expect(app.id).toBe(installation.appId);

    const compare = openDescription();
    const results = server.answers.map((answer) => compare(answer));
    expect(results.filter((wrong) => wrong !== null && wrong !== "")).toEqual([]);
    expect(results.filter((right) => right === null).length).toBeGreaterThan(40);
    const placed = new Set(
      server.answers
        .filter((answer) => compare(answer) === null)
        .map(({ method, path }) => `${method} ${path}`),
    );
    expect(placed.size).toBeGreaterThan(25);
  });
});
