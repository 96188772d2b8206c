import { isIP } from "node:net";
import { AppError, type JsonObject } from "#lib/base/index.ts";
import { readTargetSpec, type TargetSpec } from "#lib/engines/adversary/index.ts";
import { config } from "#lib/platform/config/index.ts";
import { isPublicAddress } from "#lib/platform/http/index.ts";

/** What the console can speak to: nothing of a customer’s runs on Etna’s own machine. */
export type ConsoleSpec = Exclude<TargetSpec, { readonly kind: "shell" }>;

export interface ReadSpec {
  readonly spec: ConsoleSpec;
  /** The one origin that everything is sent to. */
  readonly origin: string;
  /** All `${NAME}`s in it. */
  readonly secretNames: readonly string[];
}

/** Throws `invalid_input` for a file that cannot be used, or not here. */
export function readSpec(text: string): ReadSpec {
  const spec = readTargetSpec(text);
  if (spec.kind === "shell" || (spec.kind === "mcp" && spec.url === undefined)) {
    throw new AppError(
      "invalid_input",
      "This target starts a program. That works only on the command line: `etna attack --target FILE`.",
    );
  }
  if (spec.spans?.from === "receiver") {
    throw new AppError(
      "invalid_input",
      "Spans are received only on the command line. Here they can come with the answer, or from an address.",
    );
  }
  return describeSpec(spec);
}

/** The same of one that was read before. */
export function describeSpec(spec: ConsoleSpec): ReadSpec {
  return { spec, origin: originOf(spec), secretNames: namesIn(spec) };
}

/** A spec that was stored: it was read before. */
export function storedSpec(json: unknown): ConsoleSpec {
  return json as ConsoleSpec;
}

/** As it is stored: what was not given is left out. */
export function specJson(spec: ConsoleSpec): JsonObject {
  return JSON.parse(JSON.stringify(spec)) as JsonObject;
}

/** Ownership is shown for one origin, so everything goes there. */
function originOf(spec: ConsoleSpec): string {
  const more = spec.kind === "http" ? [spec.plant?.url, spec.unplant?.url] : [];
  const spans = spec.spans?.from === "address" ? spec.spans.url : undefined;
  const urls = [spec.url, ...more, spans].filter((url) => url !== undefined);
  const origins = new Set(urls.map((url) => new URL(url).origin));
  const [origin, other] = origins;
  if (origin === undefined) throw new AppError("invalid_input", "The target has no address.");
  requireNearWithoutTls(new URL(origin));
  if (other !== undefined) {
    throw new AppError(
      "invalid_input",
      `All addresses of a target must be at one origin; this one names ${origin} and ${other}.`,
    );
  }
  return origin;
}

/** Without TLS whoever stands between could read a key, and show the token. */
function requireNearWithoutTls({ protocol, hostname, host, port }: URL): void {
  if (protocol === "https:" || ["localhost", "127.0.0.1", "[::1]"].includes(hostname)) return;
  const literal = hostname.replace(/^\[|\]$/g, "");
  if (isIP(literal) !== 0 && !isPublicAddress(literal)) return;
  if (config().ETNA_OUTBOUND_ALLOW.includes(port === "" ? `${host}:80` : host)) return;
  throw new AppError("invalid_input", `Write the address with https: ${host} is far away.`);
}

function namesIn(value: unknown): readonly string[] {
  const names = [...JSON.stringify(value).matchAll(/\$\{(\w+)\}/g)].map(([, name = ""]) => name);
  return [...new Set(names)].sort();
}
