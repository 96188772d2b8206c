import { z } from "zod";
import { canonicalJson, type JsonObject, toBase64, utf8 } from "#lib/base/index.ts";
import { nodeCrypto } from "#lib/engines/second-opinion/index.ts";
import {
  checkPublicEntry,
  type Envelope,
  parseStrictJson,
  publicKeyPem,
  readBundle,
} from "#lib/engines/verify/index.ts";
import { type GuardedResponse, guardedFetch } from "#lib/platform/http/index.ts";
import {
  type Asked,
  exchangeLimits,
  type OutsideAnswer,
  refused,
  statusFault,
  timeFault,
} from "./outside-answer.ts";
import type { PublicLogSettings } from "./outside-settings.ts";

const entriesPath = "/api/v1/log/entries";

const hex = z.string().regex(/^[0-9a-f]{64}$/);
const count = z.number().int().min(0);
/** One entry by its UUID, as Rekor v1 answers. */
const answerSchema = z.record(
  z.string().regex(/^[0-9a-f]{64,80}$/),
  z.object({
    body: z.string(),
    integratedTime: count,
    logID: hex,
    logIndex: count,
    verification: z.object({
      signedEntryTimestamp: z.string(),
      inclusionProof: z.object({
        checkpoint: z.string(),
        hashes: z.array(hex).max(64),
        logIndex: count,
        rootHash: hex,
        treeSize: count,
      }),
    }),
  }),
);

/**
 * Has a public log (Rekor v1) take the envelope as a `dsse/0.0.1` entry, or finds the entry that it has
 * of it. The log keeps hashes, the signature and the public key; whoever runs it sees the envelope.
 * Throws `unavailable` where it does not answer.
 */
export async function askPublicLog(
  { url, log }: PublicLogSettings,
  { bundle, spki }: Asked,
): Promise<OutsideAnswer> {
  const read = readBundle(bundle);
  if (!read.ok) return refused(read.reason);
  const answer = await guardedFetch(`${url}${entriesPath}`, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/json" },
    body: proposal(read.bundle.envelope, spki),
    ...exchangeLimits,
  });
  const fault = statusFault(answer, [201, 409]);
  if (fault !== null) return refused(fault);
  const found = answer.status === 409 ? await existing(url, answer) : answer;
  if ("holds" in found) return found;
  const parsed = parseStrictJson(await found.text());
  const entries = parsed.ok ? answerSchema.safeParse(parsed.value).data : undefined;
  const [entry, other] = Object.values(entries ?? {});
  if (entry === undefined || other !== undefined) {
    return refused("It did not answer with one entry, as a log of Rekor’s kind does.");
  }
  const inBundle = toBundleEntry(entry);
  const root = {
    mediaType: "application/vnd.dev.sigstore.trustedroot+json;version=0.1",
    tlogs: [log],
  };
  const { result, logged } = await checkPublicEntry(bundle, inBundle, spki, root, nodeCrypto);
  if (logged === undefined) return refused(result.reason ?? "The entry does not hold.");
  const untimely = timeFault(
    logged.time,
    new Date(read.bundle.entry.integratedTime * 1000),
    new Date(),
  );
  if (untimely !== null) return refused(untimely);
  const proof = inBundle as JsonObject;
  return { holds: true, proof, anchor: log as JsonObject, time: logged.time };
}

/** The envelope in its canonical form, so that a second request is the very same entry. */
function proposal({ payload, payloadType, signatures }: Envelope, spki: Uint8Array): string {
  const [{ sig }] = signatures;
  const envelope = canonicalJson({ payload, payloadType, signatures: [{ sig }] });
  const verifiers = [toBase64(utf8(publicKeyPem(spki)))];
  return JSON.stringify({
    apiVersion: "0.0.1",
    kind: "dsse",
    spec: { proposedContent: { envelope, verifiers } },
  });
}

/** Only the UUID of the place is taken: where it is asked for, the setting says. */
async function existing(
  url: string,
  answer: GuardedResponse,
): Promise<GuardedResponse | OutsideAnswer> {
  const location = answer.headers.get("location") ?? "";
  answer.discard();
  const [, uuid] = /\/api\/v1\/log\/entries\/([0-9a-f]{64,80})$/.exec(location) ?? [];
  if (uuid === undefined) return refused("It has this entry, and does not say where.");
  const found = await guardedFetch(`${url}${entriesPath}/${uuid}`, {
    headers: { accept: "application/json" },
    ...exchangeLimits,
  });
  const fault = statusFault(found, [200]);
  return fault === null ? found : refused(fault);
}

function toBundleEntry(entry: z.infer<typeof answerSchema>[string]) {
  const { inclusionProof: proof, signedEntryTimestamp } = entry.verification;
  const base64Of = (text: string) => Buffer.from(text, "hex").toString("base64");
  return {
    logIndex: String(entry.logIndex),
    logId: { keyId: base64Of(entry.logID) },
    kindVersion: { kind: "dsse", version: "0.0.1" },
    integratedTime: String(entry.integratedTime),
    inclusionPromise: { signedEntryTimestamp },
    inclusionProof: {
      logIndex: String(proof.logIndex),
      rootHash: base64Of(proof.rootHash),
      treeSize: String(proof.treeSize),
      hashes: proof.hashes.map(base64Of),
      checkpoint: { envelope: proof.checkpoint },
    },
    canonicalizedBody: entry.body,
  };
}
