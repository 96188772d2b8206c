import { execFile } from "node:child_process";
import { mkdir, readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Worker } from "#lib/platform/jobs/index.ts";
import type { OutsideProofView } from "#lib/services/provenance/index.ts";
import { type FakeRekor, type RekorMood, startRekor } from "../fakes/rekor.ts";
import {
  type AuthorityMood,
  type FakeAuthority,
  startTimestampAuthority,
} from "../fakes/timestamp-authority.ts";
import { localPlace } from "../support/merge-places.ts";
import { outsideSettings } from "../support/outside-settings.ts";
import { loadServices, type Services } from "../support/services.ts";
import { endOfRun, faultyFiles, openTeam, seen, type Team } from "../support/team.ts";
import { eventually, git, openWorld, type World } from "../support/world.ts";

let world: World;
let s: Services;
let worker: Worker;
let authority: FakeAuthority;
let rekor: FakeRekor;
/** Where a redirect leads: an address of this machine that nobody allowed. */
let within: Server;
let askedWithin = 0;
/** Shows its names; the other one does not. */
let open: Team;
let closed: Team;
const paths = new Map<Team, string>();

beforeAll(async () => {
  world = await openWorld();
  within = createServer((_request, response) => {
    askedWithin++;
    response.end();
  });
  await new Promise<void>((resolve) => within.listen(0, "127.0.0.1", resolve));
  const { port } = within.address() as AddressInfo;
  authority = await startTimestampAuthority(`http://127.0.0.1:${port}/`);
  rekor = await startRekor();
  Object.assign(process.env, await outsideSettings(world.folder, authority, rekor));
  s = await loadServices();
  const { startWorker } = await import("#lib/platform/jobs/index.ts");
  const { workflows } = await import("#bin/ground/workflows.ts");
  worker = await startWorker({ workflows });
  open = await team("Open House", true);
  closed = await team("Closed House", false);
});

afterAll(async () => {
  await worker?.stop();
  await authority?.close();
  await rekor?.close();
  within?.close();
  const { closeDatabase } = await import("#lib/platform/db/index.ts");
  await closeDatabase();
  await world?.close();
});

beforeEach(() => {
  authority.settings.mood = "right";
  rekor.settings.mood = "right";
});

async function team(name: string, namesPublic: boolean): Promise<Team> {
  const made = await openTeam(world, s, name);
  const { organizationId } = made;
  await world.database.query("UPDATE organizations SET names_on_public_pages = $2 WHERE id = $1", [
    organizationId,
    namesPublic,
  ]);
  const path = await world.repository(name.toLowerCase().replace(" ", "-"), faultyFiles(6));
  paths.set(made, path);
  const { id } = await s.repositories.connectRepository(made.as("owner"), organizationId, { path });
  const scan = await s.runs.startScan(made.as("owner"), organizationId, id);
  await endOfRun(s, organizationId, scan.id);
  return made;
}

async function signedFix({ as, organizationId }: Team) {
  const found = await s.findings.listFindings(organizationId, { limit: 100 });
  const { id } = found.find(({ fixId, state }) => fixId === null && state === "open")!;
  const run = await s.runs.startFix(as("developer"), organizationId, id);
  const { fixId } = await endOfRun(s, organizationId, run.id);
  const fix = (await s.fixes.getFix(organizationId, fixId!))!;
  await s.fixes.approveFix(as("approver"), organizationId, fix.id, seen(fix));
  return await eventually("the signature", async () => {
    const now = await s.fixes.getFix(organizationId, fix.id);
    return now?.state === "signed" ? now : null;
  });
}

async function proofsOf(fixId: string): Promise<Record<string, OutsideProofView>> {
  const { outside } = (await s.provenance.readVerification(fixId))!;
  return Object.fromEntries(
    outside.proofs.map((proof) => [`${proof.statement} ${proof.kind}`, proof]),
  );
}

async function untilAll(fixId: string, state: string, count: number) {
  return await eventually(`${count} proofs that are ${state}`, async () => {
    const proofs = await proofsOf(fixId);
    const fit = Object.values(proofs).filter((proof) => proof.state === state);
    return fit.length === count ? proofs : null;
  });
}

/** As though the pauses were over. */
async function hurry(): Promise<void> {
  await world.database.query("UPDATE outbox SET not_before = NULL");
}

describe("a signature", () => {
  let fixId: string;

  it("stands at once while both are away, and is proven when they are back", async () => {
    authority.settings.mood = "away";
    rekor.settings.mood = "busy";
    const fix = await signedFix(open);
    fixId = fix.id;
    const before = await eventually("the first attempts", async () => {
      const answer = (await s.provenance.readVerification(fixId))!;
      return answer.outside.proofs.every(({ reason }) => reason !== null) ? answer : null;
    });
    expect(before.verification.ok).toBe(true);
    expect(before.outside).toMatchObject({ bundle: null, trustedRoot: null });
    expect(await proofsOf(fixId)).toMatchObject({
      "approved timestamp": { state: "awaited", reason: expect.stringContaining("failed") },
      "approved public_log": { state: "awaited", reason: "It answered 429." },
    });
    authority.settings.mood = "right";
    rekor.settings.mood = "right";
    await hurry();
    const proofs = await untilAll(fixId, "holds", 2);
    expect(proofs["approved public_log"]).toMatchObject({ logIndex: 7_000_001, url: rekor.url });
    const after = (await s.provenance.readVerification(fixId))!;
    expect(after.bundle).toEqual(before.bundle);
    expect(after.trustedRoot).toEqual(before.trustedRoot);
  });

  it("and the statement of its merge are proven each", async () => {
    const fix = (await s.fixes.getFix(open.organizationId, fixId))!;
    await git(paths.get(open)!, "update-ref", "refs/heads/main", fix.headCommit);
    await s.fixes.followReview(open.organizationId, fixId);
    await untilAll(fixId, "holds", 4);
    expect(rekor.entries).toHaveLength(2);
  });

  it("is in the public log as hashes, a signature and a key, and in the request without a name where names are withheld", async () => {
    for (const entry of rekor.entries) {
      const { spec } = JSON.parse(entry);
      expect(Object.keys(spec)).toEqual(["envelopeHash", "payloadHash", "signatures"]);
      expect(entry).not.toMatch(/house|sheet|yaml/i);
    }
    // A public statement says names, and its request with it.
    expect(statementIn(rekor.requests[0]!)).toContain("open-house");
  });

  it("of an organization that withholds its names goes to no public log, and to the authority as a digest", async () => {
    const before = { log: rekor.requests.length, authority: authority.requests.length };
    const fix = await signedFix(closed);
    await untilAll(fix.id, "holds", 1);
    expect(Object.keys(await proofsOf(fix.id))).toEqual(["approved timestamp"]);
    expect(rekor.requests).toHaveLength(before.log);
    const asked = authority.requests.slice(before.authority);
    // 43 bytes around a SHA-256 and a nonce: there is no room for more.
    expect(asked.map(({ length }) => length)).toEqual([69]);
  });

  it("is nobody else’s to have proven, and is proven once", async () => {
    const before = [rekor.requests.length, authority.requests.length];
    const request = { fixId, statement: "approved", kind: "timestamp" } as const;
    await s.provenance.proveOutside(closed.organizationId, request);
    await s.provenance.proveOutside(open.organizationId, request);
    expect([rekor.requests.length, authority.requests.length]).toEqual(before);
    const events = await world.database.query(
      "SELECT 1 FROM audit_events WHERE action = 'fix.prove_outside' AND detail->>'state' = 'holds' AND chain = $1",
      [open.organizationId],
    );
    expect(events).toHaveLength(4);
  });
});

function statementIn(request: string): string {
  const { envelope } = JSON.parse(request).spec.proposedContent;
  return Buffer.from(JSON.parse(envelope).payload, "base64").toString();
}

describe("an answer that is wrong", () => {
  let fixId: string;

  beforeAll(async () => {
    fixId = (await signedFix(open)).id;
    await untilAll(fixId, "holds", 2);
  });

  async function ask(kind: "timestamp" | "public_log", again = false) {
    if (!again) {
      await world.database.query(
        "UPDATE outside_proofs SET state = 'awaited', proof = NULL, anchor = NULL, attempts = 100, wrong_answers = 0, settled_at = NULL WHERE fix_id = $1 AND kind = $2",
        [fixId, kind],
      );
    }
    await world.database.query("DELETE FROM outbox");
    await s.provenance.proveOutside(open.organizationId, { fixId, statement: "approved", kind });
    const queued = await world.database.query("SELECT id FROM outbox");
    const proof = (await proofsOf(fixId))[`approved ${kind}`]!;
    return { state: proof.state, reason: proof.reason, again: queued.length === 1 };
  }

  it.each<[AuthorityMood, string, RegExp]>([
    ["html", "refused", /did not answer with a timestamp/],
    ["huge", "refused", /./],
    ["redirects", "awaited", /redirect/],
    ["rejects", "refused", /granted no timestamp: status 2/],
    ["other imprint", "refused", /over other bytes/],
    ["other nonce", "refused", /another request/],
    ["other authority", "refused", /signature or its chain does not hold/],
    ["expired", "refused", /not in force/],
    ["tomorrow", "refused", /has not come yet/],
    ["fraction", "refused", /whole seconds/],
    ["busy", "awaited", /503/],
    ["away", "awaited", /failed/],
    ["right", "holds", /^$/],
  ])(
    "from an authority that is in the mood “%s” is %s, and why is said",
    async (mood, state, words) => {
      authority.settings.mood = mood;
      const answer = await ask("timestamp");
      expect(answer.state, answer.reason ?? "").toBe(state);
      expect(answer.reason ?? "").toMatch(words);
      expect(answer.again).toBe(state !== "holds");
      expect(askedWithin).toBe(0);
    },
  );

  it.each<[RekorMood, string, RegExp]>([
    ["html", "refused", /did not answer with one entry/],
    ["huge", "refused", /./],
    ["nowhere", "refused", /does not say where/],
    ["other key", "refused", /did not sign/],
    ["other promise", "refused", /did not sign this entry/],
    ["other path", "refused", /another root/],
    ["other head", "refused", /another root/],
    ["broken", "awaited", /500/],
    ["busy", "awaited", /429/],
    ["away", "awaited", /failed/],
    ["right", "holds", /^$/],
  ])("from a log that is in the mood “%s” is %s, and why is said", async (mood, state, words) => {
    rekor.settings.mood = mood;
    const answer = await ask("public_log");
    expect(answer.state, answer.reason ?? "").toBe(state);
    expect(answer.reason ?? "").toMatch(words);
    expect(answer.again).toBe(state !== "holds");
  });

  it("is not asked for a fourth time", async () => {
    authority.settings.mood = "other authority";
    expect(await ask("timestamp")).toMatchObject({ state: "refused", again: true });
    expect(await ask("timestamp", true)).toMatchObject({ state: "refused", again: true });
    expect(await ask("timestamp", true)).toMatchObject({ state: "refused", again: false });
  });

  it("of which a later one is right is forgotten", async () => {
    authority.settings.mood = "html";
    await ask("timestamp");
    authority.settings.mood = "right";
    expect(await ask("timestamp", true)).toEqual({ state: "holds", reason: null, again: false });
  });

  it("is none: after seven days of silence nobody is asked any more", async () => {
    rekor.settings.mood = "away";
    await world.database.query(
      "UPDATE outside_proofs SET created_at = now() - interval '8 days' WHERE fix_id = $1",
      [fixId],
    );
    expect(await ask("public_log")).toMatchObject({ state: "given_up", again: false });
  });
});

describe("an entry of a log that is about something else", () => {
  it("is refused, and the log’s own, found by its place, is taken", async () => {
    rekor.settings.mood = "other entry";
    const fix = await signedFix(open);
    const refused = await untilAll(fix.id, "refused", 1);
    expect(refused["approved public_log"]?.reason).toMatch(/form/);
    const entries = rekor.entries.length;
    rekor.settings.mood = "right";
    await hurry();
    await untilAll(fix.id, "holds", 2);
    expect(rekor.entries).toHaveLength(entries);
    expect(rekor.answers.slice(-2)).toEqual([409, 200]);
  });
});

describe("an attempt that came to no end", () => {
  it("is asked for again by the sweep of reviews, once, and one that was only late asks nobody", async () => {
    authority.settings.mood = "away";
    const { organizationId } = open;
    const { id: fixId } = await signedFix(open);
    const request = { fixId, statement: "approved", kind: "timestamp" } as const;
    await untilAll(fixId, "holds", 1);
    await eventually("the first attempt", async () => {
      return (await proofsOf(fixId))["approved timestamp"]?.reason;
    });
    authority.settings.mood = "right";
    // Its worker died with it, and nobody was told.
    await world.database.query("DELETE FROM outbox");
    const sweep = () => s.fixes.sweepReviews(async () => {});
    const dueFor = (minutes: number) =>
      world.database.query(
        "UPDATE outside_proofs SET due_at = now() - make_interval(mins => $2) WHERE fix_id = $1 AND kind = 'timestamp'",
        [fixId, minutes],
      );
    const before = authority.requests.length;
    await dueFor(20);
    await sweep();
    expect(await world.database.query("SELECT id FROM outbox")).toEqual([]);
    await dueFor(31);
    await Promise.all([sweep(), sweep()]);
    // What it replaced comes at last.
    await s.provenance.proveOutside(organizationId, request, 2);
    await untilAll(fixId, "holds", 2);
    expect(authority.requests).toHaveLength(before + 1);
    expect(
      await world.database.query(
        "SELECT attempts, due_at FROM outside_proofs WHERE fix_id = $1 AND kind = 'timestamp'",
        [fixId],
      ),
    ).toEqual([{ attempts: 3, due_at: null }]);
  });
});

describe("the proof beside the code", () => {
  it("has what others said when it was begun, to be checked as it is printed, and however often it is made", async () => {
    const { organizationId, as } = open;
    const path = paths.get(open)!;
    const policy = { proofBesideCode: true };
    await s.organizations.updateFixPolicy(as("admin"), organizationId, policy);
    const fix = await signedFix(open);
    await untilAll(fix.id, "holds", 2);
    authority.settings.mood = "away";
    await localPlace(path, fix.repositoryId).merge(fix, "merge");
    await s.fixes.followReview(organizationId, fix.id);
    await untilAll(fix.id, "holds", 3);
    // It waits a moment for those who were asked.
    const offer = `proof-${fix.id}`;
    const waits = "SELECT not_before > now() AS waits FROM outbox WHERE id = $1";
    expect(await world.database.query(waits, [offer])).toEqual([{ waits: true }]);
    await world.database.query("UPDATE outbox SET not_before = NULL WHERE id = $1", [offer]);
    const head = await headOfProof(fix.id);
    const folder = `.etna/fixes/${fix.id}`;
    const names = (await git(path, "ls-tree", "--name-only", `${head}:${folder}`)).split("\n");
    expect(names.filter((name) => name.includes("timestamp"))).toEqual([
      "fix.timestamped.sigstore.json",
      "merged.timestamped.sigstore.json",
      "timestamp-authority.pem",
      "trusted_root.timestamped.json",
    ]);
    expect(await checkTimestamps(path, head, folder)).toEqual(["Verification: OK"]);
    authority.settings.mood = "right";
    await hurry();
    await untilAll(fix.id, "holds", 4);
    await world.database.query(
      "UPDATE proof_reviews SET state = 'offering', head_commit = NULL, review_number = NULL, review_url = NULL WHERE fix_id = $1",
      [fix.id],
    );
    await s.fixes.offerProof(organizationId, fix.id);
    expect(await headOfProof(fix.id)).toBe(head);
  });
});

async function headOfProof(fixId: string): Promise<string> {
  return await eventually("the review of the proof", async () => {
    const select = "SELECT head_commit FROM proof_reviews WHERE fix_id = $1 AND state = 'open'";
    const [row] = await world.database.query(select, [fixId]);
    return row?.head_commit as string | undefined;
  });
}

/** What the commands about timestamps say, as VERIFY.md prints them. */
async function checkTimestamps(path: string, head: string, folder: string) {
  const run = promisify(execFile);
  const clone = join(world.folder, "proof");
  await mkdir(clone);
  await run("git", ["-C", path, "archive", "-o", join(clone, "proof.tar"), head, ".etna"]);
  await run("tar", ["-xf", "proof.tar"], { cwd: clone });
  const cwd = join(clone, folder);
  const guide = await readFile(join(cwd, "VERIFY.md"), "utf8");
  const scripts = [...guide.matchAll(/^```sh\n([\s\S]+?)\n```$/gm)].map(([, script]) => script!);
  return await Promise.all(
    scripts
      .filter((script) => script.includes("ts -verify"))
      .map(async (script) => {
        const { stdout, stderr } = await run("sh", ["-euc", script], { cwd });
        return /Verification: OK/.exec(stdout + stderr)?.[0];
      }),
  );
}
