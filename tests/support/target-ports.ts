import { setTimeout as pause } from "node:timers/promises";
import type { TargetPorts } from "#lib/engines/adversary/index.ts";
import { asFetch } from "#lib/platform/http/index.ts";

/** Twenty seconds of a target’s pass in one of the test’s; what was slept is written down. */
export function hastyClock(times = 20) {
  const startedAt = Date.now();
  const slept: number[] = [];
  return {
    slept,
    now: () => startedAt + (Date.now() - startedAt) * times,
    async sleep(ms: number, signal: AbortSignal) {
      slept.push(ms);
      try {
        await pause(ms / times, undefined, { signal });
      } catch (error) {
        if (!signal.aborted) throw error;
      }
    },
  };
}

/** Ports to targets on loopback, through the guarded fetch; `reached` lists where requests went. */
export function targetPorts(
  more: Partial<TargetPorts> & { readonly environment?: Readonly<Record<string, string>> } = {},
) {
  const { environment = {}, ...others } = more;
  const reached: string[] = [];
  const guarded = asFetch({ allow: ["127.0.0.0/8"], maxBytes: 100_000_000 });
  const clock = hastyClock();
  const ports: TargetPorts = {
    fetch: async (input, init) => {
      reached.push(new Request(input, init).url);
      return await guarded(input, init);
    },
    clock,
    secret: (name) => environment[name] ?? null,
    ...others,
  };
  return { ports, reached, clock };
}
