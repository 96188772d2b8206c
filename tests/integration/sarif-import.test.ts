import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bytes, gzipped, log, result, run } from "../support/sarif.ts";
import { loadServices, type Services } from "../support/services.ts";
import { endOfRun, faultyFiles, openTeam, type Team } from "../support/team.ts";
import { git, openWorld, pushFile, type World } from "../support/world.ts";
import { markupEverywhere, refused, strayUris } from "../vectors/sarif/hostile.ts";

let world: World;
let s: Services;
let team: Team;
let other: Team;
let worker: { stop(): Promise<void> } | undefined;
let count = 0;

beforeAll(async () => {
  world = await openWorld();
  s = await loadServices();
  team = await openTeam(world, s, "Sarif House");
  other = await openTeam(world, s, "Elsewhere House");
  const { startWorker } = await import("#lib/platform/jobs/index.ts");
  worker = await startWorker({ workflows: [s.runs.scanWorkflow] });
});

afterAll(async () => {
  await worker?.stop();
  const { closeDatabase } = await import("#lib/platform/db/index.ts");
  await closeDatabase();
  await world?.close();
});

interface Place {
  readonly id: string;
  readonly path: string;
}

async function connect(files = faultyFiles(2)): Promise<Place> {
  const path = await world.repository(`sarif${++count}`, {
    ...files,
    "src/app.js": "one\ntwo\nthree\nfour\nfive\n",
  });
  const { organizationId } = team;
  const { id } = await s.repositories.connectRepository(team.as("admin"), organizationId, { path });
  return { id, path };
}

function upload({ id }: Place, value: unknown, actor = team.as("developer")) {
  const sent = value instanceof Uint8Array ? value : bytes(value);
  return s.findings.importSarif(actor, team.organizationId, id, sent);
}

async function scanned({ id }: Place): Promise<void> {
  const { id: runId } = await s.runs.startScan(team.as("developer"), team.organizationId, id);
  await endOfRun(s, team.organizationId, runId);
}

async function rowsOf({ id }: Place) {
  return await s.findings.listFindings(team.organizationId, {
    repositoryId: id,
    state: "all",
    limit: 100,
  });
}

/** Everything that is kept of a repository's findings, and how many events there are. */
async function kept({ id }: Place): Promise<string> {
  const [row] = await world.database.query(
    `SELECT (SELECT json_agg(f ORDER BY id) FROM findings f WHERE repository_id = $1) AS findings,
       (SELECT json_agg(r ORDER BY rule_id) FROM detector_rules r WHERE repository_id = $1) AS rules,
       (SELECT count(*) FROM audit_events) AS events`,
    [id],
  );
  return JSON.stringify(row);
}

const place = (line: number) => ({ uri: "src/app.js", line });
const yaml = { properties: { tags: ["external/cwe/cwe-502"] } };

describe("another scanner's file", () => {
  it("becomes findings under the tool's name, with the code and the rule's own words", async () => {
    const at = await connect();
    const rules = [
      {
        id: "r1",
        name: "First",
        help: { markdown: "**Read** me" },
        helpUri: "https://docs.example/r1",
      },
    ];
    const taken = await upload(
      at,
      gzipped(log(run("Scout", [result("r1", place(3), { level: "error" })], {}, { rules }))),
    );
    expect(taken).toEqual({
      tools: ["Scout"],
      found: 1,
      fresh: 1,
      gone: 0,
      joined: 0,
      suppressed: 0,
      leftOut: 0,
    });
    const [row] = await rowsOf(at);
    const finding = await s.findings.getFinding(team.organizationId, row!.id);
    expect(finding).toMatchObject({
      detector: "Scout",
      ruleId: "r1",
      severity: "high",
      title: "First",
      fixable: false,
      frame: { startLine: 1, lines: ["one", "two", "three", "four", "five"] },
      ruleText: "**Read** me\n\n<https://docs.example/r1>",
      lastSeenCommit: await git(at.path, "rev-parse", "main"),
    });
    expect((await s.findings.countFindings(team.organizationId)).bySeverity.high).toBe(1);
  });

  it("sent twice changes nothing, and leaves one event", async () => {
    const at = await connect();
    const value = log(
      run("Scout", [result("a", place(1)), result("a", place(4))], {}, { rules: [{ id: "a" }] }),
    );
    await upload(at, value);
    const before = await kept(at);
    expect(await upload(at, value)).toMatchObject({ found: 2, fresh: 0, gone: 0 });
    expect(await upload(at, gzipped(value))).toMatchObject({ found: 2, fresh: 0, gone: 0 });
    expect(await kept(at)).toBe(before);
  });

  it("sent twice at the same moment makes each finding once", async () => {
    const at = await connect();
    const value = log(run("Scout", [result("a", place(1)), result("a", place(4))]));
    await Promise.all([upload(at, value), upload(at, value), upload(at, value)]);
    expect(await rowsOf(at)).toHaveLength(2);
  });

  it("closes what its tool no longer reports, and opens it when it is back", async () => {
    const at = await connect();
    const both = log(run("Scout", [result("a", place(1)), result("a", place(4))]));
    await upload(at, both);
    await upload(at, log(run("Watch", [result("a", place(2))])));
    const one = log(run("Scout", [result("a", place(1))]));
    expect(await upload(at, one)).toMatchObject({ found: 1, fresh: 0, gone: 1 });
    const states = async () =>
      (await rowsOf(at)).map((row) => `${row.detector} ${row.startLine} ${row.state}`).sort();
    expect(await states()).toEqual(["Scout 1 open", "Scout 4 fixed", "Watch 2 open"]);
    await upload(at, both);
    expect(await states()).toEqual(["Scout 1 open", "Scout 4 open", "Watch 2 open"]);
    expect(await upload(at, log(run("Scout", [])))).toMatchObject({ found: 0, gone: 2 });
  });

  it("closes nothing of another category, nor when its tool did not come to its end", async () => {
    const at = await connect();
    const category = (id: string) => ({ automationDetails: { id } });
    await upload(at, log(run("Scout", [result("a", place(1))], category("js/1"))));
    await upload(at, log(run("Scout", [result("a", place(2))], category("py/1"))));
    const torn = { ...category("js/2"), invocations: [{ executionSuccessful: false }] };
    expect(await upload(at, log(run("Scout", [], torn)))).toMatchObject({ gone: 0 });
    expect(await upload(at, log(run("Scout", [], category("js/2"))))).toMatchObject({ gone: 1 });
  });

  it("keeps what a person decided, also when the line moves", async () => {
    const at = await connect();
    await upload(at, log(run("Scout", [result("a", place(3))])));
    const [row] = await rowsOf(at);
    const decision = { decision: "ignore", reason: "Known to us" } as const;
    await s.findings.triageFinding(team.as("developer"), team.organizationId, row!.id, decision);
    await pushFile(at.path, "main", { path: "src/app.js", text: "zero\none\ntwo\nthree\nfour\n" });
    expect(await upload(at, log(run("Scout", [result("a", place(4))])))).toMatchObject({
      found: 1,
      fresh: 0,
      gone: 0,
    });
    expect(await rowsOf(at)).toMatchObject([{ id: row!.id, startLine: 4, state: "ignored" }]);
  });

  it("leaves our own findings alone, and our scan leaves its", async () => {
    const at = await connect();
    await scanned(at);
    await upload(at, log(run("Scout", [result("a", place(3))])));
    await upload(at, log(run("Agent Etna", [])));
    const open = async () => (await rowsOf(at)).filter(({ state }) => state === "open").length;
    expect(await open()).toBe(3);
    await scanned(at);
    expect(await open()).toBe(3);
  });

  it("that reports what a rule of ours does is joined to it, whichever came first", async () => {
    const at = await connect();
    const theirs = result("yaml", { uri: "src/sheet-01.py", line: 5 }, yaml);
    const value = log(run("Scout", [theirs, result("a", place(3), yaml)]));
    expect(await upload(at, value)).toMatchObject({ found: 2, joined: 0 });
    expect(await rowsOf(at)).toHaveLength(2);
    await scanned(at);
    const rows = await rowsOf(at);
    expect(rows.map((row) => `${row.path} ${row.detector}`).sort()).toEqual([
      "src/app.js Scout",
      "src/sheet-01.py null",
      "src/sheet-02.py null",
    ]);
    const own = rows.find(({ path }) => path === "src/sheet-01.py")!;
    const detail = await s.findings.getFinding(team.organizationId, own.id);
    expect(detail).toMatchObject({
      fixable: true,
      alsoReported: [{ detector: "Scout", ruleId: "yaml" }],
    });
    const joined = await s.findings.getFinding(team.organizationId, detail!.alsoReported[0]!.id);
    expect(joined).toMatchObject({ joinedToId: own.id, fixable: false });
    expect(await upload(at, value)).toMatchObject({ joined: 1, fresh: 0, gone: 0 });
    const second = log(run("Watch", [theirs]));
    expect(await upload(at, second)).toMatchObject({ joined: 1, fresh: 1 });
    expect(await rowsOf(at)).toHaveLength(3);
    const counts = await s.repositories.getRepository(team.organizationId, at.id);
    expect(counts?.openFindings).toBe(3);
    expect(await s.runs.startFix(team.as("developer"), team.organizationId, own.id)).toMatchObject({
      id: expect.stringMatching(/^rn_/),
    });
  });

  it("is joined by its rule's name where its scanner names no weakness", async () => {
    const at = await connect();
    await scanned(at);
    const here = { uri: "src/sheet-01.py", line: 5 };
    const semgrep = "python.lang.security.deserialization.avoid-pyyaml-load.avoid-pyyaml-load";
    expect(await upload(at, log(run("Scout", [result(semgrep, here)])))).toMatchObject({
      joined: 1,
    });
    expect(await upload(at, log(run("Watch", [result("B999", here)])))).toMatchObject({
      joined: 0,
    });
  });

  it("stands by itself again once ours is gone and the tool still reports it", async () => {
    const at = await connect();
    await scanned(at);
    const value = log(run("Scout", [result("yaml", { uri: "src/sheet-01.py", line: 5 }, yaml)]));
    expect(await upload(at, value)).toMatchObject({ joined: 1 });
    await world.database.query(
      "UPDATE findings SET state = 'fixed', fixed_at = now() WHERE repository_id = $1 AND detector IS NULL",
      [at.id],
    );
    expect(await rowsOf(at)).not.toContainEqual(expect.objectContaining({ detector: "Scout" }));
    expect(await upload(at, value)).toMatchObject({ joined: 0 });
    expect(await rowsOf(at)).toContainEqual(
      expect.objectContaining({ detector: "Scout", state: "open" }),
    );
  });

  it("written by etna scan is known for what it is", async () => {
    const at = await connect();
    await scanned(at);
    const { toSarif, scan } = await import("#lib/engines/rules/index.ts");
    const { openForge } = s.repositories;
    const forge = await openForge(team.organizationId, at.id);
    const { headCommit } = await forge.inspectRepository();
    const report = await scan(await forge.snapshot(headCommit));
    expect(await upload(at, toSarif(report))).toMatchObject({ found: 2, joined: 2 });
    expect(await rowsOf(at)).toHaveLength(2);
  });

  it("of 5,000 results is taken in, moved and closed", async () => {
    const at = await connect();
    const many = (from: number) =>
      log(
        run(
          "Scout",
          Array.from({ length: 5000 }, (_, index) =>
            result("a", place(from + index), { partialFingerprints: { p: `${index}` } }),
          ),
        ),
      );
    expect(await upload(at, many(1))).toMatchObject({ fresh: 5000 });
    expect(await upload(at, many(2))).toMatchObject({ found: 5000, fresh: 0, gone: 0 });
    expect(await upload(at, log(run("Scout", [])))).toMatchObject({ gone: 5000 });
  });
});

describe("who may send one", () => {
  const value = log(run("Scout", [result("a", place(3))]));

  it("is a developer of the organization that the repository belongs to", async () => {
    const at = await connect();
    const nothing = await kept(at);
    await expect(upload(at, value, team.as("viewer"))).rejects.toMatchObject({ code: "forbidden" });
    await expect(upload(at, value, other.as("owner"))).rejects.toMatchObject({ code: "not_found" });
    const theirs = s.findings.importSarif(
      other.as("owner"),
      other.organizationId,
      at.id,
      bytes(value),
    );
    await expect(theirs).rejects.toMatchObject({ code: "not_found" });
    expect(await kept(at)).toBe(nothing);
    await upload(at, value, team.as("developer"));
  });

  it("is not told whether the file is good before that is known", async () => {
    const at = await connect();
    const bomb = gzipSync(Buffer.alloc(30 * 1024 * 1024));
    for (const actor of [team.as("viewer"), other.as("owner")]) {
      const error: unknown = await upload(at, bomb, actor).catch((thrown: unknown) => thrown);
      expect(["forbidden", "not_found"]).toContain((error as { code?: string }).code);
    }
  });

  it("cannot send to a repository that was disconnected", async () => {
    const at = await connect();
    await s.repositories.removeRepository(team.as("admin"), team.organizationId, at.id);
    await expect(upload(at, value)).rejects.toMatchObject({ code: "not_found" });
  });
});

describe("a hostile file", () => {
  it.each(Object.entries(refused))("leaves nothing behind: %s", async (_name, [make, code]) => {
    const at = await connect();
    const before = await kept(at);
    await expect(upload(at, make())).rejects.toMatchObject({ code });
    expect(await kept(at)).toBe(before);
  });

  it("reads no place outside of the repository", async () => {
    const at = await connect();
    const results = strayUris.map((uri) => result("a", { uri, line: 1 }));
    expect(await upload(at, log(run("Scout", results)))).toMatchObject({
      found: 0,
      leftOut: strayUris.length,
    });
    expect(await rowsOf(at)).toEqual([]);
  });

  it("changes no prototype and takes no name for a finding of ours", async () => {
    const at = await connect();
    await scanned(at);
    const text = JSON.stringify(log(run("Scout", [result("py/yaml-load", place(3))]))).replace(
      '"ruleId"',
      '"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},"ruleId"',
    );
    await upload(at, text);
    expect(Object.hasOwn(Object.prototype, "polluted")).toBe(false);
    const finding = (await rowsOf(at)).find(({ detector }) => detector === "Scout")!;
    expect(finding).toMatchObject({ ruleId: "py/yaml-load", fixable: false });
    const fix = s.runs.startFix(team.as("developer"), team.organizationId, finding.id);
    await expect(fix).rejects.toMatchObject({ code: "conflict" });
  });

  it("keeps markup as the text that it is", async () => {
    const at = await connect();
    expect(await upload(at, markupEverywhere("Scout", "src/app.js", 3))).toMatchObject({
      found: 1,
    });
    const [row] = await rowsOf(at);
    expect(row).toMatchObject({ severity: "critical", cwe: "CWE-79" });
    expect(row!.title).toMatch(/^Title <img src=x onerror=.* \ufffdgpj\.exe$/);
    expect(row!.detector).toMatch(/^Scout <img /);
  });
});

describe("a repository's README", () => {
  it("is read at the newest commit, and is nothing where there is none or no repository", async () => {
    const at = await connect();
    const read = () => s.repositories.readReadme(team.organizationId, at.id);
    expect(await read()).toEqual({
      path: "README.md",
      text: "# Faults\n",
      commit: await git(at.path, "rev-parse", "main"),
    });
    await pushFile(at.path, "main", { path: "README.md", text: "x".repeat(2 * 1024 * 1024) });
    expect(await read()).toBeNull();
    expect(await s.repositories.readReadme(other.organizationId, at.id)).toBeNull();
    await git(at.path, "update-ref", "-d", "refs/heads/main");
    expect(await read()).toBeNull();
  });
});
