import { randomBytes } from "node:crypto";
import { type JsonObject, toBase64, toHex } from "#lib/base/index.ts";
import {
  checkTimestamp,
  readRefusal,
  readTimestamp,
  type TimestampAuthority,
  timestampRequest,
} from "#lib/engines/second-opinion/index.ts";
import { readBundle } from "#lib/engines/verify/index.ts";
import { guardedFetch } from "#lib/platform/http/index.ts";
import {
  type Asked,
  exchangeLimits,
  type OutsideAnswer,
  refused,
  statusFault,
  timeFault,
} from "./outside-answer.ts";
import type { TimestampSettings } from "./outside-settings.ts";

/**
 * Asks a timestamp authority (RFC 3161 over HTTP) about the signature of a bundle: it is told a SHA-256
 * and no more. Throws `unavailable` where it does not answer.
 */
export async function askTimestamp(
  { url, policy, authorities }: TimestampSettings,
  { bundle, spki }: Asked,
): Promise<OutsideAnswer> {
  const read = readBundle(bundle);
  if (!read.ok) return refused(read.reason);
  const nonce = new Uint8Array(randomBytes(8));
  nonce[0] = 1 + ((nonce[0] ?? 0) % 127);
  const askedAt = new Date();
  const answer = await guardedFetch(url, {
    method: "POST",
    headers: {
      "content-type": "application/timestamp-query",
      accept: "application/timestamp-reply",
    },
    body: timestampRequest(read.bundle.signature, nonce),
    ...exchangeLimits,
  });
  const fault = statusFault(answer, [200]);
  if (fault !== null) return refused(fault);
  const response = await answer.bytes();
  const token = readTimestamp(response);
  if (token === null) {
    const status = readRefusal(response);
    if (status !== null) return refused(`The authority granted no timestamp: status ${status}.`);
    return refused("It did not answer with a timestamp of RFC 3161.");
  }
  const { result, shown } = checkTimestamp(bundle, response, spki, authorities);
  if (shown === undefined) return refused(result.reason ?? "The timestamp does not hold.");
  if (token.nonce !== toHex(nonce)) return refused("The timestamp answers another request.");
  if (policy !== null && token.policy !== policy) {
    return refused(`The timestamp is under the policy ${token.policy}, not ${policy}.`);
  }
  const { time, authority } = shown;
  const untimely = timeFault(time, askedAt, new Date());
  if (untimely !== null) return refused(untimely);
  return { holds: true, proof: toBase64(response), anchor: toJson(authority), time };
}

function toJson(authority: TimestampAuthority): JsonObject {
  return JSON.parse(JSON.stringify(authority)) as JsonObject;
}
