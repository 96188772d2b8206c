import type { Conversation, SessionRequest, Target, World } from "#lib/engines/adversary/index.ts";
import type { CampaignContext } from "./journal.ts";
import type { ConsoleSpec } from "./target-spec.ts";
import { worldHash } from "./tools-address.ts";
import { catchUp, layOut, takeAway } from "./world-rows.ts";

export interface SharingContext extends CampaignContext {
  readonly spec: ConsoleSpec;
  readonly toolsToken: string;
}

/**
 * A target whose agent calls the suite’s tools at the web server, in another process than the attempt: each
 * world lies in the database while its attempt is under way, and is caught up with after each turn. What a
 * model does with tools happens in the worker itself.
 */
export function withSharedWorlds(target: Target, context: SharingContext): Target {
  if ("model" in context.spec) return target;
  const open = new Map<string, number>();
  return {
    name: target.name,
    capabilities: target.capabilities,
    protectedTexts: target.protectedTexts,
    maxConcurrency: target.maxConcurrency,
    async open(request) {
      if (request.world === null) return await target.open(request);
      const hash = hashOf(request, context);
      // A second session of the attempt finds it as the first one left it.
      if (!open.has(hash)) await layOut(context, hash, request.world);
      open.set(hash, (open.get(hash) ?? 0) + 1);
      const leave = async () => {
        const left = (open.get(hash) ?? 1) - 1;
        open.set(hash, left);
        if (left > 0) return;
        open.delete(hash);
        await takeAway(context, hash);
      };
      try {
        return shared(await target.open(request), { context, hash, world: request.world, leave });
      } catch (error) {
        await leave();
        throw error;
      }
    },
  };
}

interface Sharing {
  readonly context: CampaignContext;
  readonly hash: string;
  readonly world: World;
  readonly leave: () => Promise<void>;
}

function shared(inner: Conversation, { context, hash, world, leave }: Sharing): Conversation {
  return {
    async send(turn, signal) {
      const answer = await inner.send(turn, signal);
      await catchUp(context, hash, world);
      return answer;
    },
    async close() {
      try {
        await inner.close();
      } finally {
        await leave();
      }
    },
  };
}

/** An agent that was connected by hand calls at its target’s own address, one attempt at a time. */
function hashOf({ attempt }: SessionRequest, { spec, toolsToken }: SharingContext): string {
  return worldHash(spec.tools === "shared" ? toolsToken : attempt);
}
