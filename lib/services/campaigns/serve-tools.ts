import { AppError } from "#lib/base/index.ts";
import { type ToolSource, worldServer } from "#lib/engines/adversary/index.ts";
import { worldHash } from "./tools-address.ts";
import { hasWorld, inWorld } from "./world-rows.ts";

/**
 * Answers an agent that calls the suite’s tools: `…/<token>/mcp` or `…/<token>/tools/<name>`. The token of an
 * attempt under way is all that it must know; any other leads nowhere.
 */
export async function serveTools(request: Request, token: string): Promise<Response> {
  const hash = worldHash(token);
  const source = (await hasWorld(hash)) ? sourceOf(hash) : null;
  return await worldServer(() => source)(request);
}

function sourceOf(hash: string): ToolSource {
  const within = async <T>(work: Parameters<typeof inWorld<T>>[1]): Promise<T> => {
    const answer = await inWorld(hash, work);
    if (answer !== null) return answer;
    throw new AppError("not_found", "The attempt has ended.");
  };
  return {
    offered: () => within(async (world) => world.offered()),
    call: (name, given) => within(async (world) => world.call(name, given)),
  };
}
