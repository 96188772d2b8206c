import { AppError } from "#lib/base/index.ts";
import type { CampaignCaps, PlanFilter, ProfileName } from "#lib/engines/adversary/index.ts";
import type { ServeOptions } from "./tools-server.ts";

export const attackFormats = ["text", "json", "junit", "sarif", "html"] as const;
export type AttackFormat = (typeof attackFormats)[number];

export interface AttackOptions {
  readonly target?: string | undefined;
  readonly profile?: ProfileName | undefined;
  readonly seed?: string | undefined;
  readonly case: readonly string[];
  readonly variant: readonly string[];
  readonly category: readonly string[];
  readonly seeds?: string | undefined;
  readonly onlyOwn?: boolean | undefined;
  readonly format: AttackFormat;
  readonly output: readonly string[];
  readonly baseline?: string | undefined;
  readonly policy?: string | undefined;
  readonly waivers?: string | undefined;
  readonly plan?: boolean | undefined;
  readonly maxRequests?: string | undefined;
  readonly maxSpend?: string | undefined;
  readonly rate?: string | undefined;
  readonly maxMinutes?: string | undefined;
  readonly concurrency?: string | undefined;
  /** PROVIDER/MODEL, asked at `judgeAddress` where it is given. */
  readonly judge?: string | undefined;
  readonly judgeAddress?: string | undefined;
  readonly maxJudgeRequests?: string | undefined;
  readonly journal?: string | undefined;
  readonly resume?: string | undefined;
  readonly serve?: string | undefined;
  readonly toolsAddress?: string | undefined;
}

/** What of the suite was named; undefined where all of it is meant. */
export function filterOf(options: AttackOptions): PlanFilter | undefined {
  const only = {
    ...(options.case.length > 0 && { cases: options.case }),
    ...(options.variant.length > 0 && { variants: options.variant }),
    ...(options.category.length > 0 && { categories: options.category }),
  };
  return Object.keys(only).length === 0 ? undefined : only;
}

export function capsOf(options: AttackOptions): CampaignCaps {
  const { maxRequests, maxSpend, rate, maxMinutes } = options;
  return {
    maxRequests: numberOf("--max-requests", maxRequests, "a whole number, such as 500", true),
    maxSpendUsd: numberOf("--max-spend", maxSpend, "US dollars, such as 2.50"),
    requestsPerMinute: numberOf(
      "--rate",
      rate?.replace(/\/min$/, ""),
      "requests a minute, such as 30",
    ),
    maxMinutes: numberOf("--max-minutes", maxMinutes, "minutes, such as 20"),
  };
}

export function concurrencyOf({ concurrency }: AttackOptions): number | undefined {
  return numberOf("--concurrency", concurrency, "a whole number, such as 4", true);
}

function numberOf(
  option: string,
  text: string | undefined,
  takes: string,
  isWhole = false,
): number | undefined {
  if (text === undefined) return undefined;
  const number = /^\d{1,9}(?:\.\d{1,6})?$/.test(text) ? Number(text) : 0;
  if (number > 0 && (!isWhole || Number.isInteger(number))) return number;
  throw new AppError("invalid_input", `${option} takes ${takes}.`);
}

/** How often the judge may be asked; 200 times by default. */
export function maxJudgeRequestsOf(options: AttackOptions): number {
  const { judge, judgeAddress, maxJudgeRequests } = options;
  if (judge === undefined && (judgeAddress ?? maxJudgeRequests) !== undefined) {
    throw new AppError("invalid_input", "--judge-address and --max-judge-requests need --judge.");
  }
  const takes = "a whole number, such as 50";
  return numberOf("--max-judge-requests", maxJudgeRequests, takes, true) ?? 200;
}

/** `8790`, `127.0.0.1:8790` or `[::1]:8790`; by default a free port of this machine alone. */
export function serveOf({ serve = "127.0.0.1:0", toolsAddress }: AttackOptions): ServeOptions {
  const [, host, port = ""] = /^(?:(\[[0-9a-fA-F:]+\]|[\w.-]+):)?(\d{1,5})$/.exec(serve) ?? [];
  if (port === "" || Number(port) > 65535) {
    throw new AppError(
      "invalid_input",
      "--serve takes a port or an address and a port, such as 8790.",
    );
  }
  if (toolsAddress !== undefined && !/^https?:$/.test(URL.parse(toolsAddress)?.protocol ?? "")) {
    throw new AppError("invalid_input", "--tools-address takes an http or https address.");
  }
  return {
    host: host?.replace(/^\[|\]$/g, "") ?? "127.0.0.1",
    port: Number(port),
    publicAddress: toolsAddress,
  };
}
