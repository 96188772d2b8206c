import type { Target, TargetFailure } from "../target.ts";
import type { Lease } from "./budget.ts";

const overCap: TargetFailure = {
  ok: false,
  failure: "over_cap",
  status: null,
  message: "A cap of the run was reached.",
  wallClockMs: 0,
  requests: 0,
};

/** The same target, which is sent nothing that the lease does not allow. */
export function cappedTarget(target: Target, lease: Lease): Target {
  return {
    name: target.name,
    capabilities: target.capabilities,
    protectedTexts: target.protectedTexts,
    maxConcurrency: target.maxConcurrency,
    async open(request) {
      const talk = await target.open(request);
      return {
        async send(turn, signal) {
          if (!(await lease.take(signal, turn.once === true))) return overCap;
          signal.throwIfAborted();
          const answer = await talk.send(turn, signal);
          lease.charge(answer);
          return answer;
        },
        close: () => talk.close(),
      };
    },
  };
}
