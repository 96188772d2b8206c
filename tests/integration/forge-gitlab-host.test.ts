import { describe, expect, it } from "vitest";
import { proposed, startSample } from "./forge-gitlab-helpers.ts";

async function sample() {
  const gitlab = await startSample();
  const { host } = gitlab.forge;
  if (host === null) throw new Error("There is no host.");
  return { ...gitlab, host, ...(await proposed(gitlab)) };
}

describe("what GitLab has besides git", () => {
  it("labels, asks reviewers and leaves out whom it does not know", async () => {
    const { host, review, change, repository } = await sample();
    await host.labelReview(review, ["security", "etna"]);
    await host.labelReview(review, ["security"]);
    expect([...change.labels]).toEqual(["security", "etna"]);
    expect([...repository.labels]).toEqual(["security", "etna"]);
    await expect(host.labelReview(review, ["a,b"])).rejects.toMatchObject({
      code: "invalid_input",
    });
    await host.requestReviewers(review, ["ben", "nobody"]);
    await host.requestReviewers(review, ["Ada", "ada"]);
    expect([...change.reviewers].sort()).toEqual(["ada", "ben"]);
  });

  it("says Etna's check once, and changes it", async () => {
    const { host, made, repository } = await sample();
    const check = {
      state: "pending",
      title: "Checking",
      summary: "",
      url: "https://etna.example/fixes/1",
    } as const;
    await host.setCheck(made.commit, check);
    await host.setCheck(made.commit, check);
    await host.setCheck(made.commit, { ...check, title: "Still checking" });
    await host.setCheck(made.commit, { ...check, state: "passed", title: "Fine" });
    await host.setCheck(made.commit, { ...check, state: "passed", title: "Fine" });
    expect(
      repository.checks.map(({ name, title, conclusion }) => [name, title, conclusion]),
    ).toEqual([["Etna", "Fine", "success"]]);
    await host.setCheck(made.commit, { ...check, state: "failed", title: "Not fine" });
    expect(repository.checks.at(-1)).toMatchObject({ title: "Not fine", conclusion: "failure" });
  });

  it("reads the newest pipeline of a commit", async () => {
    const { host, made, server, repository, people } = await sample();
    expect(await host.readCi(made.commit)).toEqual({ status: "none", jobs: [] });
    const run = (status: "running" | "failure" | "success") =>
      server.forge.runPipeline(
        repository,
        { sha: made.commit, branch: "etna/fix-1", status },
        people.ben,
      );
    run("running");
    expect(await host.readCi(made.commit)).toMatchObject({ status: "running" });
    const failed = run("failure");
    const report = await host.readCi(made.commit);
    const [job] = failed.jobs;
    expect(report).toMatchObject({
      status: "failed",
      jobs: [{ id: String(job?.id), name: "test", status: "failed" }],
    });
    run("success");
    expect(await host.readCi(made.commit)).toMatchObject({ status: "passed" });
  });

  it("takes a pipeline whose jobs are all over for done, though it waits for what Etna says", async () => {
    const { host, made, server, repository, people } = await sample();
    const about = { sha: made.commit, branch: "etna/fix-1", status: "running" } as const;
    const [job] = server.forge.runPipeline(repository, about, people.ben).jobs;
    job!.status = "success";
    expect(await host.readCi(made.commit)).toMatchObject({ status: "passed" });
    job!.status = "failure";
    expect(await host.readCi(made.commit)).toMatchObject({ status: "failed" });
    job!.status = "running";
    expect(await host.readCi(made.commit)).toMatchObject({ status: "running" });
  });

  it("reads the verdicts that stand, with the time where GitLab keeps one", async () => {
    const { host, review, change, server, repository, people } = await sample();
    expect(await host.listVerdicts(review)).toEqual([]);
    const at = 1_790_000_000_000;
    server.forge.nowMs = () => at;
    server.forge.review(repository, change, people.ben, "changes_requested");
    server.forge.review(repository, change, people.ada, "approved");
    const ada = { id: String(people.ada.id), name: "ada" };
    const approval = {
      id: `1/approved/${people.ada.id}/${at}`,
      by: ada,
      verdict: "approved",
      headCommit: null,
      at: new Date(at),
    };
    const wanted = [
      approval,
      {
        id: `1/changes_requested/${people.ben.id}`,
        by: { id: String(people.ben.id), name: "ben" },
        verdict: "changes_requested",
        headCommit: null,
        at: null,
      },
    ];
    expect(await host.listVerdicts(review)).toEqual(wanted);
    // Older versions leave the time out of the approval, and have it in a note of their own.
    server.settings.of(repository).tellsApprovalTime = false;
    expect(await host.listVerdicts(review)).toEqual(wanted);
    server.forge.comment(repository, change, people.ben, "approved this merge request");
    expect(await host.listVerdicts(review)).toEqual(wanted);
    change.reviews.at(-1)!.state = "dismissed";
    expect(await host.listVerdicts(review)).toEqual(wanted.slice(1));
  });

  it("reads comments over pages, since a moment, without what GitLab notes down itself", async () => {
    const { host, review, change, server, repository, people } = await sample();
    let now = 1_790_000_000_000;
    server.forge.nowMs = () => now;
    for (let i = 0; i < 130; i++) {
      now += 1000;
      server.forge.comment(repository, change, people.ben, `No ${i}`);
    }
    server.forge.review(repository, change, people.ada, "approved");
    const since = new Date(1_790_000_000_000 + 10_000);
    const found = await host.listComments(review, since);
    expect(found.map(({ body }) => body)).toEqual(
      Array.from({ length: 121 }, (_, i) => `No ${i + 9}`),
    );
    expect(found[0]).toMatchObject({ by: { name: "ben" }, at: since, edited: false });
    const last = change.comments.at(-1)!;
    last.editedAtMs = last.createdAtMs + 60_000;
    expect((await host.listComments(review, since)).at(-1)).toMatchObject({ edited: true });
    await host.comment(review, "Etna's words\n/merge\n");
    expect(change.comments.at(-1)?.body).toBe("Etna's words\n\\/merge");
    expect(change.state).toBe("open");
  });

  it("reads findings in the Ultimate tier, has none elsewhere, and takes no SARIF", async () => {
    const { host, made, server, repository } = await sample();
    const alert = {
      kind: "vulnerability",
      state: "open",
      tool: "semgrep",
      ruleId: "js.eval",
      severity: "high",
      cwe: "CWE-95",
      title: "Eval of input",
      path: "src/app.js",
      startLine: 2,
      endLine: 3,
      createdAtMs: 0,
    } as const;
    for (let number = 1; number <= 120; number++) repository.alerts.push({ ...alert, number });
    const dependency = { ecosystem: "gem", name: "rexml", range: "", fixedIn: "3.3.2" };
    repository.alerts.push(
      { ...alert, number: 121, state: "dismissed", dismissed: { reason: "used_in_tests" } },
      { ...alert, number: 122, dependency: { ...dependency, installed: "3.3.1" } },
      { ...alert, number: 123, state: "fixed" },
    );
    const { kind: _, state: __, createdAtMs: ___, ...rest } = alert;
    const [source] = await host.listAlerts();
    expect(source).toMatchObject({ name: "vulnerabilities", told: "all" });
    const { alerts: found } = source!;
    expect(found.length).toBe(122);
    const plain = { message: rest.title, explanation: null, dismissal: null, dependency: null };
    expect(found[0]).toEqual({ ...rest, ...plain, id: "vulnerabilities/1", url: null });
    expect(found[120]).toMatchObject({ dismissal: "used in tests" });
    expect(found[121]?.dependency).toMatchObject({
      package: "rexml",
      installed: "3.3.1",
      fixedIn: "3.3.2",
    });
    server.settings.of(repository).tier = "free";
    expect(await host.listAlerts()).toEqual([{ name: "vulnerabilities", told: "off", alerts: [] }]);
    await expect(host.uploadSarif(made.commit, "main", "{}")).rejects.toMatchObject({
      code: "precondition_failed",
    });
  });
});
