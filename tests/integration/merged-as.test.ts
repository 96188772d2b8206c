import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { verifyAll } from "#bin/etna/verify.ts";
import type { Worker } from "#lib/platform/jobs/index.ts";
import { type ForgeWorld, openForgeWorld } from "../support/forge-world.ts";
import { hostedProject, hostedRepository } from "../support/hosted-repository.ts";
import { hostedPlace, localPlace, type MergePlace, type Way } from "../support/merge-places.ts";
import { endOfRun, faultyFiles, openTeam, seen, type Team } from "../support/team.ts";
import { eventually, git } from "../support/world.ts";

let w: ForgeWorld;
let team: Team;
let worker: Worker | null = null;
const places: Record<string, MergePlace> = {};
let localPath: string;

beforeAll(async () => {
  w = await openForgeWorld();
  const { s, world } = w;
  const { startWorker } = await import("#lib/platform/jobs/index.ts");
  const { signWorkflow, stateMergeWorkflow } = s.fixes;
  worker = await startWorker({
    workflows: [s.runs.scanWorkflow, s.runs.fixWorkflow, signWorkflow, stateMergeWorkflow],
  });
  team = await openTeam(world, s, "Merging House");
  w.github.sendsHooks = false;
  localPath = await world.repository("desk", faultyFiles(14));
  const { id } = await s.repositories.connectRepository(team.as("owner"), team.organizationId, {
    path: localPath,
  });
  places.local = localPlace(localPath, id);
  places.GitHub = hostedPlace(await hostedRepository(w, team, "shop", faultyFiles(12)));
  places.GitLab = hostedPlace(await hostedProject(w, team, "api", faultyFiles(9)));
  for (const { repositoryId } of Object.values(places)) {
    const scan = await s.runs.startScan(team.as("owner"), team.organizationId, repositoryId);
    await endOfRun(s, team.organizationId, scan.id);
  }
});

afterAll(async () => {
  await stopWorker();
  await w?.close();
});

async function stopWorker(): Promise<void> {
  await worker?.stop();
  worker = null;
}

async function proposed(place: MergePlace) {
  const { s } = w;
  const filter = { repositoryId: place.repositoryId, limit: 100 };
  const found = await s.findings.listFindings(team.organizationId, filter);
  const { id } = found.find(({ fixId, state }) => fixId === null && state === "open")!;
  const run = await s.runs.startFix(team.as("developer"), team.organizationId, id);
  const { fixId, outcome } = await endOfRun(s, team.organizationId, run.id);
  if (fixId === null) throw new Error(outcome ?? "no fix");
  return await fixOf(fixId);
}

async function fixOf(id: string) {
  return (await w.s.fixes.getFix(team.organizationId, id))!;
}

async function sign(id: string) {
  const fix = await fixOf(id);
  await w.s.fixes.approveFix(team.as("approver"), team.organizationId, id, seen(fix));
  return await eventually("the signature", async () => {
    const now = await fixOf(id);
    return now.state === "signed" ? now : null;
  });
}

/** Lets the merge be noticed and stated; what the public page then knows. */
async function stated(id: string) {
  await w.s.fixes.followReview(team.organizationId, id);
  const fix = await eventually("the statement of the merge", async () => {
    const now = await fixOf(id);
    return now.mergedAs === null ? null : now;
  });
  const answer = (await w.s.provenance.readVerification(id))!;
  const outcomes = Object.fromEntries(
    answer.verification.checks.map((check) => [check.id, check.outcome]),
  );
  return { fix, answer, outcomes, statement: answer.verification.mergedStatement! };
}

const ways: readonly (readonly [string, Way, boolean, string, string])[] = [
  ["local", "fast_forward", false, "fast_forward", "same_tree"],
  ["local", "merge", false, "merge", "same_tree"],
  ["local", "squash", false, "squash", "same_tree"],
  ["local", "rebase", true, "rebase", "same_patch"],
  ["local", "merge", true, "merge", "same_patch"],
  ["local", "squash", true, "squash", "same_patch"],
  ["GitHub", "merge", false, "merge", "same_tree"],
  ["GitHub", "squash", false, "squash", "same_tree"],
  ["GitHub", "rebase", false, "rebase", "same_tree"],
  ["GitHub", "merge", true, "merge", "same_patch"],
  ["GitHub", "squash", true, "squash", "same_patch"],
  ["GitHub", "rebase", true, "rebase", "same_patch"],
  ["GitLab", "fast_forward", false, "fast_forward", "same_tree"],
  ["GitLab", "merge", true, "merge", "same_patch"],
  ["GitLab", "squash", true, "squash", "same_patch"],
  ["GitLab", "squash_merge", true, "merge", "same_patch"],
];

describe("the statement of a merge", () => {
  it.each(ways)(
    "on %s by %s, the target moved on: %s, says %s and %s",
    async (where, way, moved, method, relation) => {
      const place = places[where]!;
      const fix = await sign((await proposed(place)).id);
      if (moved) await place.moveTarget();
      const commit = await place.merge(fix, way);
      const { answer, outcomes, statement } = await stated(fix.id);
      expect(statement.predicate).toMatchObject({
        fixId: fix.id,
        approved: { gitCommit: fix.headCommit, gitTree: fix.headTree },
        merged: { gitCommit: commit, gitTree: await place.tree(commit), method },
        relation,
      });
      expect(statement.predicate.merged.targetRef).toHaveProperty("withheld");
      expect(statement.subject).toHaveLength(3);
      expect(outcomes).toMatchObject({ merged_approval: "holds", merged: "holds" });
      expect(Object.values(outcomes)).not.toContain("fails");
      expect(answer.verification.ok).toBe(true);
    },
  );
});

describe("a merge that is not quite what was approved", () => {
  it.each([
    ["GitHub", "squash", "unknown"],
    ["GitHub", "merge", "merge"],
    ["GitLab", "merge", "merge"],
    ["local", "merge", "merge"],
  ] as const)(
    "on %s, the branch changed before the %s, is said to be different",
    async (where, way, method) => {
      const place = places[where]!;
      const fix = await sign((await proposed(place)).id);
      await place.pushToBranch(fix, `smuggled-by-${way}.txt`, "No\n");
      const commit = await place.merge(fix, way);
      const { fix: now, answer, outcomes, statement } = await stated(fix.id);
      expect(now.mergedAs).toEqual({ method, relation: "different" });
      expect(statement.predicate.merged.gitCommit).toBe(commit);
      expect(statement.subject).toHaveLength(2);
      expect(outcomes).toMatchObject({ merged_signature: "holds", merged_approval: "holds" });
      expect(outcomes.merged).toBe("fails");
      expect(answer.verification.ok).toBe(false);
    },
  );

  it("sees other white space, which git’s patch id does not", async () => {
    const place = places.local!;
    const fix = await sign((await proposed(place)).id);
    await place.merge(fix, "respaced");
    const { fix: now } = await stated(fix.id);
    expect(now.mergedAs).toEqual({ method: "unknown", relation: "different" });
  });

  it("holds the approved head and slips a file in: says no more than that, and names no patch", async () => {
    const place = places.local!;
    const fix = await sign((await proposed(place)).id);
    await place.merge(fix, "evil_merge");
    const { outcomes, statement } = await stated(fix.id);
    expect(statement.predicate.relation).toBe("head_contained");
    expect(statement.subject).toHaveLength(2);
    expect(outcomes).toMatchObject({ merged: "not_run", merged_patch: "not_run" });
  });

  it.each(["local", "GitHub"])(
    "on %s rebases two commits: the whole of them is compared, not the last",
    async (where) => {
      const place = places[where]!;
      const { id } = await proposed(place);
      await place.pushToBranch(await fixOf(id), "NOTES.md", "Why\n");
      await w.s.fixes.followReview(team.organizationId, id);
      const fix = await sign(id);
      await place.moveTarget();
      await place.merge(fix, "rebase");
      const { fix: now, outcomes } = await stated(id);
      expect(now.mergedAs).toEqual({ method: "rebase", relation: "same_patch" });
      expect(outcomes.merged).toBe("holds");
    },
  );
});

describe("who gets none, and who gets it late", () => {
  it("a fix that was merged without being signed has none", async () => {
    const place = places.GitHub!;
    const fix = await proposed(place);
    await place.merge(fix, "squash");
    await w.s.fixes.followReview(team.organizationId, fix.id);
    expect(await fixOf(fix.id)).toMatchObject({ state: "merged", mergedAs: null });
    const asked = await w.world.database.query("SELECT 1 FROM outbox WHERE id = $1", [
      `merge-${fix.id}`,
    ]);
    expect(asked).toEqual([]);
    await w.s.fixes.stateMerge(team.organizationId, fix.id);
    expect((await fixOf(fix.id)).mergedAs).toBeNull();
  });

  it("what was given up is asked for again by the sweep, once", async () => {
    const fix = await sign((await proposed(places.local!)).id);
    await stopWorker();
    await places.local!.merge(fix, "squash");
    const { organizationId } = team;
    await w.s.fixes.followReview(organizationId, fix.id);
    await w.world.database.query("DELETE FROM outbox WHERE id = $1", [`merge-${fix.id}`]);
    const sweep = () => w.s.fixes.sweepReviews(async () => undefined);
    await sweep();
    expect((await fixOf(fix.id)).mergedAs).toBeNull();
    await w.world.database.query(
      "UPDATE fixes SET merged_at = merged_at - interval '6 minutes' WHERE id = $1",
      [fix.id],
    );
    const { size } = await w.s.provenance.readLogStatus();
    await sweep();
    await Promise.all([1, 2, 3].map(() => w.s.fixes.stateMerge(organizationId, fix.id)));
    expect((await fixOf(fix.id)).mergedAs).toEqual({ method: "squash", relation: "same_tree" });
    expect((await w.s.provenance.readLogStatus()).size).toBe(size + 1);
  });

  it("tells nobody who asks as another organization", async () => {
    const other = await openTeam(w.world, w.s, "Other House");
    const [row] = await w.world.database.query("SELECT fix_id FROM merge_attestations LIMIT 1");
    const fixId = String(row!.fix_id);
    expect(await w.s.fixes.getFix(other.organizationId, fixId)).toBeNull();
    const { size } = await w.s.provenance.readLogStatus();
    await w.s.fixes.stateMerge(other.organizationId, fixId);
    expect((await w.s.provenance.readLogStatus()).size).toBe(size);
  });
});

describe("etna verify --merged", () => {
  it("checks both bundles in one chain, also in a clone that lost the approved commit", async () => {
    const [row] = await w.world.database.query(
      `SELECT m.fix_id FROM merge_attestations m JOIN fixes f ON f.id = m.fix_id
       WHERE m.method = 'squash' AND f.repository_id = $1 LIMIT 1`,
      [places.local!.repositoryId],
    );
    const fix = await fixOf(String(row!.fix_id));
    const answer = (await w.s.provenance.readVerification(fix.id))!;
    const folder = join(w.world.folder, "outsider");
    await mkdir(folder);
    const file = async (name: string, content: unknown) => {
      const text = typeof content === "string" ? content : JSON.stringify(content);
      await writeFile(join(folder, name), text);
      return join(folder, name);
    };
    const bundle = await file("fix.sigstore.json", answer.bundle);
    const merged = await file("merged.sigstore.json", answer.mergedBundle);
    const root = await file("trusted_root.json", answer.trustedRoot);
    await file("keys.json", answer.keys);
    const artifact = await file("fix.patch", fix.patch);
    const repo = join(folder, "clone");
    await git(folder, "clone", "-q", localPath, repo);
    const [result] = await verifyAll([bundle], { root, merged, artifact, repo });
    const open = result!.verification.checks.filter(({ outcome }) => outcome !== "holds");
    expect(open.map(({ id, outcome }) => ({ id, outcome }))).toEqual([
      { id: "approver", outcome: "absent" },
    ]);
    expect(result!.verification).toMatchObject({ ok: true });
    expect(result!.verification.checks).toHaveLength(26);
    const [alone] = await verifyAll([merged], { root, artifact, repo });
    expect(alone!.verification).toMatchObject({ ok: true });
    const [swapped] = await verifyAll([merged], { root, merged: bundle });
    expect(swapped!.verification.ok).toBe(false);
  });
});
