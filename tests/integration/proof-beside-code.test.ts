import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { verifyAll } from "#bin/etna/verify.ts";
import type { Worker } from "#lib/platform/jobs/index.ts";
import type { FixDetail } from "#lib/services/fixes/index.ts";
import { type ForgeWorld, openForgeWorld } from "../support/forge-world.ts";
import { hostedProject, hostedRepository } from "../support/hosted-repository.ts";
import { hostedPlace, localPlace, type MergePlace } from "../support/merge-places.ts";
import { endOfRun, faultyFiles, openTeam, seen, type Team } from "../support/team.ts";
import { eventually, git, pushFile } from "../support/world.ts";

interface Place extends MergePlace {
  /** The repository's git folder, on this machine or on the forge. */
  readonly path: string;
}

let w: ForgeWorld;
let team: Team;
let worker: Worker | null = null;
const places: Record<string, Place> = {};

beforeAll(async () => {
  w = await openForgeWorld();
  const { s, world } = w;
  const { startWorker } = await import("#lib/platform/jobs/index.ts");
  const { signWorkflow, stateMergeWorkflow, offerProofWorkflow } = s.fixes;
  const { scanWorkflow, fixWorkflow } = s.runs;
  worker = await startWorker({
    workflows: [scanWorkflow, fixWorkflow, signWorkflow, stateMergeWorkflow, offerProofWorkflow],
  });
  team = await openTeam(world, s, "Keeping House");
  w.github.sendsHooks = false;
  places.local = await localRepository("desk", faultyFiles(3));
  places.taken = await localRepository("taken", { ...faultyFiles(2), ".etna": "A file.\n" });
  const shop = await hostedRepository(w, team, "shop", faultyFiles(1));
  places.GitHub = { ...hostedPlace(shop), path: shop.repository.git.gitDir };
  const api = await hostedProject(w, team, "api", faultyFiles(1));
  places.GitLab = { ...hostedPlace(api), path: api.repository.git.gitDir };
  for (const { repositoryId } of Object.values(places)) {
    const scan = await s.runs.startScan(team.as("owner"), team.organizationId, repositoryId);
    await endOfRun(s, team.organizationId, scan.id);
  }
  await keepProofs(true);
});

afterAll(async () => {
  await worker?.stop();
  await w?.close();
});

async function localRepository(name: string, files: Record<string, string>): Promise<Place> {
  const path = await w.world.repository(name, files);
  const { id } = await w.s.repositories.connectRepository(team.as("owner"), team.organizationId, {
    path,
  });
  return { ...localPlace(path, id), path };
}

async function keepProofs(proofBesideCode: boolean): Promise<void> {
  await w.s.organizations.updateFixPolicy(team.as("admin"), team.organizationId, {
    proofBesideCode,
  });
}

async function fixOf(id: string): Promise<FixDetail> {
  return (await w.s.fixes.getFix(team.organizationId, id))!;
}

/** A fix that is signed and merged, and whose merge is stated. */
async function merged(place: Place): Promise<FixDetail> {
  const { s } = w;
  const { organizationId } = team;
  const filter = { repositoryId: place.repositoryId, limit: 100 };
  const found = await s.findings.listFindings(organizationId, filter);
  const { id } = found.find(({ fixId, state }) => fixId === null && state === "open")!;
  const run = await s.runs.startFix(team.as("developer"), organizationId, id);
  const { fixId } = await endOfRun(s, organizationId, run.id);
  const proposed = await fixOf(fixId!);
  await s.fixes.approveFix(team.as("approver"), organizationId, proposed.id, seen(proposed));
  const signed = await eventually("the signature", async () => {
    const now = await fixOf(proposed.id);
    return now.state === "signed" ? now : null;
  });
  await place.merge(signed, "squash");
  await s.fixes.followReview(organizationId, signed.id);
  return await eventually("the statement of the merge", async () => {
    const now = await fixOf(signed.id);
    return now.mergedAs === null ? null : now;
  });
}

async function proofOf(id: string, state: string): Promise<NonNullable<FixDetail["proof"]>> {
  return await eventually(`the proof to be ${state}`, async () => {
    const { proof } = await fixOf(id);
    return proof?.state === state ? proof : null;
  });
}

function branchOf(id: string): string {
  return `etna/proof-${id.toLowerCase().replace("_", "-")}`;
}

async function rowOf(id: string) {
  const [row] = await w.world.database.query("SELECT * FROM proof_reviews WHERE fix_id = $1", [id]);
  return row as { head_commit: string; base_commit: string; review_number: number | null };
}

/** The review of the proof, for the one who merges on the forge. */
async function reviewOf(fix: FixDetail): Promise<FixDetail> {
  const { review_number } = await rowOf(fix.id);
  return { ...fix, branch: branchOf(fix.id), reviewNumber: review_number };
}

/** The sweep looks at what is on a forge once an hour. */
async function anHourLater(): Promise<void> {
  await w.world.database.query("UPDATE proof_reviews SET looked_at = now() - interval '2 hours'");
  await w.s.fixes.followProofs(team.organizationId);
}

describe("the proof beside the code", () => {
  it.each(["local", "GitHub", "GitLab"])(
    "on %s comes as one commit of its own, verifies from a clone, and its branch goes with the merge",
    async (where) => {
      const place = places[where]!;
      const fix = await merged(place);
      const proof = await proofOf(fix.id, "open");
      expect(proof.url === null).toBe(where === "local");
      const { head_commit: head, base_commit: base } = await rowOf(fix.id);
      expect(await git(place.path, "rev-parse", branchOf(fix.id))).toBe(head);
      expect(await git(place.path, "rev-parse", `${head}^`)).toBe(base);
      const changed = await git(place.path, "diff", "--name-status", base, head);
      expect(
        changed.split("\n").every((line) => line.startsWith(`A\t.etna/fixes/${fix.id}/`)),
      ).toBe(true);
      expect(changed).not.toContain("openings");
      await expectGenuine(place, fix, head);
      expect((await fixOf(fix.id)).headCommit).toBe(fix.headCommit);
      await place.merge(await reviewOf(fix), "merge");
      await anHourLater();
      expect((await fixOf(fix.id)).proof?.state).toBe("merged");
      expect(await git(place.path, "for-each-ref", `refs/heads/${branchOf(fix.id)}`)).toBe("");
    },
  );

  it("torn behind the commit and begun again, it is the same commit and the same review", async () => {
    const place = places.local!;
    const fix = await merged(place);
    await proofOf(fix.id, "open");
    const before = await rowOf(fix.id);
    await pushFile(place.path, "main", { path: "moved-on.txt", text: "on\n" });
    const [key] = await w.s.provenance.listSigningKeys(team.organizationId);
    await w.s.provenance.rotateKey(team.as("admin"), team.organizationId, key!.id);
    await w.world.database.query(
      `UPDATE proof_reviews SET state = 'offering', head_commit = NULL, review_number = NULL,
       review_url = NULL WHERE fix_id = $1`,
      [fix.id],
    );
    await Promise.all([1, 2].map(() => w.s.fixes.offerProof(team.organizationId, fix.id)));
    expect(await rowOf(fix.id)).toMatchObject({
      head_commit: before.head_commit,
      base_commit: before.base_commit,
      state: "open",
    });
    // Another organization has no such proof to offer.
    const other = await openTeam(w.world, w.s, "Other Keepers");
    await w.s.fixes.offerProof(other.organizationId, fix.id);
    expect(await rowOf(fix.id)).toMatchObject({ head_commit: before.head_commit });
  });

  it("leaves alone what a stranger put on its branch, and is no commit of Etna's", async () => {
    const place = places.local!;
    const fix = await merged(place);
    await proofOf(fix.id, "open");
    const { head_commit: head } = await rowOf(fix.id);
    const branch = branchOf(fix.id);
    const theirs = await pushFile(place.path, branch, { path: "more.txt", text: "more\n" });
    await anHourLater();
    expect(await git(place.path, "rev-parse", branch)).toBe(theirs);
    expect((await rowOf(fix.id)).head_commit).toBe(head);
    await git(place.path, "update-ref", "-d", `refs/heads/${branch}`);
    await anHourLater();
    expect((await fixOf(fix.id)).proof?.state).toBe("closed");
  });

  it("says why where the repository has no place for it, and asks for none where it is off", async () => {
    const place = places.taken!;
    const refused = await merged(place);
    const { reason } = await proofOf(refused.id, "refused");
    expect(reason).toContain(".etna");
    expect(await git(place.path, "for-each-ref", `refs/heads/${branchOf(refused.id)}`)).toBe("");
    await keepProofs(false);
    const without = await merged(place);
    expect(without.proof).toBeNull();
  });
});

async function expectGenuine(place: Place, fix: FixDetail, head: string): Promise<void> {
  const clone = await mkdtemp(join(tmpdir(), "etna-proof-"));
  try {
    const git = (...args: readonly string[]) => promisify(execFile)("git", [...args]);
    // What a clone does to line ends must not reach the patch.
    await git("clone", "-q", "-c", "core.autocrlf=true", place.path, clone);
    await git("-C", clone, "checkout", "-q", head);
    const at = (name: string) => join(clone, ".etna/fixes", fix.id, name);
    const [verified] = await verifyAll([at("fix.sigstore.json")], {
      root: at("trusted_root.json"),
      artifact: at("fix.patch"),
      merged: at("merged.sigstore.json"),
    });
    expect(verified?.verification.ok).toBe(true);
    const outcomes = verified?.verification.checks.map(({ outcome }) => outcome);
    expect(outcomes).not.toContain("fails");
  } finally {
    await rm(clone, { recursive: true, force: true });
  }
}
