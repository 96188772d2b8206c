import { describe, expect, it } from "vitest";
import { nodeCrypto } from "#lib/engines/second-opinion/index.ts";
import {
  assembleBundle,
  entryBody,
  inclusionProof,
  isoSeconds,
  type KeysDocument,
  logOrigin,
  nobleCrypto,
  publishedKey,
  signCheckpoint,
  signKeys,
  signPromise,
  treeRoot,
  verifyBundle,
} from "#lib/engines/verify/index.ts";
import {
  freshEd25519,
  freshP256,
  type SignedFix,
  signFix,
  signingTime,
  TestLog,
  testPatch,
} from "./signed-fix.ts";

const log = new TestLog();
const key = freshEd25519();
const start = "2026-03-03T09:20:44Z";

/** `keys.json` as the service signs and logs it. */
async function signedKeys(
  keys: KeysDocument["keys"] = [publishedKey(key.spki, { validFor: { start } })],
  signer = log.key.signer,
  signedApprovals: KeysDocument["signedApprovals"] = [],
): Promise<KeysDocument> {
  const issuedAt = isoSeconds(new Date(signingTime * 1000));
  const content = { organization: "og_1", sequence: 1, issuedAt, keys, signedApprovals };
  const { document, envelope } = await signKeys(content, signer);
  await log.grow(1);
  const body = entryBody(envelope, log.key.spki);
  const logIndex = await log.append(body);
  const entry = { body, integratedTime: signingTime, logIndex, logId: log.logId };
  const { size } = log;
  const root = await treeRoot(size, log.read);
  const head = { origin: logOrigin(log.baseUrl, log.logId), size, root };
  const attestation = assembleBundle({
    envelope,
    spki: log.key.spki,
    entry,
    signedEntryTimestamp: await signPromise(entry, log.key.signer),
    proof: {
      root,
      size,
      hashes: await inclusionProof(logIndex, size, log.read),
      checkpoint: await signCheckpoint(head, log.logId, log.key.signer),
    },
  });
  return JSON.parse(JSON.stringify({ ...document, attestation })) as KeysDocument;
}

async function keyCheck(fix: SignedFix, keys: unknown) {
  const input = { bundle: fix.bundle, trustedRoot: fix.root, keys, patch: testPatch };
  const [ours, theirs] = await Promise.all([
    verifyBundle(input, nodeCrypto),
    verifyBundle(input, nobleCrypto),
  ]);
  expect(theirs).toEqual(ours);
  const check = ours.checks.find(({ id }) => id === "key")!;
  return { ok: ours.ok, check, statement: ours.statement };
}

type Whole = KeysDocument & {
  attestation: {
    dsseEnvelope: { payload: string; signatures: [{ sig: string }] };
    verificationMaterial: {
      publicKey: { hint: string };
      tlogEntries: [{ integratedTime: string; inclusionProof: { rootHash: string } }];
    };
  };
};

describe("keys.json with its attestation", () => {
  it("verifies with the trusted root alone, and says who signed it and where it is logged", async () => {
    const { ok, check } = await keyCheck(await signFix({ key, log }), await signedKeys());
    expect(check.outcome).toBe("holds");
    expect(check.compared.map(({ label }) => label)).toContain("Its signer");
    expect(ok).toBe(true);
  });

  it("is still taken without one from whoever brings their own", async () => {
    const fix = await signFix({ key, log });
    expect((await keyCheck(fix, fix.keys)).ok).toBe(true);
  });

  const edits: Readonly<Record<string, (keys: Whole) => void>> = {
    "a key that is added": (keys) => {
      keys.keys.push(publishedKey(freshEd25519().spki, { validFor: { start } }));
    },
    "a revocation that is taken out": (keys) => {
      delete keys.keys[0]!.revokedAt;
    },
    "a demand of signed approvals that is taken out": (keys) => {
      delete keys.signedApprovals;
    },
    "a demand that is shortened": (keys) => {
      keys.signedApprovals![0]!.end = "2027-02-02T00:00:00Z";
    },
    "a time that is moved": (keys) => {
      keys.keys[0]!.validFor.start = "2026-03-03T09:20:45Z";
    },
    "another organization": (keys) => {
      keys.organization = "og_2";
    },
    "another number": (keys) => {
      keys.sequence = 2;
    },
    "a member that is put in": (keys) => {
      Object.assign(keys, { comment: "trust me" });
    },
    "another signature": (keys) => {
      const { signatures } = keys.attestation.dsseEnvelope;
      const bytes = Buffer.from(signatures[0].sig, "base64");
      bytes[bytes.length - 1]! ^= 1;
      signatures[0].sig = bytes.toString("base64");
    },
    "another time of the log": (keys) => {
      keys.attestation.verificationMaterial.tlogEntries[0].integratedTime = String(signingTime + 1);
    },
    "another root": (keys) => {
      const { inclusionProof: proof } = keys.attestation.verificationMaterial.tlogEntries[0];
      proof.rootHash = Buffer.alloc(32).toString("base64");
    },
    "another name of its key": (keys) => {
      keys.attestation.verificationMaterial.publicKey.hint = Buffer.alloc(32).toString("base64");
    },
    "an attestation that is none": (keys) => {
      Object.assign(keys, { attestation: {} });
    },
  };

  it.each(Object.entries(edits))("holds nothing with %s", async (_, edit) => {
    const fix = await signFix({ key, log });
    const revoked = { validFor: { start }, revokedAt: "2027-01-01T00:00:00Z" };
    const listed = [publishedKey(key.spki, revoked)];
    const demands = [{ start: "2027-02-01T00:00:00Z" }];
    const keys = (await signedKeys(listed, undefined, demands)) as Whole;
    expect((await keyCheck(fix, keys)).ok).toBe(true);
    edit(keys);
    const { ok, check, statement } = await keyCheck(fix, keys);
    expect(check.outcome).toBe("fails");
    expect(ok).toBe(false);
    expect(statement).toBeUndefined();
  });

  it("holds nothing when another log, or the organization itself, signed it", async () => {
    const fix = await signFix({ key, log });
    const keys = await signedKeys(undefined, freshP256().signer);
    expect((await keyCheck(fix, keys)).check.reason).toContain("did not sign it");
    const other = await signFix({ key, log: new TestLog(freshP256()) });
    expect((await keyCheck(other, await signedKeys())).check.reason).toContain("does not know");
  });
});
