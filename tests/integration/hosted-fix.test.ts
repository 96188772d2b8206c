import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Worker } from "#lib/platform/jobs/index.ts";
import type { Change } from "#samples/forge/state.ts";
import { type ForgeWorld, openForgeWorld } from "../support/forge-world.ts";
import {
  type HostedRepository,
  hostedProject,
  hostedRepository,
} from "../support/hosted-repository.ts";
import { endOfRun, faultyFiles, openTeam, seen, type Team } from "../support/team.ts";
import { eventually } from "../support/world.ts";

let w: ForgeWorld;
let worker: Worker;
let team: Team;

const workflow = { ".github/workflows/ci.yml": "on: push\n", ".gitlab-ci.yml": "test: {}\n" };

beforeAll(async () => {
  w = await openForgeWorld();
  team = await openTeam(w.world, w.s, "Hosted House");
  w.github.sendsHooks = false;
  w.gitlab.sendsHooks = false;
  const { startWorker } = await import("#lib/platform/jobs/index.ts");
  const { scanWorkflow, fixWorkflow } = w.s.runs;
  worker = await startWorker({ workflows: [scanWorkflow, fixWorkflow, w.s.fixes.signWorkflow] });
});

afterAll(async () => {
  await worker?.stop();
  await w?.close();
});

const forges = { github: hostedRepository, gitlab: hostedProject } as const;
type Kind = keyof typeof forges;
let count = 0;

/** A connected repository with one fault that was found in it. */
async function faulty(kind: Kind, more: Readonly<Record<string, string>> = {}) {
  count += 1;
  const at = await forges[kind](w, team, `fix-${count}`, { ...faultyFiles(1), ...more });
  const scan = await w.s.runs.startScan(team.as("owner"), team.organizationId, at.repositoryId);
  expect(await endOfRun(w.s, team.organizationId, scan.id)).toMatchObject({ state: "succeeded" });
  const [finding] = await w.s.findings.listFindings(team.organizationId, {
    repositoryId: at.repositoryId,
    limit: 5,
  });
  return { at, findingId: finding!.id };
}

async function fixed({ at, findingId }: Awaited<ReturnType<typeof faulty>>) {
  const started = await w.s.runs.startFix(team.as("developer"), team.organizationId, findingId);
  const run = await endOfRun(w.s, team.organizationId, started.id);
  expect(run, run.outcome ?? "").toMatchObject({ state: "succeeded" });
  const change = [...at.repository.changes.values()].at(-1)!;
  return { run, id: run.fixId!, change, at };
}

async function read(id: string) {
  return (await w.s.fixes.getFix(team.organizationId, id))!;
}

async function follow(id: string) {
  await w.s.fixes.followReview(team.organizationId, id);
  return await read(id);
}

function ci(at: HostedRepository, sha: string, status: "running" | "success" | "failure") {
  at.forge.runPipeline(at.repository, { sha, branch: "x", status }, at.owner);
}

/** What Etna says of a commit on the forge now. */
function said(at: HostedRepository, sha: string) {
  const own = at.repository.checks.filter((check) => check.name === "Etna" && check.sha === sha);
  const last = own.at(-1);
  return last && { title: last.title, conclusion: last.conclusion, url: last.detailsUrl };
}

function ciLine(fix: Awaited<ReturnType<typeof read>>) {
  return fix.checks.find(({ id }) => id === "customer_ci");
}

/** The description of a review as the forge has it. */
const bodyOf = (change: Change) => change.body;

describe.each(["github", "gitlab"] as const)("a fix on %s", (kind) => {
  it("goes from the snapshot over draft, CI, approval and signature to a noticed merge", async () => {
    const { run, id, change, at } = await fixed(await faulty(kind, workflow));
    expect(run.outcome).toBe("Opened a draft. It becomes ready when your CI is done.");
    expect(change).toMatchObject({
      draft: true,
      state: "open",
      headBranch: (await read(id)).branch,
    });
    expect([...change.labels]).toEqual(["etna"]);
    expect(bodyOf(change)).toContain(`${w.url}/o/${team.slug}/fixes/${id}`);
    expect(bodyOf(change)).toContain("Your CI is at work");
    const page = `${w.url}/o/${team.slug}/fixes/${id}`;
    expect(said(at, change.headSha)).toMatchObject({ title: "Waits for your CI", url: page });
    const before = await w.s.fixes.countFixesToReview(team.organizationId);

    ci(at, change.headSha, "running");
    expect(await follow(id)).toMatchObject({ ciState: "waiting", draft: true });
    expect(change.draft).toBe(true);
    at.repository.pipelines.length = 0;
    ci(at, change.headSha, "success");
    const green = await follow(id);
    expect(green).toMatchObject({ ciState: "passed", draft: false, state: "proposed" });
    expect(ciLine(green)).toMatchObject({
      outcome: "passed",
      summary: "1 job passed. Not known on base",
    });
    expect(change.draft).toBe(false);
    expect(bodyOf(change)).toContain("1 job passed");
    expect(await w.s.fixes.countFixesToReview(team.organizationId)).toBe(before + 1);

    await w.s.fixes.approveFix(team.as("approver"), team.organizationId, id, seen(green));
    const signed = await eventually("the word that it is signed", async () =>
      said(at, change.headSha)?.conclusion === "success" ? read(id) : null,
    );
    expect(signed.state).toBe("signed");
    expect(said(at, change.headSha)).toEqual({
      title: "Approved and signed",
      conclusion: "success",
      url: `${w.url}/verify/${id}`,
    });

    const merged = await at.forge.merge(at.repository, change, at.owner, "merge");
    expect(await follow(id)).toMatchObject({ state: "merged", mergedCommit: merged });
    expect([...(await at.repository.git.branches()).keys()]).toEqual(["main"]);
  });

  it.each(["squash", "rebase"] as const)("is noticed when it was merged by %s", async (method) => {
    // GitLab knows no such button: who rebases there, merges afterwards.
    const how = kind === "gitlab" && method === "rebase" ? "fast_forward" : method;
    const { id, change, at } = await fixed(await faulty(kind));
    const merged = await at.forge.merge(at.repository, change, at.owner, how);
    expect(await follow(id)).toMatchObject({ state: "merged", mergedCommit: merged });
    expect([...(await at.repository.git.branches()).keys()]).toEqual(["main"]);
  });

  it("of a repository without CI is ready at once, and says so", async () => {
    const { run, id, change, at } = await fixed(await faulty(kind));
    expect(run.outcome).toBe("Proposed a fix. A person decides.");
    expect(change.draft).toBe(false);
    const fix = await read(id);
    expect(ciLine(fix)).toMatchObject({ outcome: "not_run", summary: "This repository has no CI" });
    expect(said(at, change.headSha)).toMatchObject({ title: "Waits for a person" });
  });

  it("waits for CI that only reports on the base commit", async () => {
    const place = await faulty(kind);
    const base = (await place.at.repository.git.resolve("refs/heads/main"))!;
    ci(place.at, base, "success");
    const { id, change, at } = await fixed(place);
    expect(change.draft).toBe(true);
    ci(at, change.headSha, "success");
    expect(ciLine(await follow(id))).toMatchObject({ summary: "1 job passed. Green on base" });
  });

  it("whose CI is red stays a draft where the base is green, until it is green", async () => {
    const place = await faulty(kind, workflow);
    const base = (await place.at.repository.git.resolve("refs/heads/main"))!;
    ci(place.at, base, "success");
    const { id, change, at } = await fixed(place);
    ci(at, change.headSha, "failure");
    const red = await follow(id);
    expect(red).toMatchObject({ state: "proposed", ciState: "failed", draft: true });
    expect(ciLine(red)).toMatchObject({
      outcome: "failed",
      summary: "0 jobs passed, 1 failed. Green on base",
    });
    expect(change.draft).toBe(true);
    expect(bodyOf(change)).toContain("**Failed**");
    if (kind === "github") {
      expect(said(at, change.headSha)).toMatchObject({
        title: "Your CI failed. A person decides",
        conclusion: null,
      });
    }
    at.repository.pipelines.length = 0;
    ci(at, change.headSha, "success");
    expect(await follow(id)).toMatchObject({ ciState: "passed", draft: false });
    expect(change.draft).toBe(false);
  });

  it("whose CI was red before is asked about all the same, and may be approved", async () => {
    const place = await faulty(kind, workflow);
    const base = (await place.at.repository.git.resolve("refs/heads/main"))!;
    ci(place.at, base, "failure");
    const { id, change, at } = await fixed(place);
    ci(at, change.headSha, "failure");
    const fix = await follow(id);
    expect(fix).toMatchObject({ ciState: "failed_before", draft: false });
    expect(ciLine(fix)?.summary).toBe(
      "0 jobs passed, 1 failed. Red on base as well: 0 jobs passed, 1 failed",
    );
    expect(change.draft).toBe(false);
    await w.s.fixes.approveFix(team.as("approver"), team.organizationId, id, seen(fix));
  });

  it("whose CI never reports is asked about after an hour", async () => {
    const { id, change } = await fixed(await faulty(kind, workflow));
    expect(await follow(id)).toMatchObject({ ciState: "waiting", draft: true });
    await w.world.database.query(
      "UPDATE fixes SET head_since = head_since - interval '61 minutes' WHERE id = $1",
      [id],
    );
    const fix = await follow(id);
    expect(fix).toMatchObject({ ciState: "unreported", draft: false });
    expect(ciLine(fix)).toMatchObject({
      outcome: "not_run",
      summary: "Your CI did not report within 60 minutes",
    });
    expect(change.draft).toBe(false);
  });

  it("starts over with a new head, and says so of that one", async () => {
    const { id, change, at } = await fixed(await faulty(kind, workflow));
    ci(at, change.headSha, "success");
    const first = await follow(id);
    expect(first.ciState).toBe("passed");
    const text = "import yaml\n\n\ndef read_01(sheet):\n    return yaml.safe_load(sheet)  # safe\n";
    await at.forge.push(at.repository, first.branch, { "src/sheet-01.py": text }, at.owner);
    const second = await follow(id);
    expect(second).toMatchObject({ ciState: "waiting", state: "proposed" });
    expect(second.headCommit).toBe(change.headSha);
    expect(ciLine(second)?.summary).toBe("Your CI is at work");
    expect(said(at, change.headSha)).toMatchObject({ title: "Waits for your CI" });
    ci(at, change.headSha, "success");
    expect((await follow(id)).ciState).toBe("passed");
  });

  it("that a person closes is closed, and comes again only under the next name", async () => {
    const place = await faulty(kind);
    const { id, change, at } = await fixed(place);
    const { branch } = await read(id);
    at.forge.closeChange(at.repository, change, at.owner);
    const closed = await follow(id);
    expect(closed).toMatchObject({ state: "closed" });
    expect(closed.closedReason).toContain("closed on the forge");
    expect(await at.repository.git.resolve(`refs/heads/${branch}`)).toBeNull();
    const again = await fixed(place);
    expect(again.change.number).not.toBe(change.number);
    expect((await read(again.id)).branch).toBe(`${branch}-2`);
    expect(change.state).toBe("closed");
  });

  it("keeps the branch of a closed review where others have put commits", async () => {
    const { id, change, at } = await fixed(await faulty(kind));
    const { branch } = await read(id);
    const theirs = await at.forge.push(at.repository, branch, { "more.py": "x = 1\n" }, at.owner);
    at.forge.closeChange(at.repository, change, at.owner);
    expect((await follow(id)).state).toBe("closed");
    expect(await at.repository.git.resolve(`refs/heads/${branch}`)).toBe(theirs);
  });

  it("that is rejected says why once, and by whom only where names are shown", async () => {
    const { id, change, at } = await fixed(await faulty(kind));
    await w.s.fixes.rejectFix(
      team.as("approver"),
      team.organizationId,
      id,
      "We use @team's #1 fork.",
    );
    expect(change.state).toBe("closed");
    const words = change.comments.map(({ body }) => body).join("\n");
    expect(words).toContain("Declined by a person: We use @\u200bteam's \\#\u200b1 fork.");
    expect(said(at, change.headSha)).toMatchObject({
      title: "Declined by a person",
      conclusion: "failure",
    });
    const before = change.comments.length;
    await w.s.fixes.sweepReviews(async () => undefined);
    expect(change.comments.length).toBe(before);
  });

  it("costs nothing to say twice", async () => {
    const { id, change } = await fixed(await faulty(kind));
    await follow(id);
    const server = w[kind];
    const from = server.requests.length;
    await follow(id);
    const writes = server.requests.slice(from).filter(({ method, target }) => {
      return method !== "GET" && !/graphql|access_tokens/.test(target);
    });
    expect(writes).toEqual([]);
    expect(change.comments).toEqual([]);
  });
});

describe.each(["github", "gitlab"] as const)(
  "a fix on %s that conflicts with its target",
  (kind) => {
    const path = "src/sheet-01.py";
    const fault = "return yaml.load(sheet, Loader=yaml.Loader)";
    /** The fault's own line stays, so the finding does; the lines beside it are not what they were. */
    const beside = (text: string) => `import yaml\n\n\ndef read_01(sheet):\n    ${text}\n`;

    async function conflicting(text: string) {
      const place = await faulty(kind);
      const made = await fixed(place);
      await place.at.forge.push(
        place.at.repository,
        "main",
        { [path]: beside(text) },
        place.at.owner,
      );
      const fix = await follow(made.id);
      expect(fix.conflicted).toBe(true);
      return { ...made, place, fix };
    }

    async function remade() {
      await w.s.runs.remakeConflicted();
      await w.s.runs.remakeConflicted();
      const [run] = await w.s.runs.listRuns(team.organizationId, { kind: "fix", limit: 1 });
      return await endOfRun(w.s, team.organizationId, run!.id);
    }

    it("is made anew once on what the target has become, and the old review names the new one", async () => {
      const old = await conflicting(`${fault}\n    # kept`);
      const run = await remade();
      expect(run, run.outcome ?? "").toMatchObject({
        state: "succeeded",
        findingId: old.place.findingId,
      });
      const { repository, forge, owner } = old.at;
      expect([...repository.changes.keys()]).toHaveLength(2);
      const next = [...repository.changes.values()].at(-1)!;
      const fresh = await read(run.fixId!);
      expect(fresh).toMatchObject({ state: "proposed", branch: `${old.fix.branch}-2` });
      const closed = await read(old.id);
      expect(closed).toMatchObject({ state: "closed" });
      expect(closed.closedReason).toContain(`${old.fix.branch}-2`);
      expect(old.change.state).toBe("closed");
      expect(old.change.comments.map(({ body }) => body).join()).toContain(fresh.reviewUrl);
      expect(await repository.git.resolve(`refs/heads/${old.fix.branch}`)).toBeNull();

      await forge.push(repository, "main", { [path]: beside(`${fault}\n    # other`) }, owner);
      expect((await follow(fresh.id)).conflicted).toBe(true);
      await w.s.runs.remakeConflicted();
      expect([...repository.changes.keys()]).toHaveLength(2);
      expect(next.state).toBe("open");
    });

    it("is closed with why where it is no longer proven there", async () => {
      const old = await conflicting("return yaml.safe_load(sheet.strip())");
      expect(await remade()).toMatchObject({ state: "failed" });
      const closed = await read(old.id);
      expect(closed).toMatchObject({ state: "closed" });
      expect(closed.closedReason).toContain("The finding is gone");
      expect(old.change.state).toBe("closed");
      expect(old.change.comments.map(({ body }) => body).join()).toContain("cannot be made anew");
      expect([...old.at.repository.changes.keys()]).toHaveLength(1);
    });

    it("is left to people who approved it, or put commits on it", async () => {
      const runs = await w.s.runs.listRuns(team.organizationId, { limit: 200 });
      const place = await faulty(kind);
      const { id, at } = await fixed(place);
      const { branch } = await read(id);
      await at.forge.push(at.repository, branch, { "more.py": "x = 1\n" }, at.owner);
      await at.forge.push(
        at.repository,
        "main",
        { [path]: beside("return yaml.load(sheet, Loader=yaml.UnsafeLoader)") },
        at.owner,
      );
      expect(await follow(id)).toMatchObject({ conflicted: true, state: "proposed" });
      await w.s.runs.remakeConflicted();
      const now = await w.s.runs.listRuns(team.organizationId, { limit: 200 });
      expect(now.length).toBe(runs.length + 2);
      expect([...at.repository.changes.keys()]).toHaveLength(1);
    });
  },
);

describe("the owners of the code on GitLab", () => {
  const owners = "* @nobody-there\n*.py @ana-owns @ben-owns @unknown-owns\n";

  it("are asked by the file of the base commit, as soon as the review is ready", async () => {
    const place = await faulty("gitlab", { ...workflow, CODEOWNERS: owners });
    const { at } = place;
    for (const login of ["ana-owns", "ben-owns"]) {
      at.forge.addUser(login);
      at.repository.members.set(login, "write");
    }
    const { id, change } = await fixed(place);
    expect([...change.reviewers]).toEqual([]);
    ci(at, change.headSha, "success");
    await follow(id);
    expect([...change.reviewers].sort()).toEqual(["ana-owns", "ben-owns"]);
  });

  it("are asked by GitHub itself, so nobody asks twice", async () => {
    const place = await faulty("github", { CODEOWNERS: owners });
    const from = w.github.requests.length;
    await fixed(place);
    const targets = w.github.requests.slice(from).map(({ target }) => target);
    expect(targets.filter((target) => target.includes("requested_reviewers"))).toEqual([]);
  });
});

describe("the calls of a run on GitHub", () => {
  it("are at most nine with a person's token", async () => {
    count += 1;
    const { forge, url: host } = w.github;
    const owner = forge.addUser(`person-${count}`);
    const files = faultyFiles(1);
    const repository = await forge.addRepository({ owner, name: `own-${count}`, files });
    const { value: token } = forge.addToken({ user: owner, kind: "personal", scopes: ["repo"] });
    const { organizationId } = team;
    const admin = team.as("admin");
    const request = { kind: "github", host, token } as const;
    const { id } = await w.s.connections.connectWithToken(admin, organizationId, request);
    const connect = w.s.repositories.connectHostedRepositories;
    const [made] = await connect(admin, organizationId, id, [String(repository.id)]);
    const scan = await w.s.runs.startScan(admin, organizationId, made!.id);
    await endOfRun(w.s, organizationId, scan.id);
    const [finding] = await w.s.findings.listFindings(organizationId, {
      repositoryId: made!.id,
      limit: 1,
    });
    const from = w.github.requests.length;
    const started = await w.s.runs.startFix(admin, organizationId, finding!.id);
    const run = await endOfRun(w.s, organizationId, started.id);
    expect(run, run.outcome ?? "").toMatchObject({ state: "succeeded" });
    expect(w.github.requests.length - from).toBeLessThanOrEqual(9);
    const [change] = repository.changes.values();
    expect(change).toMatchObject({ draft: false });
    expect([...change!.labels]).toEqual(["etna"]);
    const check = repository.checks.find(({ sha }) => sha === change!.headSha);
    expect(check).toMatchObject({ kind: "status", title: "Waits for a person" });
  });

  it("are at most nine from the snapshot to the ready pull request, the token included", async () => {
    const place = await faulty("github");
    const from = w.github.requests.length;
    const { change } = await fixed(place);
    const calls = w.github.requests.slice(from).map(({ method, target }) => `${method} ${target}`);
    expect(calls.length, calls.join("\n")).toBeLessThanOrEqual(9);
    expect(change.draft).toBe(false);
  });
});
