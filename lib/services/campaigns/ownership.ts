import { randomBytes } from "node:crypto";
import { isIP } from "node:net";
import { isAppError } from "#lib/base/index.ts";
import type { AttackTarget, enums } from "#lib/platform/db/index.ts";
import { guardedFetch, textRecords } from "#lib/platform/http/index.ts";
import { storedSpec } from "./target-spec.ts";
import type { OwnershipView } from "./views.ts";

type Method = enums.OwnershipMethod;
type Shown = Pick<AttackTarget, "origin" | "ownershipToken" | "spec">;

/** After so long a proof is looked at again before anything is sent. */
export const provenForMs = 7 * 24 * 60 * 60 * 1000;

export const challengeHeader = "agent-etna-challenge";
const challengePath = "/.well-known/agent-etna-challenge.txt";

/** No secret: it is shown in public, and says nothing but which organization asked. */
export function newOwnershipToken(): string {
  return `agent-etna-${randomBytes(16).toString("hex")}`;
}

export function viewOwnership(row: AttackTarget): OwnershipView {
  return {
    state: row.ownership,
    method: row.ownershipMethod,
    token: row.ownershipToken,
    fileUrl: `${row.origin}${challengePath}`,
    dnsName: dnsNameOf(row.origin),
    headerName: challengeHeader,
    provenAt: row.provenAt,
    checkedAt: row.checkedAt,
    reason: row.ownershipReason,
  };
}

export type Proof =
  | { readonly ok: true; readonly method: Method }
  | { readonly ok: false; readonly reason: string };

/** Looks in these places, one after another, until one shows the token. */
export async function lookForProof(shown: Shown, methods: readonly Method[]): Promise<Proof> {
  const reasons: string[] = [];
  for (const method of methods) {
    try {
      const missing = await places[method](shown);
      if (missing === null) return { ok: true, method };
      reasons.push(missing);
    } catch (error) {
      if (!isAppError(error) || error.code === "internal") throw error;
      reasons.push(error.message);
    }
  }
  return { ok: false, reason: [...new Set(reasons)].join(" ") };
}

/** Each says what is missing, or null where the token is there. */
const places: Readonly<Record<Method, (shown: Shown) => Promise<string | null>>> = {
  async well_known({ origin, ownershipToken }) {
    const { status, text } = await look(`${origin}${challengePath}`);
    const lines = text.split("\n").map((line) => line.trim());
    if (status === 200 && lines.includes(ownershipToken)) return null;
    return `${origin}${challengePath} does not hold the token (status ${status}).`;
  },
  async dns({ origin, ownershipToken }) {
    const name = dnsNameOf(origin);
    if (name === null) return `${origin} has no name that could have a TXT record.`;
    const records = await textRecords(name);
    return records.includes(ownershipToken) ? null : `${name} has no TXT record with the token.`;
  },
  async header({ spec, ownershipToken }) {
    const { url } = storedSpec(spec);
    const plain = withoutSlots(url ?? "");
    const { headers } = await look(plain);
    if (headers.get(challengeHeader)?.trim() === ownershipToken) return null;
    return `${plain} does not answer with the header ${challengeHeader}.`;
  },
};

/** A redirect is not followed: whoever can place one is not the owner of where it stands. */
async function look(url: string) {
  const answer = await guardedFetch(url, {
    timeoutMs: 10_000,
    idleTimeoutMs: 10_000,
    maxBytes: 64 * 1024,
    maxRedirects: 0,
  });
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
}

function dnsNameOf(origin: string): string | null {
  const { hostname } = new URL(origin);
  if (isIP(hostname.replace(/^\[|\]$/g, "")) !== 0) return null;
  return `_agent-etna.${hostname}`;
}

/** The address without what is filled in for each request. */
function withoutSlots(url: string): string {
  const { origin, pathname } = new URL(url.replace(/[{}]/g, ""));
  return url.includes("{{") ? `${origin}/` : `${origin}${pathname}`;
}
