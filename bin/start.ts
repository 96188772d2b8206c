import { parseConfig } from "#lib/platform/config/index.ts";
import { closeDatabase } from "#lib/platform/db/index.ts";
import { createFirstOwnerLink } from "#lib/services/identity/index.ts";
import { proveKeys } from "#lib/services/provenance/index.ts";
import { assertPortFree, assertSafePublicUrl, isLoopback } from "./ground/address.ts";
import { buildWhenChanged } from "./ground/build.ts";
import { type OpenDatabase, openMigratedDatabase } from "./ground/database.ts";
import { endWithStarter } from "./ground/end-with-starter.ts";
import { root } from "./ground/paths.ts";
import { explain, say, seconds, step } from "./ground/report.ts";
import {
  planSampleForge,
  type SampleForgePlan,
  sampleForgeEnvironment,
} from "./ground/sample-forge.ts";
import { createSupervisor, type Supervisor } from "./ground/supervisor.ts";
import { waitUntilAnswering } from "./ground/wait.ts";

process.chdir(root);
Object.assign(process.env, { NODE_ENV: process.env.NODE_ENV ?? "production" });
const startedAt = performance.now();
const supervisor = createSupervisor((name, line) => say(`${name.padEnd(6)} │ ${line}`));
const stopRequest = Promise.withResolvers<"stop">();
let stopRequested = false;
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(signal, () => {
    stopRequested = true;
    stopRequest.resolve("stop");
  });
}

endWithStarter();

let database: OpenDatabase | undefined;
try {
  process.exitCode = await main();
} catch (error) {
  // A step that a Ctrl-C cut short has not failed.
  if (!stopRequested) say(`\n${explain(error)}`);
  process.exitCode = stopRequested ? 0 : 1;
} finally {
  await supervisor.stop();
  await closeDatabase();
  await database?.close();
}

async function main(): Promise<number> {
  const { PORT, publicUrl, NODE_ENV } = parseConfig(process.env);
  assertSafePublicUrl(publicUrl, NODE_ENV);
  await assertPortFree(PORT);
  database = await openMigratedDatabase();
  // Here as well as in the worker, so that whoever starts it reads why it does not.
  if (!stopRequested) await step("keys", proveKeys);
  if (!stopRequested) await buildWhenChanged();
  if (stopRequested) return 0;
  const forge = await planSampleForge(parseConfig(process.env), listenHost());
  startProcesses(supervisor, database, forge);
  const address = `http://127.0.0.1:${PORT}/api/health`;
  const first = await Promise.race([
    waitUntilAnswering(address, 60_000),
    stopRequest.promise,
    supervisor.unexpectedEnd,
  ]);
  if (first === undefined) {
    say(
      `\n  Etna is up at ${publicUrl} (${seconds(performance.now() - startedAt)}). Ctrl-C stops it.\n`,
    );
    await offerFirstLink();
  }
  const end = first ?? (await Promise.race([stopRequest.promise, supervisor.unexpectedEnd]));
  if (end === "stop") {
    say("\n  stopping …");
    return 0;
  }
  say(`\n  ${end.name} ended by itself (${end.how}), so everything stops. Its last words:\n`);
  for (const line of end.tail) say(`    ${line}`);
  return 1;
}

function listenHost(): string {
  const { publicUrl } = parseConfig(process.env);
  return process.env.HOST ?? (isLoopback(publicUrl) ? "127.0.0.1" : "0.0.0.0");
}

function startProcesses(to: Supervisor, open: OpenDatabase, forge: SampleForgePlan | null): void {
  const { PORT, publicUrl, NODE_ENV } = parseConfig(process.env);
  // Neither process is given the owner's address: what they run as cannot bypass row-level security.
  const env = {
    ...process.env,
    NODE_ENV,
    PORT: String(PORT),
    ETNA_PUBLIC_URL: publicUrl,
    AUTH_URL: publicUrl,
    DATABASE_URL: "",
    APP_DATABASE_URL: open.appUrl,
    NEXT_TELEMETRY_DISABLED: "1",
    ...sampleForgeEnvironment(forge),
  };
  const worker = { ...env, WORKER_DATABASE_URL: open.workerUrl };
  const web = {
    ...env,
    HOST: listenHost(),
    WORKER_DATABASE_URL: "",
    ETNA_WORKER_DATABASE_PASSWORD: "",
  };
  // What libraries deprecate is for us to read in the tests, not for whoever runs Etna.
  const quiet = "--no-deprecation";
  const node = { program: process.execPath, cwd: root };
  if (forge?.isRunning === false) startSampleForge(to, forge);
  to.start({
    ...node,
    name: "worker",
    args: [quiet, "bin/worker.ts"],
    env: worker,
    graceMs: 15_000,
  });
  to.start({ ...node, name: "web", args: [quiet, "bin/web.ts"], env: web, graceMs: 10_000 });
}

/** It is given nothing of Etna's: it knows Etna as any forge does, over the wire. */
function startSampleForge(to: Supervisor, { folder, port, secret }: SampleForgePlan): void {
  const { PATH, HOME } = process.env;
  const own = { SAMPLE_FORGE_FOLDER: folder, SAMPLE_FORGE_PORT: String(port) };
  to.start({
    program: process.execPath,
    cwd: root,
    name: "forge",
    args: ["--no-deprecation", "bin/sample-forge.ts"],
    env: { PATH, HOME, NODE_ENV: process.env.NODE_ENV, ...own, ETNA_SAMPLE_FORGE_SECRET: secret },
    graceMs: 5000,
  });
}

/** On a fresh installation whoever started it becomes its first owner, by a link that works once. */
async function offerFirstLink(): Promise<void> {
  const link = await createFirstOwnerLink();
  if (link === null) return;
  say("  Nobody has signed in yet. This link signs the first owner in, once, within 15 minutes:\n");
  process.stdout.write(`  ${link}\n\n`);
}
