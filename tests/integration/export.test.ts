import { type ChildProcess, execFile, spawn } from "node:child_process";
import { chmod, cp, mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Worker } from "#lib/platform/jobs/index.ts";
import { type FakeRekor, startRekor } from "../fakes/rekor.ts";
import { type FakeAuthority, startTimestampAuthority } from "../fakes/timestamp-authority.ts";
import { appendBare } from "../support/bare-entries.ts";
import { type Cosign, cosignEnvironment, cosignMissing, findCosign } from "../support/cosign.ts";
import { localPlace } from "../support/merge-places.ts";
import { outsideSettings } from "../support/outside-settings.ts";
import { addReportedCampaigns } from "../support/reported-campaigns.ts";
import { loadServices, type Services } from "../support/services.ts";
import { endOfRun, faultyFiles, openTeam, seen, type Team } from "../support/team.ts";
import { eventually, openWorld, type World } from "../support/world.ts";

const run = promisify(execFile);
const etna = join(import.meta.dirname, "../../bin/etna.ts");

let world: World;
let s: Services;
let team: Team;
let other: Team;
let worker: Worker | null = null;
let repositoryPath: string;
let shown: string;
let withheld: string;
let reportId: string;
let folder: string;
let cosign: Cosign | null;
let authority: FakeAuthority;
let rekor: FakeRekor;

beforeAll(async () => {
  world = await openWorld();
  authority = await startTimestampAuthority();
  rekor = await startRekor();
  Object.assign(process.env, await outsideSettings(world.folder, authority, rekor));
  s = await loadServices();
  folder = join(world.folder, "export");
  team = await openTeam(world, s, "Lasting House");
  other = await openTeam(world, s, "Another House");
  const { startWorker } = await import("#lib/platform/jobs/index.ts");
  const { signWorkflow, stateMergeWorkflow } = s.fixes;
  const { outsideProofWorkflow } = s.provenance;
  worker = await startWorker({
    workflows: [
      ...[s.runs.scanWorkflow, s.runs.fixWorkflow, signWorkflow, stateMergeWorkflow],
      outsideProofWorkflow,
    ],
  });
  repositoryPath = await world.repository("desk", faultyFiles(3));
  const { organizationId } = team;
  const { id } = await s.repositories.connectRepository(team.as("owner"), organizationId, {
    path: repositoryPath,
  });
  await endOfRun(
    s,
    organizationId,
    (await s.runs.startScan(team.as("owner"), organizationId, id)).id,
  );
  await s.organizations.updateOrganization(team.as("admin"), organizationId, {
    namesOnPublicPages: true,
  });
  shown = await signed(id);
  const fix = (await s.fixes.getFix(organizationId, shown))!;
  await localPlace(repositoryPath, id).merge(fix, "merge");
  await s.fixes.followReview(organizationId, shown);
  await eventually("the statement of the merge", async () => {
    return (await s.fixes.getFix(organizationId, shown))?.mergedAs;
  });
  await s.organizations.updateOrganization(team.as("admin"), organizationId, {
    namesOnPublicPages: false,
  });
  await untilProven(shown, 4);
  authority.settings.mood = "away";
  withheld = await signed(id);
  reportId = await signedReport();
  await appendBare(s, 260);
});

afterAll(async () => {
  await closeAll();
  await authority?.close();
  await rekor?.close();
  await world?.close();
});

async function closeAll(): Promise<void> {
  await worker?.stop();
  worker = null;
  const { closeDatabase } = await import("#lib/platform/db/index.ts");
  await closeDatabase();
}

async function signed(repositoryId: string): Promise<string> {
  const { organizationId } = team;
  const found = await s.findings.listFindings(organizationId, { repositoryId, limit: 10 });
  const { id } = found.find(({ fixId, state }) => fixId === null && state === "open")!;
  const started = await s.runs.startFix(team.as("developer"), organizationId, id);
  const { fixId } = await endOfRun(s, organizationId, started.id);
  const fix = (await s.fixes.getFix(organizationId, fixId!))!;
  await s.fixes.approveFix(team.as("approver"), organizationId, fix.id, seen(fix));
  await eventually("the signature", async () => {
    return (await s.fixes.getFix(organizationId, fix.id))?.state === "signed";
  });
  return fix.id;
}

async function signedReport(): Promise<string> {
  const { organizationId } = team;
  const query = (sql: string, values: unknown[]) => world.database.query(sql, values);
  const [signedId] = await addReportedCampaigns(query, organizationId, [{}, {}]);
  await s.campaigns.signReport(team.as("approver"), organizationId, signedId!);
  return signedId!;
}

async function untilProven(fixId: string, count: number): Promise<void> {
  await eventually(`${count} outside proofs`, async () => {
    const { outside } = (await s.provenance.readVerification(fixId))!;
    return outside.proofs.filter(({ state }) => state === "holds").length === count;
  });
}

interface Said {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function start(organization: string, to: string): ChildProcess {
  const env = { ...process.env, ...world.environment };
  return spawn(process.execPath, [etna, "export", organization, to], { env });
}

async function command(organization: string, to: string): Promise<Said> {
  const child = start(organization, to);
  let [stdout, stderr] = ["", ""];
  child.stdout?.on("data", (chunk) => (stdout += chunk));
  child.stderr?.on("data", (chunk) => (stderr += chunk));
  const code = await new Promise<number>((resolve) => child.on("close", (c) => resolve(c ?? -1)));
  return { code, stdout, stderr };
}

async function filesIn(of: string): Promise<Record<string, string>> {
  const entries = await readdir(of, { recursive: true, withFileTypes: true });
  const files: Record<string, string> = {};
  for (const entry of entries.filter((one) => one.isFile())) {
    const path = join(entry.parentPath, entry.name);
    files[path.slice(of.length + 1)] = await readFile(path, "base64");
  }
  return files;
}

/** Every command of a VERIFY.md as it is printed, with cosign, git and etna to be found. */
async function inShell(
  at: string,
  script: string,
  extra: Record<string, string> = {},
): Promise<string> {
  const env = cosignEnvironment(world.folder);
  const PATH = [join(world.folder, "bin"), env.PATH].join(delimiter);
  const { stdout, stderr } = await run("sh", ["-euc", script], {
    cwd: at,
    env: { ...env, PATH, CLONE: repositoryPath, ...extra },
  });
  return stdout + stderr;
}

async function commandsOf(guide: string): Promise<readonly string[]> {
  const text = await readFile(guide, "utf8");
  return [...text.matchAll(/^```sh\n([\s\S]+?)\n```$/gm)].map(([, script]) => script!);
}

describe("etna export", () => {
  it("writes one folder, and a second call finds nothing to add", async () => {
    const first = await command(team.slug, folder);
    expect(first.stderr).toBe("");
    expect(first.code).toBe(0);
    const files = await filesIn(folder);
    expect(Object.keys(files)).toEqual(
      expect.arrayContaining([
        "VERIFY.md",
        "SHA256SUMS",
        "manifest.json",
        "keys.json",
        "instance.pub",
        "trusted_root.json",
        `fixes/${shown}/merged.sigstore.json`,
        `fixes/${shown}/fix.patch`,
        `fixes/${shown}/fix.timestamp.tsr`,
        `fixes/${shown}/merged.timestamp.tsr`,
        `fixes/${shown}/timestamp-authority.pem`,
        `fixes/${shown}/fix.timestamped.sigstore.json`,
        `fixes/${shown}/merged.timestamped.sigstore.json`,
        `fixes/${shown}/trusted_root.timestamped.json`,
        `fixes/${withheld}/fix.patch`,
        `fixes/${withheld}/openings.json`,
        "log/checkpoint",
        "log/tile/0/000",
        "log/tile/1/000.p/1",
        "log/tile/entries/000",
      ]),
    );
    expect(files).not.toHaveProperty([`fixes/${shown}/openings.json`]);
    const ofReports = Object.keys(files).filter((path) => path.startsWith("reports/"));
    expect(ofReports.sort()).toEqual(
      ["VERIFY.md", "bundle.json", "openings.json", "report.json", "statement.json"].map(
        (each) => `reports/${reportId}/${each}`,
      ),
    );
    expect(Object.keys(files).filter((path) => /timestamp/.test(path))).toHaveLength(6);
    const again = await command(team.slug, folder);
    expect(again.stdout).toContain("files, 0 of them new or changed");
    expect(await filesIn(folder)).toEqual(files);
    const exported = await world.database.query(
      "SELECT actor->>'program' AS program FROM audit_events WHERE action = 'provenance.export'",
    );
    expect(exported).toEqual([{ program: "cli" }, { program: "cli" }]);
  });

  it("adds what is new to a former export, and leaves no narrower tile behind", async () => {
    await appendBare(s, 3);
    expect((await command(team.slug, folder)).code).toBe(0);
    expect(await readdir(join(folder, "log/tile/0/001.p"))).toHaveLength(1);
    await inShell(folder, "sha256sum --quiet -c SHA256SUMS");
  });

  it("adds what others said since, and leaves the bundle as it is", async () => {
    const before = await filesIn(folder);
    authority.settings.mood = "right";
    await world.database.query("UPDATE outbox SET not_before = NULL");
    await untilProven(withheld, 1);
    expect((await command(team.slug, folder)).code).toBe(0);
    const after = await filesIn(folder);
    const at = `fixes/${withheld}`;
    const added = Object.keys(after).filter((path) => !(path in before));
    expect(added.sort()).toEqual([
      `${at}/fix.timestamp.tsr`,
      `${at}/fix.timestamped.sigstore.json`,
      `${at}/timestamp-authority.pem`,
      `${at}/trusted_root.timestamped.json`,
    ]);
    const changed = Object.keys(before).filter((path) => before[path] !== after[path]);
    expect(changed.sort()).toEqual(["SHA256SUMS", `${at}/VERIFY.md`, "manifest.json"]);
  });

  it("killed half-way and begun again, it is what it would have been", async () => {
    const killed = join(world.folder, "killed");
    const child = start(team.slug, killed);
    const closed = new Promise((resolve) => child.on("close", resolve));
    await eventually("the first files", () => readdir(killed).catch(() => null), 30_000);
    child.kill("SIGKILL");
    await closed;
    expect((await command(team.slug, killed)).code).toBe(0);
    expect(await filesIn(killed)).toEqual(await filesIn(folder));
  });

  it("refuses a folder of something else, and one of another organization", async () => {
    const mine = join(world.folder, "mine");
    await mkdir(mine);
    await writeFile(join(mine, "notes.txt"), "mine");
    expect(await command(team.slug, mine)).toMatchObject({ code: 2, stdout: "" });
    expect(await readdir(mine)).toEqual(["notes.txt"]);
    expect(await command(other.slug, folder)).toMatchObject({ code: 2 });
    expect(await command("nobody", join(world.folder, "new"))).toMatchObject({ code: 2 });
  });

  it("holds of others what the log shows to everyone, and no name", async () => {
    const bundles = await Promise.all(
      ["log/tile/entries/000", "log/log.json", "log/checkpoint"].map((path) =>
        readFile(join(folder, path), "latin1"),
      ),
    );
    for (const name of ["Lasting House", "Another House", "desk", "sheet-01", "approver"]) {
      expect(bundles.join("")).not.toContain(name);
    }
  });
});

describe("exportProvenance", () => {
  it("is for admins, of their own organization, who proved their presence", async () => {
    const { organizationId } = team;
    const call = (actor: Parameters<Services["export"]["exportProvenance"]>[0], id: string) =>
      s.export.exportProvenance(actor, id);
    await expect(call(team.as("approver"), organizationId)).rejects.toMatchObject({
      code: "forbidden",
    });
    await expect(call(other.as("owner"), organizationId)).rejects.toMatchObject({
      code: "not_found",
    });
    await expect(call(other.as("owner"), other.organizationId)).rejects.toMatchObject({
      code: "precondition_failed",
    });
    const { sessionId } = team.as("owner");
    await world.database.query("UPDATE sessions SET proved_at = $2 WHERE id = $1", [
      sessionId,
      new Date(Date.now() - 60 * 60 * 1000),
    ]);
    await expect(call(team.as("owner"), organizationId)).rejects.toMatchObject({
      code: "reauthentication_required",
    });
  });
});

describe("the folder, with the database dropped", () => {
  beforeAll(async () => {
    await closeAll();
    const url = new URL(world.database.ownerUrl);
    const name = url.pathname.slice(1);
    url.pathname = "/postgres";
    const client = new pg.Client({ connectionString: url.href });
    await client.connect();
    await client.query(`DROP DATABASE ${name} WITH (FORCE)`);
    await client.end();
    const bin = join(world.folder, "bin");
    await mkdir(bin, { recursive: true });
    await writeFile(join(bin, "etna"), `#!/bin/sh\nexec "${process.execPath}" "${etna}" "$@"\n`);
    await chmod(join(bin, "etna"), 0o755);
    cosign = await findCosign("cosign 3");
    if (cosign !== null) await symlink(cosign.program, join(bin, "cosign"));
  });

  it("says with its own commands that all of it is whole and genuine", async (ctx) => {
    if (cosign === null) return ctx.skip(cosignMissing["cosign 3"]);
    const [sums, loop, all, log, name, ...reports] = await commandsOf(join(folder, "VERIFY.md"));
    expect(reports).toHaveLength(2);
    for (const each of reports) expect(await inShell(folder, each)).toBe("");
    expect(await inShell(folder, sums!)).toBe("");
    expect(loop).not.toContain("http");
    expect(await inShell(folder, loop!)).toBe("");
    expect(await inShell(folder, all!)).toContain("fix.sigstore.json");
    expect(await inShell(folder, log!)).toContain("log: holds");
    const at = join(folder, "fixes", withheld);
    const openings = JSON.parse(await readFile(join(at, "openings.json"), "utf8"));
    const statement = JSON.parse(await readFile(join(at, "statement.json"), "utf8"));
    const { value: VALUE, salt: SALT } = openings.repository;
    const opened = await inShell(at, name!, { VALUE, SALT });
    const digest = statement.predicate.change.repository.withheld.slice("sha256:".length);
    expect(opened).toContain(digest);
  });

  it.each(["shown and merged", "withheld"])("checks a fix that is %s", async (which) => {
    const at = join(folder, "fixes", which === "withheld" ? withheld : shown);
    const { predicate } = JSON.parse(await readFile(join(at, "statement.json"), "utf8"));
    const seenBy = new Map<string, number>();
    for (const script of await commandsOf(join(at, "VERIFY.md"))) {
      const program =
        /^(cosign|git|openssl|etna)/.exec(script)?.[1] ?? /git|openssl/.exec(script)![0];
      if (program === "cosign" && cosign === null) continue;
      if (script.includes("--digestAlg") && cosign?.takesCommits !== true) continue;
      seenBy.set(program, (seenBy.get(program) ?? 0) + 1);
      const output = await inShell(at, script);
      if (program === "cosign") expect(output).toContain("Verified OK");
      if (program === "git") expect(output.trim()).toBe(predicate.approval.bound.gitTree);
      if (script.includes("ts -verify")) expect(output).toContain("Verification: OK");
      if (script.includes("pkeyutl")) expect(output).toContain("Signature Verified Successfully");
    }
    expect(Object.fromEntries(seenBy)).toMatchObject({
      git: 2,
      openssl: which === "withheld" ? 3 : 4,
      etna: 2,
      ...(cosign?.takesCommits && { cosign: which === "withheld" ? 3 : 5 }),
    });
  });

  it("checks a report, and finds one changed figure", async (ctx) => {
    if (cosign === null) return ctx.skip(cosignMissing["cosign 3"]);
    const torn = join(world.folder, "reported");
    await cp(folder, torn, { recursive: true });
    const at = join(torn, "reports", reportId);
    const scripts = await commandsOf(join(at, "VERIFY.md"));
    const loops = (await commandsOf(join(torn, "VERIFY.md"))).slice(5);
    expect(await inShell(at, scripts[0]!)).toContain("Verified OK");
    expect(await inShell(at, scripts[1]!)).toContain("The gate failed: 11 breaches of 1,080.");
    const report = join(at, "report.json");
    const text = await readFile(report, "utf8");
    await writeFile(report, text.replace('"breach":11', '"breach":10'));
    for (const script of scripts) await expect(inShell(at, script)).rejects.toThrow();
    for (const loop of loops) {
      expect(await inShell(torn, loop)).toContain(`${reportId}/ does not verify`);
    }
  });

  it("finds another timestamp, another authority, and a merge in the place of an approval", async (ctx) => {
    if (cosign === null) return ctx.skip(cosignMissing["cosign 3"]);
    const torn = join(world.folder, "stamped");
    await cp(folder, torn, { recursive: true });
    const at = join(torn, "fixes", shown);
    const scripts = await commandsOf(join(at, "VERIFY.md"));
    const stamp = scripts.find((script) => script.includes("-in fix.timestamp.tsr"))!;
    const wide = scripts.find((script) => script.includes("fix.timestamped.sigstore.json"))!;
    expect(wide).toContain("--use-signed-timestamps");
    await cp(join(at, "merged.timestamp.tsr"), join(at, "fix.timestamp.tsr"));
    await expect(inShell(at, stamp)).rejects.toThrow();
    await cp(join(at, "trusted_root.timestamped.json"), join(at, "kept.json"));
    await cp(join(torn, "trusted_root.json"), join(at, "trusted_root.timestamped.json"));
    await expect(inShell(at, wide)).rejects.toThrow();
    await cp(join(at, "kept.json"), join(at, "trusted_root.timestamped.json"));
    expect(await inShell(at, wide)).toContain("Verified OK");
    const [, loop] = await commandsOf(join(torn, "VERIFY.md"));
    await cp(join(at, "merged.sigstore.json"), join(at, "fix.sigstore.json"));
    expect(await inShell(torn, loop!)).toContain(`${shown}/ does not verify`);
  });

  it("finds one changed byte", async (ctx) => {
    if (cosign === null) return ctx.skip(cosignMissing["cosign 3"]);
    const torn = join(world.folder, "torn");
    await cp(folder, torn, { recursive: true });
    const patch = join(torn, "fixes", shown, "fix.patch");
    await writeFile(patch, (await readFile(patch, "utf8")).replace("yaml", "yamI"));
    const [sums, loop] = await commandsOf(join(torn, "VERIFY.md"));
    await expect(inShell(torn, sums!)).rejects.toMatchObject({
      stdout: expect.stringContaining("fix.patch"),
    });
    expect(await inShell(torn, loop!)).toContain(`${shown}/ does not verify`);
    const [first] = await commandsOf(join(torn, "fixes", shown, "VERIFY.md"));
    await expect(inShell(join(torn, "fixes", shown), first!)).rejects.toThrow();
  });
});
