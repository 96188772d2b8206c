import { chown, open, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { AppError } from "#lib/base/index.ts";
import { type Places, reachablePlaces, serverAccount } from "./account.ts";
import { findBinaries } from "./binaries.ts";
import {
  type ClusterState,
  checkVersion,
  createCluster,
  readState,
  writeState,
} from "./cluster.ts";
import { type Account, runCommand } from "./command.ts";
import { addHolder, removeHolder, withLock } from "./holders.ts";

export interface DatabaseServerOptions {
  /** Where the cluster lives, such as `.etna/postgres`; made when missing. */
  readonly dataDirectory: string;
  /** A fixed port. By default a free one is chosen once and remembered. */
  readonly port?: number;
  /** Settings of the server, such as `{ fsync: "off" }`. Only the process that starts it sets them. */
  readonly settings?: Readonly<Record<string, string>>;
  /** The process on whose behalf the server is used; by default this one. */
  readonly holderPid?: number;
  readonly log: (line: string) => void;
}

export interface DatabaseServer {
  /** The owner's address: database `etna`, role `etna_owner` (may create roles, is no superuser). */
  readonly url: string;
  /** True when this call started the server, false when it found it running. */
  readonly started: boolean;
  /** Leaves the server; the last process that leaves stops it. */
  stop(): Promise<void>;
}

/**
 * Starts the embedded PostgreSQL on loopback, or attaches to it when another process has it running.
 * Throws `unavailable` or `precondition_failed` with the server's own words as the cause.
 */
export async function startDatabaseServer(options: DatabaseServerOptions): Promise<DatabaseServer> {
  const dataDirectory = resolve(options.dataDirectory);
  const holderPid = options.holderPid ?? process.pid;
  const account = await serverAccount(options.log);
  const wanted = { nativeDirectory: await findBinaries(), dataDirectory };
  return await withLock(`${dataDirectory}.lock`, async () => {
    const places = await reachablePlaces(wanted, account, options.log);
    const remembered = await readState(places.dataDirectory);
    const holders = `${dataDirectory}.holders`;
    if (remembered !== null && (await answers(remembered))) {
      await addHolder(holders, holderPid);
      return server(remembered, false, dataDirectory, holderPid);
    }
    await checkVersion(places);
    const cluster = remembered ?? (await createCluster(places, account));
    const state = { ...cluster, port: options.port ?? (await freePort(cluster.port)) };
    await launch(places, account, state, options);
    await createOwner(state);
    await writeState(places.dataDirectory, state, account);
    // Nobody can have held a server that did not run: what is left are numbers of dead processes.
    await removeHolder(holders, 0);
    await addHolder(holders, holderPid);
    return server(state, true, dataDirectory, holderPid);
  });
}

/** Leaves the server of `dataDirectory` on behalf of `holderPid`; the last one out stops it. */
export async function releaseDatabaseServer(
  dataDirectory: string,
  holderPid: number = process.pid,
): Promise<void> {
  const directory = resolve(dataDirectory);
  await withLock(`${directory}.lock`, async () => {
    if ((await removeHolder(`${directory}.holders`, holderPid)) > 0) return;
    const account = await serverAccount(() => undefined);
    const wanted = { nativeDirectory: await findBinaries(), dataDirectory: directory };
    const places = await reachablePlaces(wanted, account, () => undefined);
    const pidFile = await readFile(join(places.dataDirectory, "postmaster.pid")).catch(() => null);
    if (pidFile === null) return;
    const result = await runCommand(
      join(places.nativeDirectory, "bin/pg_ctl"),
      ["stop", "-D", places.dataDirectory, "-m", "fast", "-w", "-t", "60"],
      account,
    );
    if (result.exitCode !== 0 && !/does not exist|no server running/i.test(result.output)) {
      throw new AppError("unavailable", "The embedded database did not stop.", {
        cause: new Error(result.output),
      });
    }
  });
}

function server(
  state: ClusterState,
  started: boolean,
  dataDirectory: string,
  holderPid: number,
): DatabaseServer {
  return {
    url: `postgresql://etna_owner:${state.ownerPassword}@127.0.0.1:${state.port}/etna`,
    started,
    stop: () => releaseDatabaseServer(dataDirectory, holderPid),
  };
}

async function launch(
  places: Places,
  account: Account | undefined,
  state: ClusterState,
  options: DatabaseServerOptions,
): Promise<void> {
  const settings = {
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    port: String(state.port),
    max_connections: "200",
    ...options.settings,
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name} = '${value}'`);
  const settingsFile = join(places.dataDirectory, "postgresql.auto.conf");
  await writeFile(settingsFile, `${lines.join("\n")}\n`, { mode: 0o600 });
  const logFile = join(places.dataDirectory, "etna-server.log");
  await (await open(logFile, "w", 0o600)).close();
  if (account !== undefined) {
    for (const path of [settingsFile, logFile]) await chown(path, account.uid, account.gid);
  }
  await dropForeignPidFile(places.dataDirectory);
  const args = ["start", "-D", places.dataDirectory, "-l", logFile, "-w", "-t", "60", "-s"];
  // After a kill -9 the dying children still hold the old shared memory for a moment.
  for (let attempt = 1; ; attempt += 1) {
    const result = await runCommand(join(places.nativeDirectory, "bin/pg_ctl"), args, account);
    if (result.exitCode === 0) return;
    const words = await readFile(logFile, "utf8");
    if (attempt < 10 && /shared memory block|lock file .* already exists/.test(words)) {
      await sleep(500);
      continue;
    }
    const cause = new Error(`${result.output}\n${words.trim().split("\n").slice(-15).join("\n")}`);
    throw new AppError("unavailable", "The embedded database did not start.", { cause });
  }
}

/** After a restart of the machine the number in a left-over pid file may be some other program's. */
async function dropForeignPidFile(dataDirectory: string): Promise<void> {
  const path = join(dataDirectory, "postmaster.pid");
  const text = await readFile(path, "utf8").catch(() => "");
  const commandLine = await readFile(`/proc/${Number.parseInt(text, 10)}/cmdline`, "utf8").catch(
    () => null,
  );
  if (commandLine !== null && !commandLine.includes("postgres")) await rm(path);
}

/** The owner may create databases and roles but is no superuser, as on a managed PostgreSQL. */
async function createOwner(state: ClusterState): Promise<void> {
  const client = new pg.Client({ connectionString: superuserUrl(state) });
  await client.connect();
  try {
    const password = client.escapeLiteral(state.ownerPassword);
    const role = await client.query("SELECT 1 FROM pg_roles WHERE rolname = 'etna_owner'");
    if (role.rowCount === 0) {
      await client.query(`CREATE ROLE etna_owner LOGIN CREATEDB CREATEROLE PASSWORD ${password}`);
    }
    const database = await client.query("SELECT 1 FROM pg_database WHERE datname = 'etna'");
    if (database.rowCount === 0) await client.query("CREATE DATABASE etna OWNER etna_owner");
  } finally {
    await client.end();
  }
}

/** True when the cluster runs: its random password is accepted on its remembered port. */
async function answers(state: ClusterState): Promise<boolean> {
  const client = new pg.Client({
    connectionString: superuserUrl(state),
    connectionTimeoutMillis: 5000,
  });
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end();
  }
}

function superuserUrl(state: ClusterState): string {
  return `postgresql://postgres:${state.superuserPassword}@127.0.0.1:${state.port}/postgres`;
}

/** The preferred port when it is free, else one that the system picks. */
function freePort(preferred: number): Promise<number> {
  return new Promise((resolvePort, reject) => {
    const probe = createServer();
    probe.once("error", (error: NodeJS.ErrnoException) => {
      if (preferred === 0 || error.code !== "EADDRINUSE") reject(error);
      else freePort(0).then(resolvePort, reject);
    });
    probe.listen(preferred, "127.0.0.1", () => {
      const address = probe.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      probe.close(() => resolvePort(port));
    });
  });
}
