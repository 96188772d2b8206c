import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { endConnection, listConnections } from "#lib/services/connections/index.ts";
import { listFindings } from "#lib/services/findings/index.ts";
import { getFix, lookAtReview } from "#lib/services/fixes/index.ts";
import { connectHostedRepositories, connectSampleForge } from "#lib/services/repositories/index.ts";
import { getRun, startFix, startScan } from "#lib/services/runs/index.ts";
import type { GithubServer } from "#samples/forge/github/face.ts";
import { startSampleForge } from "#samples/forge/sample/start.ts";
import type { SeenRequest } from "#samples/forge/server.ts";
import { step } from "../../bin/ground/report.ts";
import { atLeast, atMost, type Figure, stated } from "../bench.ts";
import { freePort } from "../support/free-port.ts";
import type { BenchInstallation } from "../support/installation.ts";
import { until } from "../support/until.ts";

export interface CallsForge {
  readonly server: GithubServer;
  readonly environment: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** GitHub's wire formats on loopback, with a CI that is soon done. It reports nothing by itself. */
export async function openCallsForge(): Promise<CallsForge> {
  const folder = await mkdtemp(join(tmpdir(), "etna-bench-forge-"));
  const secret = randomBytes(32).toString("hex");
  const pace = { queuedMs: 100, runningMs: 100 };
  const port = await freePort();
  const server = await startSampleForge({ folder, port, secret, pace, remembers: true });
  server.sendsHooks = false;
  return {
    server,
    environment: { ETNA_SAMPLE_FORGE: server.url, ETNA_SAMPLE_FORGE_SECRET: secret },
    async close() {
      await server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const faulty =
  "import yaml\n\n\ndef read(sheet):\n    return yaml.load(sheet, Loader=yaml.Loader)\n";

/** What a fix of one file asks of GitHub, by an App: without CI, and with one that is waited for. */
export async function measureCalls(
  installation: BenchInstallation,
  { server }: CallsForge,
): Promise<readonly Figure[]> {
  const { actor, organizationId } = installation;
  const withCi = await connectSampleForge(actor, organizationId);
  const withoutCi = await connectWithoutCi(installation, server);
  const plain = await step("fix a file where there is no CI", () =>
    countFix(installation, server, withoutCi),
  );
  const watched = await step("fix a file, and wait for its CI", () =>
    countFix(installation, server, withCi.id),
  );
  // What lies idle next is another forge's.
  for (const { id } of await listConnections(organizationId)) {
    await endConnection(actor, organizationId, id);
  }
  return [
    atLeast(1, "fix of one file: calls that were counted", plain.total, "calls"),
    atMost(9, "fix of one file: calls until the pull request is ready", plain.total, "calls"),
    ...[...plain.byStep].map(([name, calls]) => stated(`fix of one file: ${name}`, calls, "calls")),
    stated("the same with CI: calls until the draft is open", watched.draft, "calls"),
    stated(
      "the same with CI: the looks that make it ready",
      watched.total - watched.draft,
      "calls",
    ),
  ];
}

async function connectWithoutCi(
  { actor, organizationId }: BenchInstallation,
  { forge }: GithubServer,
): Promise<string> {
  const [there] = [...forge.state.installations.values()];
  const [connection] = await listConnections(organizationId);
  if (there === undefined || connection === undefined) throw new Error("No App is installed.");
  const owner = there.account;
  const made = await forge.addRepository({ owner, name: "no-ci", files: { "read.py": faulty } });
  if (there.repositoryIds !== "all") there.repositoryIds.push(made.id);
  const ids = [String(made.id)];
  const [row] = await connectHostedRepositories(actor, organizationId, connection.id, ids);
  if (row === undefined) throw new Error("The repository was not connected.");
  return row.id;
}

async function countFix(
  { actor, organizationId }: BenchInstallation,
  server: GithubServer,
  repositoryId: string,
) {
  const scan = await startScan(actor, organizationId, repositoryId);
  await endOfRun(organizationId, scan.id);
  await leftAlone(server);
  const found = await listFindings(organizationId, { repositoryId, limit: 100 });
  const finding = found.find(({ fixable }) => fixable);
  if (finding === undefined) throw new Error("There is nothing to fix.");
  const from = server.requests.length;
  const started = await startFix(actor, organizationId, finding.id);
  const { fixId } = await endOfRun(organizationId, started.id);
  const draft = server.requests.length - from;
  if (fixId === null) throw new Error("The run proposed nothing.");
  await until("The ready review", async () => {
    if ((await getFix(organizationId, fixId))?.ciState !== "waiting") return true;
    // As a report of its CI would have it looked at, and not before.
    const running = [...server.forge.state.repositories.values()].flatMap(
      ({ pipelines }) => pipelines,
    );
    if (running.some(({ status }) => status === "queued" || status === "running")) return null;
    await lookAtReview(organizationId, fixId);
    return null;
  });
  const calls = server.requests.slice(from);
  return { draft, total: calls.length, byStep: countBy(calls.map(stepOf)) };
}

/** After a scan Etna takes over the forge's own alerts, which is no part of a fix. */
async function leftAlone(server: GithubServer): Promise<void> {
  for (let before = -1; before !== server.requests.length; await sleep(3_000)) {
    before = server.requests.length;
  }
}

async function endOfRun(organizationId: string, runId: string) {
  const run = await until("The end of a run", async () => {
    const now = await getRun(organizationId, runId);
    return now?.endedAt ? now : null;
  });
  if (run.state !== "succeeded") throw new Error(`Run ${run.number} ${run.state}: ${run.outcome}`);
  return run;
}

const steps: readonly (readonly [string, RegExp])[] = [
  ["token of the installation", /^POST .*\/access_tokens/],
  ["list the snapshot", /^GET .*\/git\/trees\//],
  ["read the file", /^GET .*\/(git\/blobs|contents)\//],
  ["commit: tree, commit, branch", /^POST .*\/git\/(trees|commits|refs)/],
  ["label", /\/labels/],
];

function stepOf({ method, target, body }: SeenRequest): string {
  const known = steps.find(([, shape]) => shape.test(`${method} ${target}`));
  if (known !== undefined) return known[0];
  if (!target.endsWith("/graphql")) return "anything else";
  return body.includes("mutation")
    ? "open the pull request, with its check"
    : "inspect the repository";
}

function countBy(names: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}
