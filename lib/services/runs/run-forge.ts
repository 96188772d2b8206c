import type { Forge, Snapshot } from "#lib/platform/forge/index.ts";
import { openForge } from "#lib/services/repositories/index.ts";

interface Opened {
  readonly forge: Forge;
  readonly untilMs: number;
}

const maxAgeMs = 10 * 60 * 1000;
const maxOpened = 50;
const maxKeptBytes = 16 * 1024 * 1024;

/** In this process's memory alone: after a crash another one opens anew. */
const opened = new Map<string, Opened>();

/**
 * The door of a run, which is one operation: its steps share one, and with it one token, one listing
 * and one reading of each file. Throws as `openForge` does.
 */
export async function forgeOfRun(
  { organizationId, runId }: { readonly organizationId: string; readonly runId: string },
  repository: {
    readonly id: string;
    readonly removedAt: Date | null;
    readonly connection: { readonly state: string };
  },
): Promise<Forge> {
  const kept = opened.get(runId);
  const isUsable = repository.removedAt === null && repository.connection.state === "active";
  if (kept !== undefined && kept.untilMs > Date.now() && isUsable) return kept.forge;
  opened.delete(runId);
  const forge = readOnce(await openForge(organizationId, repository.id));
  if (opened.size >= maxOpened) opened.delete(opened.keys().next().value ?? "");
  opened.set(runId, { forge, untilMs: Date.now() + maxAgeMs });
  return forge;
}

export function closeForgeOfRun(runId: string): void {
  opened.delete(runId);
}

/** What a commit holds does not change, so it is asked for once. */
function readOnce(forge: Forge): Forge {
  const snapshots = new Map<string, Promise<Snapshot>>();

  async function open(commit: string): Promise<Snapshot> {
    const snapshot = await forge.snapshot(commit);
    const files = new Map<string, Uint8Array>();
    let keptBytes = 0;
    return {
      ...snapshot,
      read: async (path) => {
        const found = files.get(path);
        if (found !== undefined) return found;
        const bytes = await snapshot.read(path);
        if (keptBytes + bytes.length <= maxKeptBytes) {
          keptBytes += bytes.length;
          files.set(path, bytes);
        }
        return bytes;
      },
    };
  }

  function snapshot(commit: string): Promise<Snapshot> {
    const found = snapshots.get(commit) ?? open(commit);
    snapshots.set(commit, found);
    // A repeat after a failure asks again.
    found.catch(() => snapshots.delete(commit));
    return found;
  }

  return { ...forge, snapshot };
}
