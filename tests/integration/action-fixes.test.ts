import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ActionServer, commitOfVersion, openActionServer } from "../fakes/action-versions.ts";
import { loadServices, type Services } from "../support/services.ts";
import { eventually, openWorld, type World } from "../support/world.ts";

let world: World;
let server: ActionServer;
let stopWorker: () => Promise<void>;
let s: Services;
let organizationId: string;
let ownerId: string;
let session: string;

const path = ".github/workflows/test.yml";
const workflow = (version: string) => `on: push
permissions: {}
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: orchard/press@${version}
`;

function owner() {
  return s.audit.userActor(ownerId, organizationId, session);
}

async function endOf(runId: string) {
  return await eventually("the run to end", async () => {
    const run = await s.runs.getRun(organizationId, runId);
    return run?.endedAt ? run : null;
  });
}

/** A fix run for the one unpinned action of a repository of its own. */
async function pin(name: string, version: string) {
  const at = await world.repository(name, { [path]: workflow(version) });
  const { id: repositoryId } = await s.repositories.connectRepository(owner(), organizationId, {
    path: at,
  });
  await endOf((await s.runs.startScan(owner(), organizationId, repositoryId)).id);
  const [finding] = await s.findings.listFindings(organizationId, { repositoryId, limit: 5 });
  expect(finding).toMatchObject({ ruleId: "actions/unpinned-action", fixable: true });
  const { id } = await s.runs.startFix(owner(), organizationId, finding?.id ?? "");
  return await endOf(id);
}

beforeAll(async () => {
  world = await openWorld();
  server = await openActionServer();
  process.env.ETNA_ACTIONS_URL = server.url;
  s = await loadServices();
  const { startWorker } = await import("#lib/platform/jobs/index.ts");
  const worker = await startWorker({ workflows: [s.runs.scanWorkflow, s.runs.fixWorkflow] });
  stopWorker = () => worker.stop();
  ownerId = (await s.identity.findOrCreatePerson("owner@example.test")).id;
  ({ id: organizationId } = await s.organizations.createOrganization(ownerId, "Orchard"));
  session = await s.identity.startSession(ownerId, null);
});

afterAll(async () => {
  await stopWorker?.();
  const { closeDatabase } = await import("#lib/platform/db/index.ts");
  await closeDatabase();
  await server?.close();
  await world?.close();
});

describe("a fix that pins an action", () => {
  it("proposes the commit that GitHub names, within its scope though it changes a workflow", async () => {
    const run = await pin("press", "v3");
    expect([run.state, run.outcome]).toEqual(["succeeded", "Proposed a fix. A person decides."]);
    const fix = await s.fixes.getFix(organizationId, run.fixId ?? "");
    expect(fix?.patch).toContain(
      `+      - uses: orchard/press@${commitOfVersion("orchard/press", "v3")} # v3`,
    );
  });

  it("ends with what stands in its way: no such version, and nobody who answers", async () => {
    server.answer = { status: 404 };
    const unknown = await pin("press-unknown", "v8");
    expect(unknown).toMatchObject({ state: "failed" });
    expect(unknown.outcome).toContain("GitHub knows no `v8` of orchard/press");
    server.answer = { status: 403, headers: { "x-ratelimit-remaining": "0" } };
    const unanswered = await pin("press-unanswered", "v9");
    server.answer = null;
    expect(unanswered).toMatchObject({ state: "failed" });
    expect(unanswered.outcome).toContain("GitHub answers no more questions about actions for now");
  });
});

describe("etna fix and actions", () => {
  async function etna(args: readonly string[], settings: Readonly<Record<string, string>> = {}) {
    const folder = await mkdtemp(join(tmpdir(), "etna-cli-"));
    await mkdir(join(folder, ".github/workflows"), { recursive: true });
    await writeFile(join(folder, path), workflow("v3"));
    const env = { ...process.env, ...settings };
    return await new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
      const child = execFile(
        process.execPath,
        ["bin/etna.ts", "fix", ...args, folder],
        { env },
        (_error, stdout, stderr) => resolve({ code: child.exitCode ?? -1, stdout, stderr }),
      );
    }).finally(() => rm(folder, { recursive: true, force: true }));
  }

  it("asks only where it is told to, and says so", async () => {
    server.requests.length = 0;
    const unasked = await etna([]);
    expect([unasked.code, unasked.stdout]).toEqual([1, ""]);
    expect(unasked.stderr).toContain("its fix asks GitHub, with --actions");
    expect(server.requests).toEqual([]);
    const asked = await etna(["--actions"]);
    expect(asked.code).toBe(0);
    expect(asked.stdout).toContain(`${commitOfVersion("orchard/press", "v3")} # v3`);
    const off = await etna(["--actions"], { ETNA_ACTIONS_URL: "off" });
    expect(off.code).toBe(2);
    expect(off.stderr).toContain("ETNA_ACTIONS_URL is off");
  });
});
