import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { lockOf, manifestText } from "../fakes/packages/project.ts";
import { openPackageServer, type PackageServer } from "../fakes/packages/server.ts";
import { lockFaults } from "../support/lock-check.ts";
import { loadServices, type Services } from "../support/services.ts";
import { eventually, git, openWorld, type World } from "../support/world.ts";

let world: World;
let server: PackageServer;
let stopWorker: () => Promise<void>;
let s: Services;
let organizationId: string;
let ownerId: string;
let session: string;

const root = {
  name: "shop",
  version: "1.0.0",
  dependencies: { lodish: "^1.0.0", "wide-parent": "^1.0.0", "@scope/tool": "^4.0.0" },
};
const files = {
  "package.json": manifestText(root),
  "package-lock.json": lockOf(root, {
    "node_modules/@scope/tool": "4.0.0",
    "node_modules/lodish": "1.0.0",
    "node_modules/minimage": "1.0.0",
    "node_modules/wide-parent": "1.0.0",
  }),
  "tools/requirements.txt": "jinjo==3.1.3\n",
};

function owner() {
  return s.audit.userActor(ownerId, organizationId, session);
}

async function endOf(runId: string) {
  return await eventually("the run to end", async () => {
    const run = await s.runs.getRun(organizationId, runId);
    return run?.endedAt ? run : null;
  });
}

async function scan(repositoryId: string) {
  const { id } = await s.runs.startScan(owner(), organizationId, repositoryId);
  return await endOf(id);
}

/** A connected repository with the same vulnerable packages, after its first scan. */
async function shop(name: string) {
  const path = await world.repository(name, files);
  const { id } = await s.repositories.connectRepository(owner(), organizationId, { path });
  return { path, id, run: await scan(id) };
}

async function findingsOf(repositoryId: string, state: "open" | "all" = "open") {
  const found = await s.findings.listFindings(organizationId, { repositoryId, state, limit: 50 });
  return new Map(found.map((finding) => [finding.message.split(" ")[0] ?? "", finding]));
}

async function raise(repositoryId: string, name: string) {
  const finding = (await findingsOf(repositoryId)).get(name);
  const { id } = await s.runs.startFix(owner(), organizationId, finding?.id ?? "");
  const run = await endOf(id);
  expect([run.state, run.outcome]).toEqual(["succeeded", "Proposed a fix. A person decides."]);
  const fix = await s.fixes.getFix(organizationId, run.fixId ?? "");
  if (fix === null) throw new Error("The run proposed nothing.");
  return fix;
}

beforeAll(async () => {
  world = await openWorld();
  server = await openPackageServer();
  process.env.ETNA_OSV_URL = server.osvUrl;
  process.env.ETNA_NPM_REGISTRY_URL = server.registryUrl;
  s = await loadServices();
  const { startWorker } = await import("#lib/platform/jobs/index.ts");
  const worker = await startWorker({
    workflows: [s.runs.scanWorkflow, s.runs.fixWorkflow, s.fixes.signWorkflow],
  });
  stopWorker = () => worker.stop();
  ownerId = (await s.identity.findOrCreatePerson("owner@example.test")).id;
  organizationId = (await s.organizations.createOrganization(ownerId, "Halden Freight")).id;
  session = await s.identity.startSession(ownerId, "Browser");
});

afterAll(async () => {
  await stopWorker?.();
  const { closeDatabase } = await import("#lib/platform/db/index.ts");
  await closeDatabase();
  await server?.close();
  await world?.close();
});

describe("a scan that asks about packages", () => {
  it("remembers what is vulnerable, and closes nothing while nobody answers", async () => {
    const { id, run } = await shop("asked");
    expect(run.outcome).toContain("Asked about 5 packages.");
    expect([...(await findingsOf(id)).keys()].sort()).toEqual([
      "@scope/tool",
      "jinjo",
      "lodish",
      "minimage",
    ]);
    server.osvStatus = 503;
    const again = await scan(id);
    server.osvStatus = null;
    expect(again.outcome).toContain("The advisory database gave no answer about 5 packages.");
    expect((await findingsOf(id)).size).toBe(4);
  });
});

describe("what a forge reports of a package", () => {
  it("is joined to ours where the package, its folder and the advisory are the same", async () => {
    const { id } = await shop("reported");
    const ours = (await findingsOf(id)).get("minimage");
    const told = (package_: string, manifestPath: string, cve: string) =>
      JSON.stringify({ package: package_, ecosystem: "npm", manifestPath, cve, ghsa: null });
    const reports = [
      told("minimage", "package-lock.json", "CVE-2024-10003"),
      told("minimage", "other/package-lock.json", "CVE-2024-10003"),
      told("minimage", "package-lock.json", "CVE-2024-99999"),
      told("maximage", "package-lock.json", "CVE-2024-10003"),
    ];
    for (const [at, dependency] of reports.entries()) {
      await world.database.query(
        `INSERT INTO findings (id, organization_id, repository_id, fingerprint, rule_id, severity,
           cwe, title, message, path, start_line, start_column, end_line, end_column, frame, fixable,
           detector, dependency, first_seen_at, last_seen_at, last_seen_commit)
         VALUES ($1, $2, $3, $1, 'GHSA', 'high', 'CWE-79', 'Told', 'Told', 'package-lock.json', 1, 1,
           1, 1, '{"startLine":1,"lines":[]}', false, 'Dependabot', $4::jsonb, now(), now(), 'c')`,
        [`fd_told_${at}`, organizationId, id, dependency],
      );
    }
    await scan(id);
    const joined = await world.database.query(
      "SELECT id, joined_to_id FROM findings WHERE detector = 'Dependabot' ORDER BY id",
      [],
    );
    expect(joined.map((row) => row.joined_to_id)).toEqual([ours?.id, null, null, null]);
  });
});

describe("a fix that needs a package", () => {
  const desk = {
    name: "desk",
    version: "1.0.0",
    engines: { node: ">=20" },
    dependencies: { lodish: "^2.0.1" },
  };
  const served = `const express = require("express");
const app = express();
app.use(express.static("public"));
app.listen(3000);
`;
  // So many that the lockfile changes by more lines than code may.
  const parts = Array.from({ length: 30 }, (_, at) => `helmet-part-${at}`);

  it("changes code, manifest and lockfile together, passes every check and is signed", async () => {
    const known = server.packages.get("helmet");
    const dependencies = Object.fromEntries(parts.map((name) => [name, "^1.0.0"]));
    server.packages.set("helmet", { name: "helmet", versions: { "8.3.0": { dependencies } } });
    for (const name of parts) server.packages.set(name, { name, versions: { "1.0.0": {} } });
    try {
      const path = await world.repository("headers", {
        "package.json": manifestText(desk),
        "package-lock.json": lockOf(desk, { "node_modules/lodish": "2.0.1" }),
        "src/app.js": served,
      });
      const { id } = await s.repositories.connectRepository(owner(), organizationId, { path });
      await scan(id);
      const [finding] = await s.findings.listFindings(organizationId, {
        repositoryId: id,
        limit: 5,
      });
      expect(finding).toMatchObject({ ruleId: "js/missing-helmet", fixable: true });
      const run = await s.runs.startFix(owner(), organizationId, finding?.id ?? "");
      const ended = await endOf(run.id);
      expect([ended.state, ended.outcome]).toEqual([
        "succeeded",
        "Proposed a fix. A person decides.",
      ]);
      const fix = await s.fixes.getFix(organizationId, ended.fixId ?? "");
      if (fix === null) throw new Error("The run proposed nothing.");
      expect(fix.checks.filter(({ outcome }) => outcome === "failed")).toEqual([]);
      expect(fix.checks.find((check) => check.id === "size")?.summary).toContain("limit 1500");
      const changed = await git(path, "diff", "--name-only", fix.baseCommit, fix.headCommit);
      const paths = ["package-lock.json", "package.json", "src/app.js"];
      expect(changed.split("\n")).toEqual(paths);
      const texts = await Promise.all(
        paths.map(async (each) => {
          return [each, await git(path, "show", `${fix.headCommit}:${each}`)] as const;
        }),
      );
      expect(await lockFaults(new Map(texts))).toEqual([]);
      expect(new Map(texts).get("src/app.js")).toContain("app.use(helmet());");

      const { headCommit, headTree, patchSha256 } = fix;
      await s.fixes.approveFix(owner(), organizationId, fix.id, {
        headCommit,
        headTree,
        patchSha256,
      });
      await eventually("the signature", async () => {
        return (await s.fixes.getFix(organizationId, fix.id))?.state === "signed";
      });
    } finally {
      if (known) server.packages.set("helmet", known);
      for (const name of parts) server.packages.delete(name);
    }
  });

  it("says why it stopped where the registry has no version for the project", async () => {
    const old = { ...desk, engines: { node: ">=8" } };
    const path = await world.repository("old-headers", {
      "package.json": manifestText(old),
      "package-lock.json": lockOf(old, { "node_modules/lodish": "2.0.1" }),
      "src/app.js": served,
    });
    const { id } = await s.repositories.connectRepository(owner(), organizationId, { path });
    await scan(id);
    const [finding] = await s.findings.listFindings(organizationId, { repositoryId: id, limit: 5 });
    const run = await s.runs.startFix(owner(), organizationId, finding?.id ?? "");
    const ended = await endOf(run.id);
    expect([ended.state, ended.outcome]).toEqual([
      "failed",
      "The registry has no stable version of helmet that runs on Node.js >=8.",
    ]);
  });
});

describe("a fix of a dependency", () => {
  it("takes along the same manifest's others, is signed for all of them, and its merge settles all", async () => {
    const { id, path } = await shop("together");
    const fix = await raise(id, "lodish");
    expect(fix.title).toBe("Raise 2 packages to fixed versions");
    expect(fix.findings.map(({ path: at }) => at)).toEqual(["package.json", "package-lock.json"]);
    expect(fix.checks.find((check) => check.id === "finding_gone")).toMatchObject({
      outcome: "passed",
      summary: "dependencies/vulnerable: 2 → 0",
    });
    const changed = await git(path, "diff", "--name-only", fix.baseCommit, fix.headCommit);
    expect(changed.split("\n")).toEqual(["package-lock.json"]);

    const found = await findingsOf(id);
    expect([found.get("lodish")?.fixId, found.get("minimage")?.fixId]).toEqual([fix.id, fix.id]);
    const minimage = found.get("minimage")?.id ?? "";
    await expect(s.runs.startFix(owner(), organizationId, minimage)).rejects.toMatchObject({
      code: "conflict",
    });

    const { headCommit, headTree, patchSha256 } = fix;
    await s.fixes.approveFix(owner(), organizationId, fix.id, {
      headCommit,
      headTree,
      patchSha256,
    });
    await eventually("the signature", async () => {
      return (await s.fixes.getFix(organizationId, fix.id))?.state === "signed";
    });
    const [row] = (await world.database.query(
      "SELECT bundle, openings FROM attestations WHERE fix_id = $1",
      [fix.id],
    )) as { bundle: { dsseEnvelope: { payload: string } }; openings: object }[];
    const payload = Buffer.from(row!.bundle.dsseEnvelope.payload, "base64").toString("utf8");
    expect(JSON.parse(payload).predicate.findings).toHaveLength(2);
    expect(
      Object.keys(row!.openings).filter((name) => name.startsWith("fingerprint")),
    ).toHaveLength(2);

    await git(path, "update-ref", "refs/heads/main", headCommit);
    await s.fixes.followReview(organizationId, fix.id);
    expect([...(await findingsOf(id)).keys()].sort()).toEqual(["@scope/tool", "jinjo"]);
  });

  it("by a major step, or of another manifest, goes alone", async () => {
    const { id } = await shop("alone");
    const major = await raise(id, "@scope/tool");
    expect([major.title, major.findings.length]).toEqual(["Raise @scope/tool to 5.0.0", 1]);
    expect(major.patch).toContain('+    "@scope/tool": "^5.0.0"');
    const pin = await raise(id, "jinjo");
    expect([pin.title, pin.findings.length]).toEqual(["Raise jinjo to 3.1.4", 1]);
    expect(pin.patch).toContain("+jinjo==3.1.4");
  });

  it("that is rejected is remembered by each of its findings", async () => {
    const { id } = await shop("rejected");
    const fix = await raise(id, "minimage");
    await s.fixes.rejectFix(owner(), organizationId, fix.id, "We leave next month.");
    const all = await findingsOf(id, "all");
    expect(["lodish", "minimage"].map((name) => all.get(name)?.state)).toEqual([
      "rejected",
      "rejected",
    ]);
    expect(all.get("@scope/tool")?.state).toBe("open");
  });

  it("leaves alone what a person decided about", async () => {
    const { id } = await shop("decided");
    const found = await findingsOf(id);
    await s.findings.triageFinding(owner(), organizationId, found.get("minimage")?.id ?? "", {
      decision: "ignore",
      reason: "It is never reached.",
    });
    const fix = await raise(id, "lodish");
    expect([fix.title, fix.findings.length]).toEqual(["Raise lodish to 1.1.0", 1]);
  });

  it("says why it stopped where the registry has no fixed version", async () => {
    const { id } = await shop("hopeless");
    const known = server.packages.get("lodish");
    server.packages.set("lodish", { name: "lodish", versions: { "1.0.0": {} } });
    try {
      const finding = (await findingsOf(id)).get("lodish");
      const { id: runId } = await s.runs.startFix(owner(), organizationId, finding?.id ?? "");
      const run = await endOf(runId);
      expect([run.state, run.outcome]).toEqual([
        "failed",
        "No version of lodish above 1.0.0 is fixed.",
      ]);
    } finally {
      if (known) server.packages.set("lodish", known);
    }
  });
});
