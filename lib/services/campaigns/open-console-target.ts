import {
  openTarget,
  portLimits,
  type Target,
  type TargetPorts,
} from "#lib/engines/adversary/index.ts";
import { asFetch } from "#lib/platform/http/index.ts";
import type { SecretValues } from "./secrets.ts";
import type { ConsoleSpec } from "./target-spec.ts";
import { toolsAddressOf } from "./tools-address.ts";
import { workerClock } from "./worker-clock.ts";

/**
 * An agent at the address that was shown to be its owner’s. No redirect is followed: what is behind it may be
 * someone else’s.
 */
export async function openConsoleTarget(
  spec: ConsoleSpec,
  {
    secrets,
    toolsToken,
    watch = (through) => through,
  }: {
    readonly secrets: SecretValues;
    readonly toolsToken: string;
    /** Sees what goes out and comes in. */
    readonly watch?: (through: typeof fetch) => typeof fetch;
  },
): Promise<Target> {
  const through = asFetch({ ...portLimits(spec), maxRedirects: 0 });
  const ports: TargetPorts = {
    fetch: watch(through),
    clock: workerClock,
    secret: (name) => secrets[name] ?? null,
    toolsAddress: (attempt) => toolsAddressOf(spec.tools === "shared" ? toolsToken : attempt),
  };
  return await openTarget(spec, ports);
}
