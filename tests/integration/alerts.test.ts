import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Worker } from "#lib/platform/jobs/index.ts";
import type { Alert } from "#samples/forge/state.ts";
import { type ForgeWorld, openForgeWorld } from "../support/forge-world.ts";
import {
  type HostedRepository,
  hostedProject,
  hostedRepository,
} from "../support/hosted-repository.ts";
import { bytes, log, result, run } from "../support/sarif.ts";
import { endOfRun, faultyFiles, openTeam, type Team } from "../support/team.ts";
import { eventually } from "../support/world.ts";

let w: ForgeWorld;
let team: Team;
let worker: Worker | undefined;
let count = 0;

beforeAll(async () => {
  w = await openForgeWorld();
  team = await openTeam(w.world, w.s, "Alert House");
  w.github.sendsHooks = false;
  const { startWorker } = await import("#lib/platform/jobs/index.ts");
  const { workflows } = await import("../../bin/ground/workflows.ts");
  worker = await startWorker({ workflows });
});

afterAll(async () => {
  await worker?.stop();
  await w?.close();
});

const lock =
  '{\n  "packages": {\n    "node_modules/lodash.merge": {},\n    "node_modules/lodash": { "version": "4.17.20" }\n  }\n}\n';
const files = {
  ...faultyFiles(1),
  "src/app.js": "one\ntwo\nthree\nfour\nfive\n",
  "package-lock.json": lock,
};

function onGithub(more: Readonly<Record<string, string>> = {}): Promise<HostedRepository> {
  return hostedRepository(w, team, `hub${++count}`, { ...files, ...more });
}

function onGitlab(): Promise<HostedRepository> {
  return hostedProject(w, team, `lab${++count}`, files);
}

const open: Omit<Alert, "number"> = {
  kind: "code_scanning",
  state: "open",
  tool: "CodeQL",
  ruleId: "js/xss",
  severity: "high",
  cwe: "CWE-79",
  title: "Cross-site scripting",
  path: "src/app.js",
  startLine: 3,
  endLine: 3,
  createdAtMs: 1,
};

/** Puts an alert there, or another one in its place. */
function put({ repository: { alerts } }: HostedRepository, alert: Partial<Alert>): void {
  const made: Alert = { ...open, number: 1, ...alert };
  const at = alerts.findIndex(({ kind, number }) => kind === made.kind && number === made.number);
  alerts.splice(at < 0 ? alerts.length : at, at < 0 ? 0 : 1, made);
}

async function view({ repositoryId }: HostedRepository) {
  return (await w.s.repositories.getRepository(team.organizationId, repositoryId))!;
}

async function taken(at: HostedRepository): Promise<string | null> {
  await w.s.findings.askForAlerts(team.as("developer"), team.organizationId, at.repositoryId);
  return await settled(at);
}

async function settled(at: HostedRepository): Promise<string | null> {
  const { alerts } = await eventually("the alerts to be taken over", async () => {
    const found = await view(at);
    return found.alerts.underWay ? null : found;
  });
  return alerts.note;
}

async function rowsOf({ repositoryId }: HostedRepository, limit = 300) {
  return await w.s.findings.listFindings(team.organizationId, {
    repositoryId,
    state: "all",
    limit,
  });
}

async function statesOf(at: HostedRepository) {
  return (await rowsOf(at)).map((row) => `${row.detector} ${row.startLine} ${row.state}`).sort();
}

async function detail(id: string) {
  return (await w.s.findings.getFinding(team.organizationId, id))!;
}

async function only(at: HostedRepository) {
  const rows = await rowsOf(at);
  expect(rows).toHaveLength(1);
  return await detail(rows[0]!.id);
}

async function triage(id: string, decision: "reopen" | "ignore"): Promise<void> {
  const said =
    decision === "reopen" ? { decision } : ({ decision, reason: "Known to us" } as const);
  await w.s.findings.triageFinding(team.as("developer"), team.organizationId, id, said);
}

async function scanned({ repositoryId }: HostedRepository) {
  const { id } = await w.s.runs.startScan(team.as("developer"), team.organizationId, repositoryId);
  return await endOfRun(w.s, team.organizationId, id);
}

const gone = (reason: string, comment?: string) =>
  ({ state: "dismissed", dismissed: { reason, ...(comment && { comment }) } }) as const;

describe("an alert of the forge's own scanners", () => {
  it("becomes a finding under its tool's name, with the code, the words and the way back", async () => {
    const at = await onGithub();
    for (let number = 1; number <= 230; number++) {
      put(at, { number, startLine: 1 + (number % 5), explanation: "Escape **it**." });
    }
    expect(await taken(at)).toBeNull();
    const rows = await rowsOf(at);
    expect(rows).toHaveLength(230);
    const third = rows.find(({ startLine }) => startLine === 3)!;
    expect(await detail(third.id)).toMatchObject({
      detector: "CodeQL",
      ruleId: "js/xss",
      severity: "high",
      cwe: "CWE-79",
      fixable: false,
      frame: { startLine: 1, lines: ["one", "two", "three", "four", "five"] },
      ruleText: "Escape **it**.",
      alertUrl: expect.stringMatching(`^${w.github.url}/.+/security/code-scanning/\\d+$`),
      dependency: null,
    });
  });

  it("is followed when its lines move, and is fixed, and is back", async () => {
    const at = await onGithub();
    put(at, {});
    await taken(at);
    const { id } = await only(at);
    await at.forge.push(
      at.repository,
      "main",
      { "src/app.js": `zero\n${files["src/app.js"]}` },
      at.owner,
    );
    put(at, { startLine: 4, endLine: 4 });
    await taken(at);
    expect(await only(at)).toMatchObject({ id, startLine: 4, state: "open" });
    expect((await only(at)).frame.lines).toContain("three");
    put(at, { state: "fixed" });
    await taken(at);
    expect(await only(at)).toMatchObject({ id, state: "fixed" });
    put(at, { startLine: 4, endLine: 4 });
    await taken(at);
    expect(await only(at)).toMatchObject({ id, state: "open" });
  });

  it("dismissed there is ignored here with the forge's reason, until it is opened again there", async () => {
    const at = await onGithub();
    put(at, {});
    await taken(at);
    put(at, gone("won't fix", "Only\nin tests"));
    await taken(at);
    const reason = "Dismissed on GitHub: won't fix: Only in tests";
    expect(await only(at)).toMatchObject({ state: "ignored", stateReason: reason });
    await taken(at);
    expect(await only(at)).toMatchObject({ state: "ignored" });
    put(at, {});
    await taken(at);
    expect(await only(at)).toMatchObject({ state: "open", stateReason: null });
  });

  it("that was dismissed before anyone here saw it is no news", async () => {
    const at = await onGithub();
    put(at, gone("false positive"));
    await taken(at);
    expect(await rowsOf(at)).toEqual([]);
  });

  it("leaves what a person decided here as it is, whatever is decided there", async () => {
    const at = await onGithub();
    put(at, {});
    put(at, { number: 2, startLine: 5, endLine: 5 });
    await taken(at);
    const [reopened, ignored] = (await rowsOf(at)).toSorted((a, b) => a.startLine - b.startLine);
    await triage(ignored!.id, "ignore");
    put(at, gone("false positive"));
    put(at, { number: 2, startLine: 5, endLine: 5, ...gone("false positive") });
    await taken(at);
    await triage(reopened!.id, "reopen");
    await at.forge.push(at.repository, "main", { "new.txt": "1\n" }, at.owner);
    await taken(at);
    expect(await detail(reopened!.id)).toMatchObject({ state: "open" });
    put(at, { number: 2, startLine: 5, endLine: 5 });
    await taken(at);
    const kept = { state: "ignored", stateReason: "Known to us" };
    expect(await detail(ignored!.id)).toMatchObject(kept);
  });

  it("that reports what a rule of ours does is joined to it", async () => {
    const at = await onGithub();
    put(at, { path: "src/sheet-01.py", startLine: 5, endLine: 5, cwe: "CWE-502" });
    await scanned(at);
    await settled(at);
    const own = (await rowsOf(at)).filter(({ detector }) => detector === null);
    expect(await rowsOf(at)).toHaveLength(1);
    expect(await detail(own[0]!.id)).toMatchObject({
      fixable: true,
      alsoReported: [{ detector: "CodeQL", ruleId: "js/xss" }],
    });
  });

  it("of a dependency says which package, where, and what to do", async () => {
    const at = await onGithub();
    put(at, {
      ...{ kind: "dependabot", ruleId: "GHSA-35jh-r3h4-6jhm", path: "package-lock.json" },
      ...{ title: "Command injection in lodash", explanation: "Upgrade **soon**." },
      dependency: {
        ...{ ecosystem: "npm", name: "lodash", range: "< 4.17.21", fixedIn: "4.17.21" },
        cve: "CVE-2021-23337",
      },
    });
    await taken(at);
    const finding = await only(at);
    expect(finding).toMatchObject({
      detector: "Dependabot",
      startLine: 4,
      ruleText: "Upgrade **soon**.",
      dependency: {
        ...{ package: "lodash", ecosystem: "npm", manifestPath: "package-lock.json" },
        ...{ vulnerableRange: "< 4.17.21", installed: null, fixedIn: "4.17.21" },
        ...{ ghsa: "GHSA-35jh-r3h4-6jhm", cve: "CVE-2021-23337" },
      },
    });
  });

  it("of a secret shows neither the secret nor the line that holds it", async () => {
    const secret = ["ghp", "a".repeat(36)].join("_");
    const at = await onGithub({ "src/app.js": `one\nconst key = "${secret}";\nthree\n` });
    put(at, {
      kind: "code_scanning",
      tool: "Secret hunter",
      cwe: "CWE-798",
      startLine: 2,
      endLine: 2,
    });
    await taken(at);
    const finding = await only(at);
    expect(finding.frame.lines).toHaveLength(3);
    expect(JSON.stringify(finding)).not.toContain(secret);
  });
});

describe("what the forge does not tell", () => {
  it("of a tool that has none left closes its findings", async () => {
    const at = await onGithub();
    put(at, {});
    put(at, { number: 2, tool: "Semgrep" });
    await taken(at);
    at.repository.alerts.splice(0, 1);
    await taken(at);
    expect(await statesOf(at)).toEqual(["CodeQL 3 fixed", "Semgrep 3 open"]);
    at.repository.alerts.splice(0);
    await taken(at);
    expect(await statesOf(at)).toEqual(["CodeQL 3 fixed", "Semgrep 3 fixed"]);
  });

  it("because it does not scan closes nothing", async () => {
    const at = await onGithub();
    put(at, {});
    await taken(at);
    w.github.world.scansCode = false;
    expect(await taken(at)).toBeNull();
    w.github.world.scansCode = true;
    expect(await statesOf(at)).toEqual(["CodeQL 3 open"]);
  });

  it("because Etna may not read it closes nothing, and is said in one sentence", async () => {
    const at = await onGithub();
    put(at, {});
    put(at, { kind: "dependabot", path: "package-lock.json" });
    await taken(at);
    for (const installation of at.forge.state.installations.values()) {
      if (installation.account.login !== at.owner.login) continue;
      const { security_events: _, ...rest } = installation.grants;
      installation.grants = rest;
    }
    await w.s.connections.checkConnection(team.organizationId, at.connectionId);
    at.repository.alerts.splice(0);
    expect(await taken(at)).toBe(
      "GitHub does not let Etna read code-scanning alerts here: its connection lacks the permission security_events.",
    );
    expect(await statesOf(at)).toEqual(["CodeQL 3 open", "Dependabot 1 fixed"]);
  });

  it("because there are more than 5,000 is said, and closes nothing", async () => {
    const at = await onGithub();
    for (let number = 1; number <= 5001; number++) put(at, { number });
    expect(await taken(at)).toMatch(/^There are more than 5,000 alerts\. Etna took over 5,000, /);
    const [row] = await w.world.database.query(
      "SELECT count(*)::int AS found FROM findings WHERE repository_id = $1",
      [at.repositoryId],
    );
    expect(row).toEqual({ found: 5000 });
    at.repository.alerts.reverse();
    await taken(at);
    expect((await rowsOf(at)).filter(({ state }) => state !== "open")).toEqual([]);
  });

  it("of what Etna itself handed over makes no stranger's finding", async () => {
    const at = await onGithub();
    put(at, { tool: "Agent Etna" });
    put(at, { number: 2, tool: "agent  etna" });
    await taken(at);
    expect(await rowsOf(at)).toEqual([]);
  });
});

describe("a hostile alert", () => {
  const long = `\u202e<img src=x onerror=alert(1)>\0${"x".repeat(50_000)}`;

  it("is kept as bounded text, and leads nowhere else", async () => {
    const at = await onGithub();
    put(at, {
      ...{ tool: long, ruleId: long, title: long, explanation: long, cwe: long },
      ...{ startLine: 3e9, endLine: -7, url: "https://elsewhere.example/login" },
    });
    put(at, {
      ...{ kind: "dependabot", path: "package-lock.json", ruleId: long, title: long, cwe: null },
      url: "javascript:alert(1)",
      dependency: { ecosystem: long, name: long, range: long, fixedIn: long, cve: long },
    });
    await taken(at);
    const rows = await rowsOf(at);
    expect(rows).toHaveLength(2);
    for (const { id } of rows) {
      const finding = await detail(id);
      expect(finding).toMatchObject({ alertUrl: null, cwe: "" });
      expect(JSON.stringify(finding).length).toBeLessThan(32_000);
      const { title, detector, ruleId, dependency } = finding;
      const lines = [title, detector, ruleId, dependency?.package, dependency?.fixedIn];
      expect(lines.join("")).not.toMatch(/[\0\u202e\n]/);
      expect(dependency === null || dependency.cve === null).toBe(true);
    }
  });

  it("reads no place outside of the repository", async () => {
    const at = await onGithub();
    const paths = [
      "../../etc/passwd",
      "/etc/passwd",
      "C:\\x",
      ".git/config",
      "",
      "a/../../b",
      "no.js",
    ];
    for (const [index, path] of paths.entries()) put(at, { number: index + 1, path });
    await taken(at);
    expect(await rowsOf(at)).toEqual([]);
  });

  it("of a binary file is a finding without its code", async () => {
    const at = await onGithub({ "logo.bin": "\0\0\u0001" });
    put(at, { path: "logo.bin" });
    await taken(at);
    expect(await only(at)).toMatchObject({ frame: { lines: [] } });
  });

  it("is not closed by an uploaded file that names its tool and its category", async () => {
    const at = await onGithub();
    put(at, {});
    await taken(at);
    const upload = (value: unknown) =>
      w.s.findings.importSarif(
        team.as("developer"),
        team.organizationId,
        at.repositoryId,
        bytes(value),
      );
    const category = { automationDetails: { id: "forge:code-scanning/1" } };
    const place = { uri: "src/app.js", line: 5 };
    await upload(log(run("CodeQL", [result("js/xss", place)], category)));
    await upload(log(run("CodeQL", [])));
    expect(await statesOf(at)).toEqual(["CodeQL 3 open", "CodeQL 5 open"]);
    at.repository.alerts.splice(0);
    await taken(at);
    expect(await statesOf(at)).toEqual(["CodeQL 3 fixed", "CodeQL 5 open"]);
  });
});

describe("GitLab's vulnerabilities", () => {
  const kind = "vulnerability" as const;

  it("become findings, are dismissed and opened again", async () => {
    const at = await onGitlab();
    put(at, { kind, tool: "Semgrep" });
    const dependency = { ecosystem: "", name: "lodash", range: "", fixedIn: "4.17.21" };
    put(at, {
      kind,
      number: 2,
      path: "package-lock.json",
      dependency: { ...dependency, installed: "4.17.20" },
    });
    expect(await taken(at)).toBeNull();
    const rows = await rowsOf(at);
    expect(await statesOf(at)).toEqual(["CodeQL 4 open", "Semgrep 3 open"]);
    const packaged = rows.find(({ detector }) => detector === "CodeQL")!;
    expect((await detail(packaged.id)).dependency).toMatchObject({
      ...{ package: "lodash", installed: "4.17.20", fixedIn: "4.17.21", ghsa: null },
    });
    put(at, { kind, tool: "Semgrep", ...gone("acceptable_risk", "For now") });
    await taken(at);
    const semgrep = rows.find(({ detector }) => detector === "Semgrep")!;
    expect(await detail(semgrep.id)).toMatchObject({
      state: "ignored",
      stateReason: "Dismissed on GitLab: acceptable risk: For now",
    });
    put(at, { kind, tool: "Semgrep" });
    await taken(at);
    expect(await detail(semgrep.id)).toMatchObject({ state: "open" });
  });

  it("of the free tier are none, said in one sentence and asked for once", async () => {
    const at = await onGitlab();
    w.gitlab.settings.of(at.repository).tier = "free";
    put(at, { kind });
    const asked = () =>
      w.gitlab.requests.filter(({ target }) => target.includes("vulnerability")).length;
    const before = asked();
    expect(await taken(at)).toBe(
      "GitLab tells of vulnerabilities in its Ultimate tier alone, and to a Developer.",
    );
    expect(asked()).toBe(before + 1);
    expect(await rowsOf(at)).toEqual([]);
  });
});

describe("a look at the alerts", () => {
  it("asked for many times at once makes each finding once, and comes to its end", async () => {
    const at = await onGithub();
    put(at, {});
    await Promise.all(Array.from({ length: 12 }, () => taken(at)));
    expect(await statesOf(at)).toEqual(["CodeQL 3 open"]);
  });

  it("is one at a time: asked for while one waits is asked once, while one is at work once more", async () => {
    const at = await onGithub();
    const { organizationId } = team;
    const set = (state: string) =>
      w.world.database.query(
        'UPDATE repositories SET alerts_state = $2::"AlertsState" WHERE id = $1',
        [at.repositoryId, state],
      );
    const asked = async (before: string) => {
      await set(before);
      await w.s.findings.askForAlerts(team.as("developer"), organizationId, at.repositoryId);
      const rows = await w.world.database.query(
        `SELECT alerts_state AS state, (SELECT count(*)::int FROM outbox o
           WHERE o.input->>'repositoryId' = r.id) AS jobs FROM repositories r WHERE id = $1`,
        [at.repositoryId],
      );
      return rows[0];
    };
    expect(await asked("asked")).toEqual({ state: "asked", jobs: 0 });
    expect(await asked("looking")).toEqual({ state: "again", jobs: 0 });
    expect(await asked("again")).toEqual({ state: "again", jobs: 0 });
    await set("idle");
  });

  it("at what is as it was leaves no second event", async () => {
    const at = await onGithub();
    put(at, {});
    await taken(at);
    const events = async () =>
      await w.world.database.query(
        "SELECT seq FROM audit_events WHERE action = 'alerts.take' AND target->>'id' = $1",
        [at.repositoryId],
      );
    expect(await events()).toHaveLength(1);
    await taken(at);
    await at.forge.push(at.repository, "main", { "b.txt": "1\n" }, at.owner);
    await scanned(at);
    await settled(at);
    expect((await events()).length).toBeLessThanOrEqual(2);
  });

  it("is asked for by what the forge reports, and by the hourly look", async () => {
    const at = await onGithub();
    put(at, {});
    const [alert] = at.repository.alerts;
    const before = w.github.deliveries.length;
    at.forge.emit({ kind: "alert", repository: at.repository, alert: alert!, by: at.owner });
    expect(await w.github.deliver(w.github.deliveries[before]!)).toBe(202);
    await eventually("the finding", async () => (await rowsOf(at)).length === 1);
    await settled(at);
    const other = await onGithub();
    put(other, {});
    await w.world.database.query("UPDATE connections SET checked_at = now() - interval '2 hours'");
    await w.s.webhooks.reconcileConnections();
    await eventually("the finding", async () => (await rowsOf(other)).length === 1);
  });

  it("is none at a folder of this machine", async () => {
    const path = await w.world.repository("folder", faultyFiles(1));
    const { organizationId } = team;
    const { id } = await w.s.repositories.connectRepository(team.as("admin"), organizationId, {
      path,
    });
    const asking = w.s.findings.askForAlerts(team.as("developer"), organizationId, id);
    await expect(asking).rejects.toMatchObject({ code: "precondition_failed" });
  });
});
