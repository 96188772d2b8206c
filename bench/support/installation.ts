import { randomBytes } from "node:crypto";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { closeDatabase } from "#lib/platform/db/index.ts";
import { startWorker } from "#lib/platform/jobs/index.ts";
import { type UserActor, userActor } from "#lib/services/audit/index.ts";
import { findOrCreatePerson, renamePerson, startSession } from "#lib/services/identity/index.ts";
import { createOrganization, updateOrganization } from "#lib/services/organizations/index.ts";
import { installationLog } from "#lib/services/provenance/index.ts";
import { migrateDatabase, openDatabase } from "../../bin/ground/database.ts";
import { root } from "../../bin/ground/paths.ts";
import { workflows } from "../../bin/ground/workflows.ts";
import { freePort } from "./free-port.ts";

/** Etna from nothing, apart from the one that lives in `.etna`: database, keys, worker, an owner. */
export interface BenchInstallation {
  readonly port: number;
  readonly appUrl: string;
  /** Repositories below it may be connected. */
  readonly repositoriesFolder: string;
  readonly organizationId: string;
  readonly organizationSlug: string;
  readonly actor: UserActor;
  /** So that the worker's own loops take nothing from what is measured next. */
  stopWorker(): Promise<void>;
  close(): Promise<void>;
}

/** Who owns the organization, and signs in where a bench needs somebody signed in. */
export const ownerAddress = "bench@bench.example";

/** One a process: the configuration is read once. `extra` joins its environment. */
export async function openInstallation(
  extra: Readonly<Record<string, string>> = {},
): Promise<BenchInstallation> {
  const dataDirectory = join(".etna/bench", randomBytes(4).toString("hex"));
  const folder = join(root, dataDirectory);
  const repositoriesFolder = join(folder, "repositories");
  await mkdir(repositoriesFolder, { recursive: true });
  const port = await freePort();
  Object.assign(process.env, settings(dataDirectory, port), extra);
  const closers: (() => Promise<void>)[] = [() => rm(folder, { recursive: true, force: true })];
  const close = async () => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  try {
    const database = await openDatabase();
    closers.push(() => database.close());
    await migrateDatabase(database.ownerUrl);
    closers.push(closeDatabase);
    await installationLog();
    const worker = await startWorker({ workflows });
    let stopping: Promise<void> | undefined;
    const stopWorker = () => {
      stopping ??= worker.stop();
      return stopping;
    };
    closers.push(stopWorker);
    const { appUrl } = database;
    return { port, appUrl, repositoriesFolder, ...(await enter()), stopWorker, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Nothing of the shell or of `.env.local` decides what is measured. */
function settings(dataDirectory: string, port: number): Readonly<Record<string, string>> {
  const secret = () => randomBytes(32).toString("base64url");
  return {
    NODE_ENV: "production",
    PORT: String(port),
    ETNA_PUBLIC_URL: `http://localhost:${port}`,
    ETNA_DATA_DIR: dataDirectory,
    ETNA_KEY_FILE: join(dataDirectory, "keys/local.key"),
    ETNA_LOCAL_FORGE_ROOTS: join(root, dataDirectory, "repositories"),
    DATABASE_URL: "",
    APP_DATABASE_URL: "",
    WORKER_DATABASE_URL: "",
    ETNA_APP_DATABASE_PASSWORD: secret(),
    ETNA_WORKER_DATABASE_PASSWORD: secret(),
    AUTH_SECRET: secret(),
    ETNA_LINK_SECRET: secret(),
    // What is measured is the server, not how soon it says no.
    ETNA_LIMIT_SCALE: "1000000",
  };
}

async function enter() {
  const person = await findOrCreatePerson(ownerAddress);
  await renamePerson(person.id, "Bench Approver");
  const organization = await createOrganization(person.id, "Bench");
  const { id: organizationId, slug: organizationSlug } = organization;
  const session = await startSession(person.id, "Etna bench");
  const actor = userActor(person.id, organizationId, session);
  await updateOrganization(actor, organizationId, { namesOnPublicPages: true });
  return { organizationId, organizationSlug, actor };
}
