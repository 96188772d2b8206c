import type { EntryField } from "#components/log/entry-body.tsx";
import { decodeUtf8, toHex } from "#lib/base/index.ts";
import { nobleCrypto, readEntryBody, spkiOfVerifier } from "#lib/engines/verify/index.ts";

export interface EntryMeaning {
  readonly fields: readonly EntryField[] | null;
  /** In a sentence or two. */
  readonly words: string;
  readonly text: string;
}

/** What anyone can tell of an entry from its bytes and the log's own id. */
export function meaningOf(body: Uint8Array, index: number, logId: string): EntryMeaning {
  const read = readEntryBody(body);
  const text = decodeUtf8(body) ?? toHex(body);
  if (read === null) {
    const words = index === 0 ? "The log’s own first entry: it says which log this is." : unknown;
    return { fields: null, words, text };
  }
  const { envelopeHash, payloadHash, signatures } = read.spec;
  const [{ signature, verifier }] = signatures;
  const spki = spkiOfVerifier(verifier);
  const fingerprint = spki && toHex(nobleCrypto.sha256(spki));
  return {
    words: fingerprint === logId ? ofKeys : ofFix,
    text,
    fields: [
      { label: "Kind", value: `${read.kind}, version ${read.apiVersion}` },
      { label: "sha256 of the envelope", value: envelopeHash.value },
      { label: "sha256 of its payload", value: payloadHash.value },
      { label: "Signature", value: signature },
      { label: "Key", value: verifier },
      ...(fingerprint ? [{ label: "sha256 of the key", value: fingerprint }] : []),
    ],
  };
}

const unknown = "It does not have a form that is read here. Its bytes are what the log keeps.";
const ofFix =
  "A statement signed by an organization: of an approved fix, or of its merge. The log has its hashes and its signature. What it says is told only by whoever holds its bundle.";
const ofKeys =
  "A list of an organization’s public keys, signed by the log’s own key. The list itself is the organization’s keys.json; the log has its hashes and its signature.";
