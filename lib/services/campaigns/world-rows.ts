import { type ToolCall, World, type WorldData } from "#lib/engines/adversary/index.ts";
import { readAs, type Tx } from "#lib/platform/db/index.ts";
import { mutate, systemActor } from "#lib/services/audit/index.ts";
import type { CampaignContext } from "./journal.ts";

type Call = Pick<ToolCall, "arguments"> & { readonly name: string };

/** More than this, in JSON, is no use of tools: nothing further is answered or kept. */
const maxCallsLength = 1024 * 1024;

/** Lays a world where the web server finds it, with what was called so far. */
export async function layOut(context: CampaignContext, hash: string, world: World): Promise<void> {
  const { organizationId, campaignId } = context;
  const laid = {
    organizationId,
    campaignId,
    world: JSON.stringify(world.data),
    calls: JSON.stringify(world.calls().map(callOf)),
  };
  await write(context, async (tx) => {
    await tx.attemptWorld.upsert({
      where: { attemptHash: hash },
      create: { attemptHash: hash, ...laid },
      update: laid,
    });
  });
}

/** Plays in `world` what was called at the web server since. */
export async function catchUp(
  { organizationId }: CampaignContext,
  hash: string,
  world: World,
): Promise<void> {
  const row = await readAs({ organizationId }, (db) =>
    db.attemptWorld.findUnique({ where: { attemptHash: hash }, select: { calls: true } }),
  );
  if (row === null) return;
  play(world, (JSON.parse(row.calls) as readonly Call[]).slice(world.calls().length));
}

export async function takeAway(context: CampaignContext, hash: string): Promise<void> {
  await write(context, async (tx) => {
    await tx.attemptWorld.deleteMany({ where: { attemptHash: hash } });
  });
}

/** Whether there is an attempt under way that this opens. */
export async function hasWorld(hash: string): Promise<boolean> {
  const count = await readAs({ capability: hash }, (db) =>
    db.attemptWorld.count({ where: { attemptHash: hash } }),
  );
  return count > 0;
}

/**
 * Lets `work` use the world of an attempt under way, and keeps what it called; null where there is none.
 * Calls of one attempt come one after another: the row is held meanwhile.
 */
export async function inWorld<T>(
  hash: string,
  work: (world: World) => Promise<T>,
): Promise<T | null> {
  const visitor = { kind: "visitor", capability: hash } as const;
  const target = { type: "attempt", id: hash.slice(0, 12) };
  return await mutate(visitor, "campaign.call_tool", target, async (tx, trail) => {
    trail.underWay();
    const where = { attemptHash: hash };
    if ((await tx.attemptWorld.updateMany({ where, data: where })).count === 0) return null;
    const row = await tx.attemptWorld.findUniqueOrThrow({ where });
    if (row.calls.length > maxCallsLength) return null;
    const world = new World(JSON.parse(row.world) as WorldData);
    const before = JSON.parse(row.calls) as readonly Call[];
    play(world, before);
    const result = await work(world);
    const more = world.calls(before.length).map(callOf);
    if (more.length > 0) {
      const calls = JSON.stringify([...before, ...more]);
      await tx.attemptWorld.updateMany({ where, data: { calls } });
    }
    return result;
  });
}

function play(world: World, calls: readonly Call[]): void {
  for (const call of calls) world.call(call.name, call.arguments);
}

function callOf(call: ToolCall): Call {
  return { name: call.tool, arguments: call.arguments };
}

async function write(
  { organizationId, campaignId }: CampaignContext,
  change: (tx: Tx) => Promise<void>,
): Promise<void> {
  const actor = systemActor("worker", organizationId);
  const target = { type: "campaign", id: campaignId };
  await mutate(actor, "campaign.advance", target, async (tx, trail) => {
    trail.underWay();
    await change(tx);
  });
}
