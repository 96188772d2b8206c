import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { verifyAll } from "#bin/etna/verify.ts";
import { toBase64, utf8 } from "#lib/base/index.ts";
import { type ApiCall, apiCaller, apiRoutes } from "../support/api.ts";
import { expectOneTree, expectWhole } from "../support/expect-whole.ts";
import type { AppenderWord, AppendOrder } from "../support/log-appender.ts";
import { openMailWorld } from "../support/mail-world.ts";
import { addReportedCampaigns, type Reported } from "../support/reported-campaigns.ts";
import { loadServices, type Services } from "../support/services.ts";
import { openTeam, type Team } from "../support/team.ts";
import { eventually, type World } from "../support/world.ts";

const root = join(import.meta.dirname, "../..");
let world: World;
let s: Services;
let call: ApiCall;
let team: Team;
let other: Team;

beforeAll(async () => {
  world = await openMailWorld();
  s = await loadServices();
  call = apiCaller(await apiRoutes());
  // No repository is connected: the first signature makes the first key.
  team = await openTeam(world, s, "Reporting House");
  other = await openTeam(world, s, "Other Reporters");
});

afterAll(async () => {
  const { closeDatabase } = await import("#lib/platform/db/index.ts");
  await closeDatabase();
  await world?.close();
});

async function reported(each: Reported = {}): Promise<string> {
  const query = (sql: string, values: unknown[]) => world.database.query(sql, values);
  const [id] = await addReportedCampaigns(query, team.organizationId, [each]);
  return id!;
}

async function sign(id: string, by: Team = team) {
  return await s.campaigns.signReport(by.as("approver"), by.organizationId, id);
}

async function reportBytes(id: string): Promise<Uint8Array<ArrayBuffer>> {
  return utf8((await s.campaigns.readReportBytes(team.organizationId, id)) ?? "");
}

async function logSize(): Promise<number> {
  return (await s.provenance.readLogStatus()).size;
}

describe("a report that an approver has signed", () => {
  it("is stated with its figures, under a first key where there was none, for anyone to check", async () => {
    const id = await reported();
    expect(await s.provenance.readReportVerification(id)).toBeNull();
    const { logIndex } = await sign(id);
    const answer = (await s.provenance.readReportVerification(id))!;
    const { verification, namesPublic, organization } = answer;
    expect(verification).toMatchObject({ ok: true, logIndex });
    expect(verification.reportStatement?.predicate).toMatchObject({
      reportId: id,
      suite: `sha256:${"5f".repeat(32)}`,
      cases: { planned: 1080, breach: 11 },
      gate: "failed",
      target: { withheld: expect.stringMatching(/^sha256:/) },
      signedFor: { withheld: expect.stringMatching(/^sha256:/) },
    });
    expect({ namesPublic, organization }).toEqual({
      namesPublic: false,
      organization: "Reporting House",
    });
    expect(JSON.stringify(answer)).not.toMatch(/Booking assistant|@reportinghouse/);
    expect(await s.campaigns.readReportSignature(team.organizationId, id)).toMatchObject({
      logIndex,
    });
  });

  it("names agent and person where the organization shows names", async () => {
    const id = await reported({ agent: "Refund agent" });
    const show = (namesOnPublicPages: boolean) =>
      s.organizations.updateOrganization(team.as("admin"), team.organizationId, {
        namesOnPublicPages,
      });
    await show(true);
    await sign(id);
    await show(false);
    const { verification, namesPublic } = (await s.provenance.readReportVerification(id))!;
    expect(namesPublic).toBe(true);
    expect(verification.reportStatement?.predicate).toMatchObject({
      target: "Refund agent",
      signedFor: "A member of Reporting House",
    });
  });

  it("is signed once, however often and by however many it is asked for", async () => {
    const id = await reported();
    const size = await logSize();
    const all = await Promise.all([sign(id), sign(id), sign(id)]);
    all.push(await sign(id));
    expect(new Set(all.map(({ logIndex }) => logIndex)).size).toBe(1);
    expect(await logSize()).toBe(size + 1);
  });

  it("is for approvers of the very organization, and for people", async () => {
    const id = await reported();
    for (const role of ["viewer", "developer"] as const) {
      const asked = s.campaigns.signReport(team.as(role), team.organizationId, id);
      await expect(asked).rejects.toMatchObject({ code: "forbidden" });
    }
    await expect(sign(id, other)).rejects.toMatchObject({ code: "not_found" });
    const across = s.campaigns.signReport(other.as("owner"), team.organizationId, id);
    await expect(across).rejects.toMatchObject({ code: "not_found" });
    expect(await s.provenance.readReportVerification(id)).toBeNull();
    expect(await s.campaigns.readReportSignature(other.organizationId, id)).toBeNull();
  });

  it("takes a report to be signed: without one there is nothing", async () => {
    const id = await reported();
    await world.database.query(
      "UPDATE campaigns SET report = NULL, report_sha256 = NULL, gate = NULL WHERE id = $1",
      [id],
    );
    await expect(sign(id)).rejects.toMatchObject({ code: "precondition_failed" });
  });

  it("holds or fails by its key: rotated it stays, revoked it does not", async () => {
    const id = await reported();
    await sign(id);
    const [key] = await s.provenance.listSigningKeys(team.organizationId);
    const second = Math.floor(Date.now() / 1000);
    await eventually("the next second", async () => Math.floor(Date.now() / 1000) > second);
    await s.provenance.rotateKey(team.as("admin"), team.organizationId, key!.id);
    const next = await reported({ gate: "unjudged" });
    await sign(next);
    const okOf = async (of: string) =>
      (await s.provenance.readReportVerification(of))!.verification.ok;
    expect([await okOf(id), await okOf(next)]).toEqual([true, true]);
    await s.provenance.revokeKey(team.as("admin"), team.organizationId, key!.id, {
      reason: "compromised",
      since: new Date(0),
      note: "",
    });
    expect([await okOf(id), await okOf(next)]).toEqual([false, true]);
    // What is signed stays as it is, whatever became of its key.
    expect(await sign(id)).toMatchObject({ logIndex: expect.any(Number) });
  });
});

describe("a signed report over the API", () => {
  it("is verified for anyone, and says nothing of one that is not signed", async () => {
    const id = await reported();
    const path = `/campaigns/${id}/verification`;
    expect((await call("GET", path)).status).toBe(404);
    expect((await call("GET", "/campaigns/cm_1/verification")).status).toBe(404);
    await sign(id);
    const answer = (await (await call("GET", path)).json()) as Record<string, never>;
    expect(answer).toMatchObject({ ok: true, reportId: id, statement: { predicate: {} } });
    expect(JSON.stringify(answer)).not.toContain("Booking assistant");
  });

  it("is verified where bundle and report are sent, and the keys are found by its claim", async () => {
    const id = await reported();
    await sign(id);
    const { bundle } = (await s.provenance.readReportVerification(id))!;
    const ask = async (report: Uint8Array) => {
      const body = { bundle, report: toBase64(report) };
      return (await (await call("POST", "/verify", { body })).json()) as {
        ok: boolean;
        checks: { id: string; outcome: string }[];
      };
    };
    const right = await ask(await reportBytes(id));
    expect(right.ok).toBe(true);
    expect(right.checks[0]).toMatchObject({ id: "report_bytes", outcome: "holds" });
    const altered = await ask(utf8("{}"));
    expect(altered.ok).toBe(false);
    expect(altered.checks[0]).toMatchObject({ id: "report_bytes", outcome: "fails" });
  });
});

describe("etna verify --report", () => {
  it("compares the report offline, and takes it for nothing else", async () => {
    const id = await reported();
    await sign(id);
    const answer = (await s.provenance.readReportVerification(id))!;
    const folder = join(world.folder, "outsider");
    await mkdir(folder);
    const file = async (name: string, content: unknown) => {
      const isBytes = content instanceof Uint8Array;
      await writeFile(join(folder, name), isBytes ? content : JSON.stringify(content));
      return join(folder, name);
    };
    const bundle = await file("bundle.json", answer.bundle);
    const trusted = await file("trusted_root.json", answer.trustedRoot);
    await file("keys.json", answer.keys);
    const report = await file("report.json", await reportBytes(id));
    const verified = async (options: { report?: string; artifact?: string }) => {
      const [result] = await verifyAll([bundle], { root: trusted, ...options });
      const { ok, checks } = result!.verification;
      return { ok, bytes: checks.find(({ id: each }) => each === "report_bytes")?.outcome };
    };
    expect(await verified({ report })).toEqual({ ok: true, bytes: "holds" });
    expect(await verified({ artifact: report })).toEqual({ ok: true, bytes: "holds" });
    expect(await verified({})).toEqual({ ok: true, bytes: "not_run" });
    expect(await verified({ report: trusted })).toEqual({ ok: false, bytes: "fails" });
  });
});

/** Every query of the transaction that matters, and both sides of the commit. */
const points = [
  { query: 'UPDATE "public"."campaigns"', when: "after" },
  { query: 'INSERT INTO "public"."log_entries"', when: "after" },
  { query: 'INSERT INTO "public"."report_attestations"', when: "after" },
  { query: "COMMIT", when: "before" },
  { query: "COMMIT", when: "after" },
] as const;

describe("a process that is killed while it signs a report", () => {
  it.each(points)("$when “$query” leaves all of it or nothing", async (kill) => {
    const campaignId = await reported();
    const child = fork(join(root, "tests/support/log-appender.ts"), {
      cwd: root,
      env: {
        ...world.environment,
        PATH: process.env.PATH,
        NODE_COMPILE_CACHE: join(root, ".etna/test-compile-cache"),
      } as unknown as NodeJS.ProcessEnv,
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    const ended = once(child, "exit");
    child.on("message", (word: AppenderWord) => {
      const { userId, sessionId, organizationId } = team.as("approver");
      const reports = [{ userId, sessionId, organizationId, campaignId }];
      if (word === "ready") child.send({ bare: 0, jobs: [], reports, kill } satisfies AppendOrder);
      else if (word === "done") child.kill("SIGTERM");
    });
    const [, signal] = await ended;
    expect(signal).toBe("SIGKILL");
    const stands = kill.query === "COMMIT" && kill.when === "after";
    const left = await s.campaigns.readReportSignature(team.organizationId, campaignId);
    expect(left !== null).toBe(stands);
    const before = await expectOneTree(world);
    await sign(campaignId);
    expect(await expectOneTree(world)).toBe(stands ? before : before + 1);
    expect((await s.provenance.readReportVerification(campaignId))?.verification.ok).toBe(true);
  });

  it("leaves one event a signature, and chains that hold", async () => {
    const [row] = await world.database.query("SELECT count(*)::int AS n FROM report_attestations");
    await expectWhole(world, s, team.organizationId, { "campaign.sign": Number(row!.n) });
  });
});
