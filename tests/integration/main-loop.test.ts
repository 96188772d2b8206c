import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sampleFiles } from "#lib/platform/workspace/index.ts";
import { eventually, git, openWorld, pushFile, type World } from "../support/world.ts";

let world: World;
let stopWorker: () => Promise<void>;
let people: { owner: string; approver: string; viewer: string; stranger: string };
let organizationId: string;
let repositoryId: string;
let repositoryPath: string;

const services = async () => ({
  audit: await import("#lib/services/audit/index.ts"),
  findings: await import("#lib/services/findings/index.ts"),
  fixes: await import("#lib/services/fixes/index.ts"),
  identity: await import("#lib/services/identity/index.ts"),
  organizations: await import("#lib/services/organizations/index.ts"),
  provenance: await import("#lib/services/provenance/index.ts"),
  repositories: await import("#lib/services/repositories/index.ts"),
  runs: await import("#lib/services/runs/index.ts"),
});
type Services = Awaited<ReturnType<typeof services>>;
let s: Services;
const sessions = new Map<string, string>();

function as(userId: string) {
  return s.audit.userActor(userId, organizationId, sessions.get(userId) ?? null);
}

async function join(email: string, role: "approver" | "viewer"): Promise<string> {
  const person = await s.identity.findOrCreatePerson(email);
  await world.database.query(
    "INSERT INTO members (id, organization_id, user_id, role) VALUES ($1, $2, $3, $4)",
    [`mb_${email}`, organizationId, person.id, role],
  );
  return person.id;
}

async function fixOf(ruleId: string) {
  const found = await s.findings.listFindings(organizationId, { ruleId, limit: 10 });
  const finding = found.find(({ fixable }) => fixable);
  const run = await s.runs.startFix(as(people.owner), organizationId, finding!.id);
  const ended = await eventually("the fix run to end", async () => {
    const detail = await s.runs.getRun(organizationId, run.id);
    return detail?.endedAt ? detail : null;
  });
  expect(ended).toMatchObject({ state: "succeeded" });
  return (await s.fixes.getFix(organizationId, ended.fixId!))!;
}

function seen(fix: { headCommit: string; headTree: string; patchSha256: string }) {
  return { headCommit: fix.headCommit, headTree: fix.headTree, patchSha256: fix.patchSha256 };
}

beforeAll(async () => {
  world = await openWorld();
  s = await services();
  const { startWorker } = await import("#lib/platform/jobs/index.ts");
  const worker = await startWorker({
    workflows: [s.runs.scanWorkflow, s.runs.fixWorkflow, s.fixes.signWorkflow],
  });
  stopWorker = () => worker.stop();
  const owner = await s.identity.findOrCreatePerson("owner@example.test");
  await s.identity.renamePerson(owner.id, "Ola Owner");
  const stranger = await s.identity.findOrCreatePerson("stranger@example.test");
  organizationId = (await s.organizations.createOrganization(owner.id, "Halden Freight")).id;
  people = {
    owner: owner.id,
    stranger: stranger.id,
    approver: await join("approver@example.test", "approver"),
    viewer: await join("viewer@example.test", "viewer"),
  };
  for (const id of Object.values(people)) {
    sessions.set(id, await s.identity.startSession(id, "Browser"));
  }
  repositoryPath = await world.repository("desk", Object.fromEntries(await sampleFiles()));
  const connected = await s.repositories.connectRepository(as(owner.id), organizationId, {
    path: repositoryPath,
  });
  repositoryId = connected.id;
  const scan = await s.runs.startScan(as(owner.id), organizationId, repositoryId);
  await eventually("the scan to end", async () => {
    const run = await s.runs.getRun(organizationId, scan.id);
    if (run?.state === "failed") throw new Error(run.outcome ?? "failed");
    return run?.state === "succeeded";
  });
});

afterAll(async () => {
  await stopWorker?.();
  const { closeDatabase } = await import("#lib/platform/db/index.ts");
  await closeDatabase();
  await world?.close();
});

describe("the main loop", () => {
  it("finds faults of all five rules, with a fix of each", async () => {
    const found = await s.findings.listFindings(organizationId, { limit: 100 });
    expect(new Set(found.map((finding) => finding.ruleId)).size).toBe(5);
    expect(found.filter((finding) => finding.fixable).length).toBeGreaterThanOrEqual(5);
  });

  it("walks from a finding to a fix that anyone can verify", async () => {
    const before = await git(repositoryPath, "rev-parse", "refs/heads/main");
    const fix = await fixOf("js/exec-template");
    expect(await git(repositoryPath, "rev-parse", `refs/heads/${fix.branch}`)).toBe(fix.headCommit);
    expect(await git(repositoryPath, "rev-parse", "refs/heads/main")).toBe(before);
    await s.fixes.approveFix(as(people.approver), organizationId, fix.id, seen(fix));
    await eventually("the signature", async () => {
      const now = await s.fixes.getFix(organizationId, fix.id);
      return now?.state === "signed";
    });
    const answer = (await s.provenance.readVerification(fix.id))!;
    expect(answer.verification.checks.filter((check) => check.outcome === "fails")).toEqual([]);
    expect(answer.verification.ok).toBe(true);
    expect(answer.verification.statement?.subject[1].digest.gitCommit).toBe(fix.headCommit);
    expect(JSON.stringify(answer.bundle)).not.toContain("desk");
    // Nobody else is asked about a signature unless an operator says whom.
    expect(answer.outside.proofs).toEqual([]);
    const asked = await world.database.query(
      "SELECT 1 FROM outbox WHERE workflow = 'outside-proof'",
    );
    expect(asked).toEqual([]);
    expect(createHash("sha256").update(fix.patch).digest("hex")).toBe(
      answer.verification.statement?.subject[0].digest.sha256,
    );
  });

  it("notices the merge and deletes the branch", async () => {
    const [fix] = await s.fixes.listFixes(organizationId, { states: ["signed"], limit: 1 });
    await git(repositoryPath, "update-ref", "refs/heads/main", `refs/heads/${fix!.branch}`);
    await s.fixes.followReview(organizationId, fix!.id);
    const merged = await s.fixes.getFix(organizationId, fix!.id);
    expect(merged).toMatchObject({ state: "merged" });
    expect(await git(repositoryPath, "for-each-ref", "refs/heads/etna")).toBe("");
    const answer = await s.provenance.readVerification(fix!.id);
    expect(answer?.verification.checks.find((check) => check.id === "merged")?.outcome).toBe(
      "holds",
    );
  });

  it("a new commit voids the approval", async () => {
    const fix = await fixOf("py/yaml-load");
    await s.audit.mutate(
      as(people.approver),
      "fix.approve",
      { type: "fix", id: fix.id },
      async (tx) => {
        await tx.fix.update({ where: { id: fix.id }, data: { state: "approved" } });
        await tx.approval.create({
          data: {
            id: "ap_by_hand",
            organizationId,
            fixId: fix.id,
            userId: people.approver,
            ...seen(fix),
            policy: "One member with the role approver",
            approvedAt: new Date(),
          },
        });
      },
    );
    const head = await pushFile(repositoryPath, fix.branch, { path: "NOTES.md", text: "Mine\n" });
    await s.fixes.followReview(organizationId, fix.id);
    const now = (await s.fixes.getFix(organizationId, fix.id))!;
    expect(now).toMatchObject({ state: "proposed", headCommit: head, voided: true });
    await expect(
      s.fixes.approveFix(as(people.approver), organizationId, fix.id, seen(fix)),
    ).rejects.toMatchObject({ code: "conflict" });
    await expect(s.provenance.readVerification(fix.id)).resolves.toBeNull();
  });

  it("a rejected fix does not come back", async () => {
    const fix = await fixOf("js/insecure-random");
    await s.fixes.rejectFix(as(people.approver), organizationId, fix.id, "We do this elsewhere.");
    expect(await git(repositoryPath, "for-each-ref", `refs/heads/${fix.branch}`)).toBe("");
    await expect(
      s.runs.startFix(as(people.owner), organizationId, fix.findingId),
    ).rejects.toMatchObject({ code: "conflict", message: expect.stringContaining("elsewhere") });
  });

  it("refuses a viewer, and tells a stranger that nothing is there", async () => {
    const fix = await fixOf("actions/script-injection");
    const attempts = [
      (userId: string) => s.fixes.approveFix(as(userId), organizationId, fix.id, seen(fix)),
      (userId: string) => s.fixes.rejectFix(as(userId), organizationId, fix.id, "No reason"),
      (userId: string) => s.runs.startScan(as(userId), organizationId, repositoryId),
      (userId: string) => s.runs.startFix(as(userId), organizationId, fix.findingId),
      (userId: string) => s.runs.cancelRun(as(userId), organizationId, fix.runId),
      (userId: string) =>
        s.repositories.connectRepository(as(userId), organizationId, { path: repositoryPath }),
      (userId: string) => s.repositories.removeRepository(as(userId), organizationId, repositoryId),
      (userId: string) =>
        s.findings.triageFinding(as(userId), organizationId, fix.findingId, { decision: "reopen" }),
      (userId: string) =>
        s.organizations.inviteMember(as(userId), organizationId, {
          email: "new@example.test",
          role: "viewer",
        }),
      (userId: string) =>
        s.organizations.updateOrganization(as(userId), organizationId, {
          namesOnPublicPages: true,
        }),
    ];
    for (const attempt of attempts) {
      await expect(attempt(people.viewer)).rejects.toMatchObject({ code: "forbidden" });
      await expect(attempt(people.stranger)).rejects.toMatchObject({ code: "not_found" });
    }
  });

  it("approving twice is approving once, and leaves one signature", async () => {
    const [fix] = await s.fixes.listFixes(organizationId, { states: ["proposed"], limit: 1 });
    const detail = (await s.fixes.getFix(organizationId, fix!.id))!;
    const approvals = await Promise.all([
      s.fixes.approveFix(as(people.approver), organizationId, detail.id, seen(detail)),
      s.fixes.approveFix(as(people.approver), organizationId, detail.id, seen(detail)),
    ]);
    expect(approvals[0].approvalId).toBe(approvals[1].approvalId);
    await eventually("the signature", async () => {
      return (await s.fixes.getFix(organizationId, detail.id))?.state === "signed";
    });
    const rows = await world.database.query("SELECT * FROM attestations WHERE fix_id = $1", [
      detail.id,
    ]);
    expect(rows).toHaveLength(1);
  });
});
