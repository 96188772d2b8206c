import { bytesEqual, decodeUtf8, toBase64, toHex } from "#lib/base/index.ts";
import type { DecodedBundle } from "./bundle.ts";
import { readCheckpoint } from "./checkpoint.ts";
import { type CheckResult, compared, firstFault, judged } from "./checks.ts";
import { readEntryBody } from "./entry-body.ts";
import type { SignerKey } from "./keys.ts";
import { type EntryContent, entryText, envelopeHash, promisePayload } from "./log-entry.ts";
import { leafHash, rootOfInclusion } from "./merkle.ts";
import type { Sha256, VerifyCrypto } from "./ports.ts";
import { isoOfUnix } from "./times.ts";
import type { KnownLog } from "./trusted-root.ts";

/**
 * The entry must be, byte for byte, the one that this envelope and this key give. `payloadHash` is
 * SHA-256 of the payload in hex.
 */
export function checkEntry(
  bundle: DecodedBundle<string>,
  { verifier }: SignerKey,
  payloadHash: string,
  sha256: Sha256,
): CheckResult {
  const { envelope, entry } = bundle;
  const expected: EntryContent = {
    envelopeHash: toHex(envelopeHash(envelope, sha256)),
    payloadHash,
    signature: envelope.signatures[0].sig,
    verifier,
  };
  const isExpected = decodeUtf8(entry.body) === entryText(expected);
  // What is written otherwise is read only to say how it differs.
  const logged = isExpected ? expected : readEntry(entry.body);
  if (logged === null) {
    return judged("The entry does not have the form dsse/0.0.1.", [
      compared("In the entry", toHex(entry.body)),
    ]);
  }
  const reason = firstFault(
    [logged.payloadHash === expected.payloadHash, "The entry is about another statement."],
    [logged.signature === expected.signature, "The entry holds another signature."],
    [logged.verifier === expected.verifier, "The entry names another key."],
    [logged.envelopeHash === expected.envelopeHash, "The entry is about another envelope."],
    [isExpected, "The entry is not written in its canonical form."],
  );
  return judged(reason, [
    compared("In the entry", logged.envelopeHash),
    compared("sha256 of the envelope", expected.envelopeHash, "In the entry"),
    compared("Payload in the entry", logged.payloadHash),
    compared("sha256 of the payload", expected.payloadHash, "Payload in the entry"),
    compared("Signature in the entry", logged.signature),
    compared("Signature of the envelope", expected.signature, "Signature in the entry"),
    compared("Key in the entry", logged.verifier),
    compared("Published key", expected.verifier, "Key in the entry"),
  ]);
}

function readEntry(bytes: Uint8Array): EntryContent | null {
  const body = readEntryBody(bytes);
  if (body === null) return null;
  const { envelopeHash, payloadHash, signatures } = body.spec;
  return { envelopeHash: envelopeHash.value, payloadHash: payloadHash.value, ...signatures[0] };
}

export async function checkPromise(
  bundle: DecodedBundle<string>,
  log: KnownLog,
  crypto: VerifyCrypto,
): Promise<CheckResult> {
  const { entry, signedEntryTimestamp } = bundle;
  const bytes = promisePayload(entry, { body: bundle.entryBase64, logId: log.id });
  const { start, end } = log.validFor;
  const timeMs = entry.integratedTime * 1000;
  const signed = await crypto.verifyP256(log.spki, bytes, signedEntryTimestamp);
  const reason = firstFault(
    [signed, "The log did not sign this entry with this number and this time."],
    [Date.parse(start) <= timeMs, `The log’s key came into force only at ${start}.`],
    [end === undefined || timeMs <= Date.parse(end), `The log’s key was retired at ${end}.`],
  );
  return judged(reason, [
    compared("Signed by", log.id),
    compared("Algorithm", "ECDSA P-256 over the entry, its number and its time"),
    compared("Entry", String(entry.logIndex)),
    compared("Time", isoOfUnix(entry.integratedTime)),
    compared("Signature", toBase64(signedEntryTimestamp)),
  ]);
}

export function checkInclusion(bundle: DecodedBundle<string>, sha256: Sha256): CheckResult {
  const { entry, proof } = bundle;
  const leaf = leafHash(entry.body, sha256);
  const { index, size, hashes } = proof;
  const stated = toHex(proof.root);
  const reached = rootOfInclusion({ leaf, index, size, hashes }, sha256);
  const reason = firstFault(
    [index === entry.logIndex, "The proof is for another place in the log."],
    [reached !== null, "The proof does not have the length that this place and this size need."],
    [reached !== null && bytesEqual(reached, proof.root), "The path leads to another root."],
  );
  return judged(reason, [
    compared("Entry", String(entry.logIndex)),
    compared("Leaf", toHex(leaf)),
    compared("Path", `${hashes.length} hashes, tree size ${size}, place ${index}`),
    compared("Root reached", reason === null ? stated : reached === null ? "none" : toHex(reached)),
    compared("Root stated", stated, "Root reached"),
  ]);
}

export async function checkCheckpoint(
  bundle: DecodedBundle<string>,
  log: KnownLog,
  crypto: VerifyCrypto,
): Promise<CheckResult> {
  const { proof, entry } = bundle;
  const root = toHex(proof.root);
  const known = log.heads.recall(proof.checkpoint);
  const head = known ?? readCheckpoint(proof.checkpoint);
  if (head === null) {
    return judged("The checkpoint does not have the form of a signed note with one signature.", [
      compared("Checkpoint", proof.checkpoint),
    ]);
  }
  const signed = known !== null || (await crypto.verifyP256(log.spki, head.body, head.signature));
  if (signed) log.heads.remember(proof.checkpoint, head);
  const reason = firstFault(
    [signed, "The log did not sign this checkpoint."],
    [head.name === log.name, "The checkpoint carries the name of another log."],
    [bytesEqual(head.keyId, entry.logId.subarray(0, 4)), "The checkpoint names another key."],
    [head.size === proof.size, "The checkpoint is for a tree of another size."],
    [bytesEqual(head.root, proof.root), "The checkpoint is for a tree with another root."],
  );
  return judged(reason, [
    compared("Checkpoint", head.origin),
    compared("Log in the trusted root", log.name),
    compared("Size", String(head.size)),
    compared("Size in the proof", String(proof.size), "Size"),
    compared("Root", reason === null ? root : toHex(head.root)),
    compared("Root in the proof", root, "Root"),
    compared("Key", `${toHex(head.keyId)} of ${log.id}`),
  ]);
}
