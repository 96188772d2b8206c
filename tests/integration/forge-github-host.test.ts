import { describe, expect, it } from "vitest";
import type { Alert } from "#samples/forge/state.ts";
import { githubSample, proposed, reviewRequest } from "./forge-github-helpers.ts";

describe("what GitHub has besides git", () => {
  it("takes words, labels and reviewers, and leaves out who is unknown", async () => {
    const sample = await githubSample();
    const { server, repository, forge } = sample;
    const { review, change } = await proposed(sample);
    const host = forge.host!;
    await host.updateReview(review, { title: "Better", body: "Words." });
    const before = server.requests.length;
    await host.updateReview(review, { title: "Better", body: "Words." });
    expect(server.requests.slice(before).map(({ method }) => method)).toEqual(["GET"]);
    expect(change).toMatchObject({ title: "Better", body: "Words." });
    for (let i = 0; i < 2; i++) {
      await host.labelReview(review, ["security", "etna"]);
      await host.requestReviewers(review, ["nobody", "ben", "acme/team"]);
    }
    expect([...change.labels]).toEqual(["security", "etna"]);
    expect([...change.reviewers]).toEqual(["ben"]);
    expect(repository.labels.has("security")).toBe(true);
  });

  it.each([{ kind: "app" }, { kind: "user" }] as const)(
    "says one thing of a commit under the name Etna, as %o",
    async ({ kind }) => {
      const sample = await githubSample();
      const { server, repository, ana, base } = sample;
      const own = server.forge.addToken({ user: ana, kind: "oauth", scopes: ["repo"] });
      const user = { kind: "user", token: async () => own.value } as const;
      const forge = await sample.open(kind === "user" ? user : {});
      const check = { title: "Looking", summary: "Soon.", url: "https://etna.example/1" };
      await forge.host!.setCheck(base, { state: "pending", ...check });
      for (let i = 0; i < 2; i++) {
        await forge.host!.setCheck(base, { state: "passed", ...check, title: "Fine" });
      }
      const said = repository.checks.filter(({ name }) => name === "Etna");
      expect(said.length).toBe(kind === "app" ? 1 : 2);
      expect(said.at(-1)).toMatchObject({
        kind: kind === "app" ? "check_run" : "status",
        conclusion: "success",
        title: "Fine",
      });
      expect(await forge.host!.readCi(base)).toEqual({ status: "none", jobs: [] });
    },
  );

  it("reads the customer's CI", async () => {
    const sample = await githubSample();
    const { server, repository, forge, ana, base } = sample;
    const run = (status: "running" | "failure" | "success") =>
      server.forge.runPipeline(repository, { sha: base, branch: "main", status }, ana);
    const host = forge.host!;
    run("success");
    expect(await host.readCi(base)).toMatchObject({ status: "passed" });
    run("failure");
    expect(await host.readCi(base)).toMatchObject({ status: "failed" });
    run("running");
    const report = await host.readCi(base);
    expect(report.status).toBe("running");
    expect(report.jobs.map(({ status }) => status)).toEqual(["passed", "failed", "running"]);
  });

  it("gives each person's last standing verdict, of those who may write", async () => {
    const sample = await githubSample({ isPrivate: false });
    const { server, repository, forge, ana, ben } = sample;
    const { made, review, change } = await proposed(sample);
    const stranger = server.forge.addUser("stranger");
    const bot = server.forge.addUser("helper[bot]", { kind: "bot" });
    repository.members.set("helper[bot]", "write");
    const host = forge.host!;
    expect(await host.listVerdicts(review)).toEqual([]);
    server.forge.review(repository, change, stranger, "approved");
    server.forge.review(repository, change, bot, "approved");
    server.forge.review(repository, change, ben, "changes_requested");
    server.forge.review(repository, change, ben, "approved");
    server.forge.review(repository, change, ben, "commented");
    const dropped = server.forge.review(repository, change, ana, "approved");
    dropped.state = "dismissed";
    const head = await server.forge.push(repository, change.headBranch, { x: "1\n" }, ben);
    expect(await host.listVerdicts(review)).toEqual([
      {
        id: String(change.reviews[3]!.id),
        by: { id: String(ben.id), name: "ben" },
        verdict: "approved",
        headCommit: made.commit,
        at: expect.any(Date) as Date,
      },
    ]);
    for (let i = 0; i < 120; i++) server.forge.review(repository, change, ben, "commented");
    server.forge.review(repository, change, ben, "changes_requested");
    expect(await host.listVerdicts(review)).toMatchObject([
      { verdict: "changes_requested", headCommit: head },
    ]);
    expect(() => server.forge.review(repository, change, change.author, "approved")).toThrow("own");
  });

  it("says a comment once, and reads all pages of what others say", async () => {
    const sample = await githubSample();
    const { server, repository, forge, ben } = sample;
    const { review, change } = await proposed(sample);
    const host = forge.host!;
    server.faults.push({
      kind: "reset",
      method: "POST",
      target: /comments/,
      when: "after",
      times: 1,
    });
    await expect(host.comment(review, "Hello.")).rejects.toMatchObject({ code: "unavailable" });
    await host.comment(review, "Hello.");
    expect(change.comments.map(({ body }) => body)).toEqual(["Hello."]);
    for (let i = 0; i < 150; i++) server.forge.comment(repository, change, ben, `n${i}`);
    const said = await host.listComments(review, new Date(0));
    expect(said.length).toBe(151);
    expect(said.at(-1)).toMatchObject({ body: "n149", by: { id: String(ben.id), name: "ben" } });
    expect(await host.listComments(review, new Date(Date.now() + 60_000))).toEqual([]);
  });

  it("lists the alerts of its scanners without any secret, and hands findings over", async () => {
    const sample = await githubSample();
    const { server, repository, forge, base } = sample;
    const about: Omit<Alert, "number" | "kind"> = {
      state: "open",
      tool: "CodeQL",
      ruleId: "js/xss",
      severity: "high",
      cwe: "CWE-79",
      title: "XSS",
      path: "src/app.js",
      startLine: 2,
      endLine: 3,
      createdAtMs: 1,
    };
    const ended = (reason: string, comment?: string) =>
      ({ state: "dismissed", dismissed: { reason, ...(comment && { comment }) } }) as const;
    const range = "< 4.17.21";
    const dependency = { ecosystem: "npm", name: "lodash", range, fixedIn: "4.17.21" };
    for (let number = 1; number <= 130; number++) {
      repository.alerts.push({ number, kind: "code_scanning", ...about });
    }
    repository.alerts.push(
      {
        number: 1,
        kind: "dependabot",
        ...about,
        ruleId: "GHSA-1",
        path: "package-lock.json",
        dependency,
      },
      { number: 1, kind: "secret_scanning", ...about, ruleId: "aws_key" },
      { number: 2, kind: "secret_scanning", ...about, ...ended("used_in_tests") },
      { number: 3, kind: "secret_scanning", ...about, ...ended("revoked") },
      { number: 131, kind: "code_scanning", ...about, ...ended("won't fix", "Old code") },
      { number: 132, kind: "code_scanning", ...about, state: "fixed" },
    );
    const host = forge.host!;
    const [code, dependabot, secrets] = await host.listAlerts();
    expect([code, dependabot, secrets]).toMatchObject([
      { name: "code-scanning", told: "all" },
      { name: "dependabot", told: "all" },
      { name: "secret-scanning", told: "all" },
    ]);
    expect(code!.alerts.length).toBe(131);
    expect(code!.alerts[130]).toMatchObject({ dismissal: "won't fix: Old code" });
    expect(dependabot!.alerts).toMatchObject([
      { dependency: { package: "lodash", vulnerableRange: "< 4.17.21", fixedIn: "4.17.21" } },
    ]);
    expect(secrets!.alerts).toMatchObject([{ cwe: "CWE-798" }, { dismissal: "used in tests" }]);
    expect(code!.alerts[0]).toEqual({
      ...{ id: "code-scanning/1", tool: "CodeQL", ruleId: "js/xss", severity: "high" },
      ...{ cwe: "CWE-79", title: "XSS", path: "src/app.js", startLine: 2, endLine: 3 },
      url: `${server.url}/ana/shop/security/code-scanning/1`,
      ...{ message: "XSS", explanation: null, dismissal: null, dependency: null },
    });
    const told = server.answers.filter(({ path }) => path.includes("secret-scanning"));
    expect(JSON.stringify(told)).not.toContain("secret of alert");
    const sarif = JSON.stringify({ version: "2.1.0", runs: [] });
    await host.uploadSarif(base, "main", sarif);
    expect(repository.uploadedSarif).toEqual([{ commit: base, ref: "refs/heads/main", sarif }]);
    server.world.scansCode = false;
    expect((await host.listAlerts()).map(({ told, alerts }) => [told, alerts.length])).toEqual([
      ["off", 0],
      ["all", 1],
      ["all", 2],
    ]);
    await expect(host.uploadSarif(base, "main", sarif)).rejects.toMatchObject({
      code: "precondition_failed",
    });
  });
});

describe("a pull request as people see it", () => {
  it("shows what is proposed as text, and its buttons do what they say", async () => {
    const sample = await githubSample();
    const { server, repository, forge } = sample;
    await forge.commitToBranch({
      ...{ branch: reviewRequest.branch, baseCommit: sample.base, message: "<b>Run</b>" },
      changes: [{ path: "x.html", before: null, after: "<script>alert(1)</script>\n" }],
      unixSeconds: 1_790_000_000,
    });
    const review = await forge.openReview({ ...reviewRequest, title: "<i>Fix</i>", draft: true });
    const change = repository.changes.get(1)!;
    const page = `${review.url}?as=ben`;
    const shown = await (await fetch(page)).text();
    expect(shown).toContain("&lt;script&gt;alert(1)");
    expect(shown).toContain("<title>&lt;i&gt;Fix&lt;/i&gt; #1</title>");
    expect(shown).not.toContain("<script>");
    const press = async (as: string, button: string) => {
      const body = new URLSearchParams({ as, press: button, body: "Words." });
      return (await fetch(review.url!, { method: "POST", body, redirect: "manual" })).status;
    };
    expect(await press("ben", "Approve")).toBe(303);
    expect(await press("ben", "Comment")).toBe(303);
    expect(await press("ben", "squash")).toBe(422);
    await forge.host!.readyReview(review);
    server.forge.addUser("stranger");
    expect(await press("stranger", "squash")).toBe(422);
    expect(await press("ben", "squash")).toBe(303);
    expect(change).toMatchObject({ state: "merged" });
    expect(await forge.inspectReview(review)).toMatchObject({ status: "merged" });
  });
});
