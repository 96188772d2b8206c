import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Worker } from "#lib/platform/jobs/index.ts";
import type { User } from "#samples/forge/state.ts";
import { type ForgeWorld, openForgeWorld } from "../support/forge-world.ts";
import {
  type HostedRepository,
  hostedProject,
  hostedRepository,
  linkAccount,
  proposedThere,
} from "../support/hosted-repository.ts";
import { endOfRun, faultyFiles, openTeam, type Team } from "../support/team.ts";
import { eventually } from "../support/world.ts";

let w: ForgeWorld;
let team: Team;
let at: HostedRepository;
let approver: User;
let owner: User;

beforeAll(async () => {
  w = await openForgeWorld();
  team = await openTeam(w.world, w.s, "Review House");
  at = await hostedRepository(w, team, "shop", faultyFiles(1));
  approver = w.github.forge.addUser("grace");
  owner = w.github.forge.addUser("olga");
  for (const { login } of [approver, owner]) at.repository.members.set(login, "write");
  await linkAccount(w, team.people.approver, approver, at.issuer);
  await linkAccount(w, team.people.owner, owner, at.issuer);
  w.github.sendsHooks = false;
});

afterAll(() => w?.close());

const policy = (change: Parameters<typeof w.s.organizations.updateFixPolicy>[2]) =>
  w.s.organizations.updateFixPolicy(team.as("admin"), team.organizationId, change);

type Fix = Awaited<ReturnType<typeof proposedThere>>;

function approve(fix: Fix, by: User, there = at): void {
  there.forge.review(there.repository, fix.change, by, "approved");
}

async function follow(fix: Fix) {
  await w.s.fixes.followReview(team.organizationId, fix.id);
  return (await w.s.fixes.getFix(team.organizationId, fix.id))?.state;
}

async function approvals(fix: Fix) {
  return await w.world.database.query(
    `SELECT user_id, place, policy, head_commit, voided_at IS NULL AS stands
     FROM approvals WHERE fix_id = $1 ORDER BY approved_at`,
    [fix.id],
  );
}

describe("a review that was approved on GitHub", () => {
  it("counts for nothing until the organization lets it count", async () => {
    await policy({ approvalOnForge: false });
    const fix = await proposedThere(w, at);
    approve(fix, approver);
    expect(await follow(fix)).toBe("proposed");
    await policy({ approvalOnForge: true });
    expect(await follow(fix)).toBe("approved");
    expect(await approvals(fix)).toMatchObject([
      {
        user_id: team.people.approver,
        place: "forge",
        policy: "One member with the role approver",
        head_commit: fix.headCommit,
      },
    ]);
  });

  it("by nobody that Etna knows is no approval, and another's still counts", async () => {
    const fix = await proposedThere(w, at);
    const mallory = w.github.forge.addUser("mallory");
    at.repository.members.set("mallory", "write");
    approve(fix, mallory);
    expect(await follow(fix)).toBe("proposed");
    approve(fix, approver);
    expect(await follow(fix)).toBe("approved");
  });

  it("by whoever started the run does not count where four eyes are asked for", async () => {
    await policy({ fourEyes: true });
    const fix = await proposedThere(w, at);
    approve(fix, owner);
    expect(await follow(fix)).toBe("proposed");
    approve(fix, approver);
    expect(await follow(fix)).toBe("approved");
    expect((await approvals(fix))[0]?.policy).toContain("did not start the run");
    await policy({ fourEyes: false });
  });

  it("does not count where the approver's own signature is asked for, and the check says why", async () => {
    await policy({ signedApprovals: true });
    const fix = await proposedThere(w, at);
    approve(fix, approver);
    expect(await follow(fix)).toBe("proposed");
    expect(await approvals(fix)).toEqual([]);
    const said = at.repository.checks.findLast(({ sha }) => sha === fix.headCommit);
    expect(JSON.stringify(said)).toContain("no passkey signs it");
    await policy({ signedApprovals: false });
    expect(await follow(fix)).toBe("approved");
  });

  it("is voided by a new commit, and the old review does not count for that one", async () => {
    const fix = await proposedThere(w, at);
    approve(fix, approver);
    expect(await follow(fix)).toBe("approved");
    await w.github.forge.push(at.repository, fix.branch, { "more.txt": "more\n" }, owner);
    expect(await follow(fix)).toBe("proposed");
    expect(await follow(fix)).toBe("proposed");
    expect(await approvals(fix)).toMatchObject([{ stands: false }]);
    approve(fix, approver);
    expect(await follow(fix)).toBe("approved");
    expect((await approvals(fix)).map(({ stands }) => stands)).toEqual([false, true]);
  });
});

describe("a merge request that was approved on GitLab", () => {
  it("counts where it was approved after Etna knew its head, for GitLab does not name one", async () => {
    await policy({ approvalOnForge: true });
    const there = await hostedProject(w, team, "api", faultyFiles(1));
    const gina = there.forge.addUser("gina");
    there.repository.members.set("gina", "write");
    await linkAccount(w, team.people.admin, gina, there.issuer);
    const early = await proposedThere(w, there);
    approve(early, gina, there);
    await w.world.database.query(
      "UPDATE fixes SET head_since = now() + interval '1 minute' WHERE id = $1",
      [early.id],
    );
    expect(await follow(early)).toBe("proposed");
    const fix = await proposedThere(w, there);
    approve(fix, gina, there);
    expect(await follow(fix)).toBe("approved");
    await there.forge.push(there.repository, fix.branch, { "more.txt": "more\n" }, there.owner);
    expect(await follow(fix)).toBe("proposed");
    expect(await follow(fix)).toBe("proposed");
    expect(await approvals(fix)).toMatchObject([{ place: "forge", stands: false }]);
  });
});

describe("the whole way on GitHub", () => {
  let worker: Worker | undefined;
  afterAll(() => worker?.stop());

  it("scans, proposes a pull request, hears of its approval, signs it and notices the merge", async () => {
    const { startWorker } = await import("#lib/platform/jobs/index.ts");
    const { workflows } = await import("../../bin/ground/workflows.ts");
    worker = await startWorker({ workflows });
    w.github.sendsHooks = true;
    const { organizationId } = team;
    const as = team.as("developer");
    const whole = await hostedRepository(w, team, "desk", faultyFiles(1));
    const scan = await w.s.runs.startScan(as, organizationId, whole.repositoryId);
    expect(await endOfRun(w.s, organizationId, scan.id)).toMatchObject({ state: "succeeded" });
    const found = await w.s.findings.listFindings(organizationId, { limit: 10 });
    const finding = found.find(
      ({ ruleId, title }) => ruleId === "py/yaml-load" && title !== "Title",
    );
    const run = await w.s.runs.startFix(as, organizationId, finding!.id);
    const ended = await endOfRun(w.s, organizationId, run.id);
    expect(ended).toMatchObject({ state: "succeeded" });
    const change = [...whole.repository.changes.values()].at(-1)!;
    expect(change).toMatchObject({ state: "open", author: whole.bot });
    const fixId = ended.fixId!;
    const until = (wanted: string) =>
      eventually(`the fix to be ${wanted}`, async () => {
        return (await w.s.fixes.getFix(organizationId, fixId))?.state === wanted;
      });
    whole.repository.members.set(approver.login, "write");
    w.github.forge.review(whole.repository, change, approver, "approved");
    await until("signed");
    const { verification } = (await w.s.provenance.readVerification(fixId))!;
    const [review] = await w.world.database.query(
      "SELECT forge_review AS said FROM approvals WHERE fix_id = $1",
      [fixId],
    );
    const { id, at: since } = review!.said as { id: string; at: string };
    expect(verification.statement?.predicate.approval).toMatchObject({
      method: "forge",
      review: { id, account: { withheld: expect.any(String) }, at: `${since.slice(0, 19)}Z` },
    });
    expect(verification.checks.find((check) => check.id === "approver")).toMatchObject({
      outcome: "absent",
      reason: expect.stringContaining("Etna re-read it there"),
    });
    await w.github.forge.merge(whole.repository, change, whole.owner, "merge");
    await until("merged");
    const settled = await w.s.findings.getFinding(organizationId, finding!.id);
    expect(settled?.state).toBe("fixed");
    await eventually("Etna's branch to be gone", async () => {
      return [...(await whole.repository.git.branches()).keys()].join() === "main";
    });
  });
});
