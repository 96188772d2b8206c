import { execFile } from "node:child_process";
import { mkdir, rm, stat } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { promisify } from "node:util";
import { AppError, isAppError, newId } from "#lib/base/index.ts";
import { createSampleRepository, openLocalForge } from "#lib/platform/forge/index.ts";
import { sampleFiles } from "#lib/platform/workspace/index.ts";
import type { UserActor } from "#lib/services/audit/index.ts";
import {
  connectRepository,
  listRepositories,
  removeRepository,
} from "#lib/services/repositories/index.ts";
import { callerFolder } from "./places.ts";

const run = promisify(execFile);

export interface DemoRepository {
  readonly id: string;
  readonly name: string;
  readonly path: string;
  readonly defaultBranch: string;
  readonly headCommit: string;
}

/**
 * The folder a person named, looked at and not touched. Throws `invalid_input` with what to do where
 * it is no repository with a commit on its current branch.
 */
export async function inspectSource(typed: string): Promise<string> {
  const path = resolve(callerFolder, typed);
  const stats = await stat(path).catch(() => null);
  if (!stats?.isDirectory()) {
    throw new AppError("invalid_input", `There is no folder at ${typed}.`);
  }
  try {
    const forge = await openLocalForge({ path, allowedRoots: ["/"] });
    await forge.inspectRepository();
  } catch (cause) {
    if (!isAppError(cause) || cause.code === "unavailable") throw cause;
    throw new AppError("invalid_input", cause.message, { cause });
  }
  return path;
}

/** Clears away the repositories of earlier demos; what they signed stays. */
export async function clearEarlier(actor: UserActor, organizationId: string, folder: string) {
  for (const { id } of await listRepositories(organizationId)) {
    await removeRepository(actor, organizationId, id);
  }
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
}

/** Makes the sample below `folder`, or copies `source` there, and connects it. */
export async function connectDemoRepository(
  actor: UserActor,
  organizationId: string,
  { folder, source, signal }: { folder: string; source: string | null; signal: AbortSignal },
): Promise<DemoRepository> {
  const name = source === null ? "parcel-desk" : nameOf(source);
  const suffix = newId("repository").slice(3, 7).toLowerCase();
  const path = join(folder, `${name}-${suffix}.git`);
  if (source === null) await createSampleRepository(path, await sampleFiles());
  else await copyRepository(source, path, signal);
  const forge = await openLocalForge({ path, allowedRoots: [folder] });
  const { defaultBranch, headCommit } = await forge.inspectRepository();
  const connected = await connect(
    actor,
    organizationId,
    { path, sample: source === null, within: folder },
    [name, `${name}-${suffix}`],
  );
  return { ...connected, path, defaultBranch, headCommit };
}

/** An earlier demo's repository keeps its name, so a later one may need the longer one. */
async function connect(
  actor: UserActor,
  organizationId: string,
  request: { readonly path: string; readonly sample: boolean; readonly within: string },
  names: readonly [string, string],
) {
  try {
    return await connectRepository(actor, organizationId, { ...request, name: names[0] });
  } catch (error) {
    if (!isAppError(error, "conflict")) throw error;
    return await connectRepository(actor, organizationId, { ...request, name: names[1] });
  }
}

/** A whole copy of the current branch, sharing no file with the original and running nothing of it. */
async function copyRepository(source: string, path: string, signal: AbortSignal): Promise<void> {
  const settings = ["core.hooksPath=/dev/null", "core.fsmonitor=false", "gc.auto=0"];
  const clone = ["clone", "--quiet", "--bare", "--no-local", "--single-branch", "--no-tags"];
  const env = { ...process.env };
  for (const variable of Object.keys(env)) if (variable.startsWith("GIT_")) delete env[variable];
  Object.assign(env, { GIT_NO_LAZY_FETCH: "1", GIT_TERMINAL_PROMPT: "0", LC_ALL: "C" });
  try {
    await run(
      "git",
      [
        ...settings.flatMap((setting) => ["-c", setting]),
        ...clone,
        "--template=",
        "--",
        source,
        path,
      ],
      { signal, env },
    );
  } catch (cause) {
    signal.throwIfAborted();
    const words = cause instanceof Error && "stderr" in cause ? String(cause.stderr) : "";
    const reason = words.match(/^(?:fatal|error): (.*)$/m)?.[1] ?? "it gave no reason";
    throw new AppError("invalid_input", `git could not copy ${source}: ${reason}`, { cause });
  }
}

function nameOf(source: string): string {
  const name = basename(source).replace(/\.git$/, "");
  return name.replace(/[^\w.-]+/g, "-").replace(/^[-.]+/, "") || "repository";
}
