import { isUniqueViolation, type Repository, readAs } from "#lib/platform/db/index.ts";
import type { ForgeRepository } from "#lib/platform/forge/index.ts";
import { log } from "#lib/platform/log/index.ts";
import { mutate, systemActor } from "#lib/services/audit/index.ts";
import { listReachable } from "#lib/services/connections/index.ts";

type State = Pick<Repository, "state" | "stateReason">;

const active: State = { state: "active", stateReason: null };
export const archived: State = { state: "read_only", stateReason: "It is archived." };
const unreachable: State = {
  state: "unreachable",
  stateReason:
    "The forge no longer shows it to Etna. It was deleted there, or access to it was taken back.",
};

/**
 * Takes over what the forge calls a connection's repositories now, which branch is their default one
 * and whether they can still be worked on: all of them, or the one with this id there.
 */
export async function refreshRepositories(
  organizationId: string,
  connectionId: string,
  forgeId?: string | null,
): Promise<void> {
  const rows = await readAs({ organizationId }, (db) =>
    db.repository.findMany({
      where: {
        organizationId,
        connectionId,
        removedAt: null,
        forgeId: forgeId ?? { not: null },
      },
    }),
  );
  if (rows.length === 0) return;
  const found = await listReachable(organizationId, connectionId);
  const byId = new Map(found.map((one) => [one.forgeId, one]));
  for (const row of rows) await refresh(row, byId.get(row.forgeId ?? ""));
}

async function refresh(row: Repository, found: ForgeRepository | undefined): Promise<void> {
  if (found === undefined) return await write(row, unreachable);
  const { fullName: name, defaultBranch } = found;
  const state = found.archived ? archived : active;
  try {
    await write(row, { name, defaultBranch, ...state });
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    log.warn({ repositoryId: row.id, name }, "a repository has the name of another one");
    const stateReason = `It is called ${name} now, as another connected repository was. Disconnect that one.`;
    await write(row, { state: "unreachable", stateReason });
  }
}

type Change = State & Partial<Pick<Repository, "name" | "defaultBranch">>;

async function write(row: Repository, change: Change): Promise<void> {
  const actor = systemActor("worker", row.organizationId);
  const target = { type: "repository", id: row.id };
  await mutate(actor, "repository.refresh", target, async (tx, trail) => {
    // The order of two looks does not matter: each writes what it saw last.
    const before = await tx.repository.findUniqueOrThrow({ where: { id: row.id } });
    const changed = Object.entries(change).filter(
      ([field, value]) => before[field as keyof Change] !== value,
    );
    if (changed.length === 0) return trail.unchanged();
    await tx.repository.update({ where: { id: row.id }, data: change });
    trail.note(Object.fromEntries(changed));
  });
}
