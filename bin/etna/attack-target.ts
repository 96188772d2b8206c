import { setTimeout as pause } from "node:timers/promises";
import { AppError } from "#lib/base/index.ts";
import {
  type Clock,
  openTarget,
  portLimits,
  type Target,
  type TargetPorts,
  type TargetSpec,
} from "#lib/engines/adversary/index.ts";
import { asFetch } from "#lib/platform/http/index.ts";
import { startProcess } from "./start-process.ts";
import {
  openToolsServer,
  type ServeOptions,
  sharedPath,
  type ToolsServer,
} from "./tools-server.ts";

export const attackClock: Clock = {
  now: () => Date.now(),
  async sleep(ms, signal) {
    // Called off is over as well: whoever waits looks at the signal.
    await pause(ms, undefined, { signal }).catch(() => undefined);
  },
};

export interface OpenedTarget {
  readonly target: Target;
  /** Where an agent is to be connected by hand; null where the suite tells it. */
  readonly connect: string | null;
  close(): Promise<void>;
}

/** Only the addresses that the file names are reached, wherever they are: whose they are is its author’s word. */
export async function openAttackTarget(
  spec: TargetSpec,
  serve: ServeOptions,
): Promise<OpenedTarget> {
  const isShared = spec.tools === "shared";
  if (isShared && serve.port === 0) {
    const message =
      "The target is connected to the suite’s tools by hand (tools: shared), so their address must stay: add --serve 8790, say.";
    throw new AppError("invalid_input", message);
  }
  const tools = needsServer(spec) ? await openToolsServer(serve) : null;
  try {
    const opened = openTarget(spec, portsOf(spec, tools));
    const connect = isShared && tools !== null ? `${tools.address}/${sharedPath}/mcp` : null;
    return {
      target: tools === null ? opened : tools.serving(opened),
      connect,
      close: async () => await tools?.close(),
    };
  } catch (error) {
    await tools?.close();
    throw error;
  }
}

/** A model’s tools are run here; whoever gets no address of tools cannot ask for them. */
function needsServer(spec: TargetSpec): boolean {
  if (spec.spans?.from === "receiver" || spec.tools === "shared") return true;
  return /\{\{(?:tools_url|mcp_url|traces_url)\}\}/.test(JSON.stringify(spec));
}

function portsOf(spec: TargetSpec, tools: ToolsServer | null): TargetPorts {
  const hosts = new Set(addressesOf(spec).map(hostOf));
  const through = asFetch({
    ...portLimits(spec),
    allow: [...hosts],
    maxRedirects: 0,
  });
  return {
    async fetch(input, init) {
      const request = new Request(input, init);
      if (hosts.has(hostOf(request.url))) return await through(request);
      throw new AppError("forbidden", "The target file names no such address.");
    },
    startProcess,
    clock: attackClock,
    secret: (name) => process.env[name] ?? null,
    ...(tools !== null && { toolsAddress: tools.toolsAddress, spans: tools.spans }),
  };
}

function addressesOf(spec: TargetSpec): readonly string[] {
  const all = [
    "url" in spec ? spec.url : undefined,
    ...(spec.kind === "http" ? [spec.plant?.url, spec.unplant?.url] : []),
    spec.spans?.from === "address" ? spec.spans.url : undefined,
  ];
  return all.filter((each) => each !== undefined);
}

/** As the guard of the network names it. */
function hostOf(address: string): string {
  const { hostname, port, protocol } = new URL(address.replace(/[{}]/g, ""));
  return `${hostname}:${port || (protocol === "https:" ? "443" : "80")}`;
}
