import { beforeAll, describe, expect, it } from "vitest";
import { decodeUtf8, fromBase64, toBase64, utf8 } from "#lib/base/index.ts";
import { nodeCrypto } from "#lib/engines/second-opinion/index.ts";
import {
  buildStatement,
  type CheckId,
  nobleCrypto,
  publicKeyPem,
  publishedKey,
  statementBytes,
  type VerifyInput,
  verifyBundle,
} from "#lib/engines/verify/index.ts";
import {
  approvedFix,
  freshEd25519,
  freshP256,
  type SignedFix,
  signFix,
  subjects,
  TestLog,
  testPatch,
} from "./signed-fix.ts";

interface Case {
  bundle: SignedFix["bundle"];
  trustedRoot: SignedFix["root"];
  keys: SignedFix["keys"];
  patch: Uint8Array;
}
type Tamper = readonly [name: string, fails: readonly CheckId[], change: (fix: Case) => void];

const key = freshEd25519();
const log = new TestLog();
const otherKey = freshEd25519();
const hash = toBase64(new Uint8Array(32).fill(7));

let fix: SignedFix;
let other: SignedFix;
let unrelated: SignedFix;

beforeAll(async () => {
  fix = await signFix({ key, log, at: 5, sizeAtProof: 11 });
  const predicate = approvedFix({ fixId: "fx_AAAAAAAAAAAAAAAAAAAA" });
  other = await signFix({
    key,
    log,
    statement: buildStatement(subjects, predicate),
    sizeAtProof: 14,
  });
  unrelated = await signFix({ key: otherKey, at: 5, sizeAtProof: 11 });
});

function entryOf(fix: Case) {
  return fix.bundle.verificationMaterial.tlogEntries[0];
}

function flipped(base64: string, at = 0): string {
  const bytes = fromBase64(base64)!;
  bytes[at]! ^= 1;
  return toBase64(bytes);
}

/** Rewrites the payload and everything that can be redone without the organization's key. */
function restate(fix: Case, change: (text: string) => string): void {
  const text = decodeUtf8(fromBase64(fix.bundle.dsseEnvelope.payload)!)!;
  const changed = change(text);
  expect(changed).not.toBe(text);
  fix.bundle.dsseEnvelope.payload = toBase64(utf8(changed));
}

function rebody(fix: Case, change: (text: string) => string): void {
  const text = decodeUtf8(fromBase64(entryOf(fix).canonicalizedBody)!)!;
  const changed = change(text);
  expect(changed).not.toBe(text);
  entryOf(fix).canonicalizedBody = toBase64(utf8(changed));
}

function recheckpoint(fix: Case, change: (note: string) => string): void {
  const { checkpoint } = entryOf(fix).inclusionProof;
  const changed = change(checkpoint.envelope);
  expect(changed).not.toBe(checkpoint.envelope);
  checkpoint.envelope = changed;
}

const logged: readonly CheckId[] = ["promise", "inclusion"];

const tampers: readonly Tamper[] = [
  ["the patch has one more byte", ["patch"], (f) => (f.patch = new Uint8Array([...testPatch, 0]))],
  ["the patch is empty", ["patch"], (f) => (f.patch = new Uint8Array())],
  [
    "the patch has other line endings",
    ["patch"],
    (f) => {
      f.patch = utf8(decodeUtf8(testPatch)!.replaceAll("\n", "\r\n"));
    },
  ],

  [
    "media type of an older bundle",
    ["statement"],
    (f) => {
      Object.assign(f.bundle, {
        mediaType: "application/vnd.dev.sigstore.bundle+json;version=0.1",
      });
    },
  ],
  [
    "a member that bundles do not have",
    ["statement"],
    (f) => Object.assign(f.bundle, { extra: 1 }),
  ],
  [
    "a message signature beside the envelope",
    ["statement"],
    (f) => {
      Object.assign(f.bundle, { messageSignature: { signature: hash } });
    },
  ],
  [
    "a second signature",
    ["statement"],
    (f) => {
      (f.bundle.dsseEnvelope.signatures as unknown[]).push({ sig: hash + hash });
    },
  ],
  [
    "no signature",
    ["statement"],
    (f) => ((f.bundle.dsseEnvelope.signatures as unknown[]).length = 0),
  ],
  [
    "a key id on the signature",
    ["statement"],
    (f) => {
      Object.assign(f.bundle.dsseEnvelope.signatures[0], { keyid: "a" });
    },
  ],
  [
    "a signature of 63 bytes",
    ["statement"],
    (f) => {
      const { signatures } = f.bundle.dsseEnvelope;
      signatures[0].sig = toBase64(fromBase64(signatures[0].sig)!.subarray(1));
    },
  ],
  [
    "base64 with stray bits",
    ["statement"],
    (f) => {
      const [signature] = f.bundle.dsseEnvelope.signatures;
      signature.sig = `${signature.sig.slice(0, -3)}${signature.sig.at(-3) === "B" ? "D" : "B"}==`;
    },
  ],
  ["base64 with a line break", ["statement"], (f) => (f.bundle.dsseEnvelope.payload += "\n")],
  [
    "another payload type",
    ["statement"],
    (f) => {
      Object.assign(f.bundle.dsseEnvelope, { payloadType: "application/json" });
    },
  ],
  [
    "a certificate in place of the hint",
    ["statement"],
    (f) => {
      Object.assign(f.bundle.verificationMaterial, { certificate: { rawBytes: hash } });
    },
  ],
  [
    "no log entry",
    ["statement"],
    (f) => {
      (f.bundle.verificationMaterial.tlogEntries as unknown[]).length = 0;
    },
  ],
  [
    "the log entry twice",
    ["statement"],
    (f) => {
      (f.bundle.verificationMaterial.tlogEntries as unknown[]).push(entryOf(f));
    },
  ],
  ["no promise", ["statement"], (f) => Reflect.deleteProperty(entryOf(f), "inclusionPromise")],
  [
    "no inclusion proof",
    ["statement"],
    (f) => Reflect.deleteProperty(entryOf(f), "inclusionProof"),
  ],
  [
    "an entry of another kind",
    ["statement"],
    (f) => {
      Object.assign(entryOf(f), { kindVersion: { kind: "hashedrekord", version: "0.0.1" } });
    },
  ],
  [
    "an entry of another version",
    ["statement"],
    (f) => {
      Object.assign(entryOf(f).kindVersion, { version: "0.0.2" });
    },
  ],
  ["a number in place of text", ["statement"], (f) => Object.assign(entryOf(f), { logIndex: 5 })],
  ["a log index with a leading zero", ["statement"], (f) => (entryOf(f).logIndex = "05")],
  ["a negative log index", ["statement"], (f) => (entryOf(f).logIndex = "-5")],
  [
    "a log index too large for a number",
    ["statement"],
    (f) => (entryOf(f).logIndex = "9".repeat(20)),
  ],
  [
    "a time too large for a date",
    ["statement"],
    (f) => (entryOf(f).integratedTime = "9".repeat(13)),
  ],

  [
    "one bit of the signature",
    ["signature", "entry"],
    (f) => {
      const [signature] = f.bundle.dsseEnvelope.signatures;
      signature.sig = flipped(signature.sig, 9);
    },
  ],
  [
    "the signature of another fix",
    ["signature", "entry"],
    (f) => {
      f.bundle.dsseEnvelope.signatures[0].sig = other.bundle.dsseEnvelope.signatures[0].sig;
    },
  ],
  [
    "another approver in the statement",
    ["signature", "entry"],
    (f) => {
      restate(f, (text) => text.replace("Ingrid Solheim", "Ingrid Soldheim"));
    },
  ],
  [
    "another outcome of a check",
    ["signature", "entry"],
    (f) => {
      restate(f, (text) => text.replace("not_run", "passed"));
    },
  ],
  [
    "another subject digest",
    ["signature", "entry"],
    (f) => {
      restate(f, (text) => text.replaceAll(subjects.patchSha256, "ab".repeat(32)));
    },
  ],
  [
    "a statement with a space",
    ["statement", "signature", "entry"],
    (f) => {
      restate(f, (text) => text.replace(":", ": "));
    },
  ],
  [
    "a statement with a name twice",
    ["statement", "signature", "entry"],
    (f) => {
      restate(f, (text) => text.replace('{"_type":', '{"_type":"x","_type":'));
    },
  ],
  [
    "a statement that is not JSON",
    ["statement", "signature", "entry"],
    (f) => {
      restate(f, (text) => text.slice(1));
    },
  ],
  [
    "a statement with one subject less",
    ["statement", "signature", "entry"],
    (f) => {
      restate(f, (text) =>
        text.replace(/\{"digest":\{"gitTree":"[0-9a-f]+"\},"name":"tree"\}/, "").replace(",]", "]"),
      );
    },
  ],
  [
    "a statement that is not UTF-8",
    ["statement", "signature", "entry"],
    (f) => {
      f.bundle.dsseEnvelope.payload = toBase64(Uint8Array.of(0xff, 0xfe));
    },
  ],
  [
    "the whole envelope of another fix",
    ["entry"],
    (f) => {
      f.bundle.dsseEnvelope = structuredClone(other.bundle.dsseEnvelope);
    },
  ],

  [
    "the hint of an unpublished key",
    ["key"],
    (f) => {
      f.bundle.verificationMaterial.publicKey.hint =
        unrelated.bundle.verificationMaterial.publicKey.hint;
    },
  ],
  ["keys.json of another organization", ["key"], (f) => (f.keys = structuredClone(unrelated.keys))],
  [
    "keys.json with another key under this hint",
    ["key"],
    (f) => {
      f.keys.keys[0]!.spki = unrelated.keys.keys[0]!.spki;
    },
  ],
  ["keys.json with this key twice", ["key"], (f) => f.keys.keys.push({ ...f.keys.keys[0]! })],
  ["keys.json without keys", ["key"], (f) => (f.keys.keys.length = 0)],
  ["keys.json of another version", ["key"], (f) => Object.assign(f.keys, { mediaType: "v2" })],
  [
    "keys.json with a P-256 key",
    ["key"],
    (f) => {
      const { spki } = freshP256();
      f.keys.keys = [{ ...publishedKey(spki, { validFor: { start: "2026-03-03T09:20:44Z" } }) }];
      f.bundle.verificationMaterial.publicKey.hint = f.keys.keys[0]!.hint;
    },
  ],
  [
    "keys.json with a start that is no date",
    ["key"],
    (f) => {
      f.keys.keys[0]!.validFor.start = "2026-02-30T00:00:00Z";
    },
  ],
  [
    "a key in force only later",
    ["validity"],
    (f) => {
      f.keys.keys[0]!.validFor.start = "2026-12-01T00:00:00Z";
    },
  ],
  [
    "a key retired before",
    ["validity"],
    (f) => {
      f.keys.keys[0]!.validFor.end = "2026-10-01T00:00:00Z";
    },
  ],
  [
    "a key revoked before",
    ["validity"],
    (f) => (f.keys.keys[0]!.revokedAt = "2026-10-01T00:00:00Z"),
  ],

  [
    "another payload hash in the entry",
    ["entry", ...logged],
    (f) => {
      rebody(f, (text) =>
        text.replace(/("payloadHash":\{"algorithm":"sha256","value":")[0-9a-f]{4}/, "$1beef"),
      );
    },
  ],
  [
    "another envelope hash in the entry",
    ["entry", ...logged],
    (f) => {
      rebody(f, (text) =>
        text.replace(/("envelopeHash":\{"algorithm":"sha256","value":")[0-9a-f]{4}/, "$1beef"),
      );
    },
  ],
  [
    "another verifier in the entry",
    ["entry", ...logged],
    (f) => {
      const pem = toBase64(utf8(publicKeyPem(otherKey.spki)));
      rebody(f, (text) => text.replace(/"verifier":"[^"]+"/, `"verifier":"${pem}"`));
    },
  ],
  ["an entry that is not canonical", ["entry", ...logged], (f) => rebody(f, (text) => `${text}\n`)],
  ["an entry that is not JSON", ["entry", ...logged], (f) => rebody(f, () => "dsse")],
  [
    "the body of another entry",
    ["entry", ...logged],
    (f) => {
      const [{ canonicalizedBody }] = other.bundle.verificationMaterial.tlogEntries;
      entryOf(f).canonicalizedBody = canonicalizedBody;
    },
  ],

  ["another time", ["promise"], (f) => (entryOf(f).integratedTime = "1795187651")],
  ["another number", ["promise", "inclusion"], (f) => (entryOf(f).logIndex = "6")],
  [
    "one bit of the promise",
    ["promise"],
    (f) => {
      const { inclusionPromise: promise } = entryOf(f);
      promise.signedEntryTimestamp = flipped(promise.signedEntryTimestamp, 20);
    },
  ],
  [
    "the promise of another entry",
    ["promise"],
    (f) => {
      entryOf(f).inclusionPromise = structuredClone(
        other.bundle.verificationMaterial.tlogEntries[0].inclusionPromise,
      );
    },
  ],
  ["a log that the root does not know", ["promise"], (f) => (entryOf(f).logId.keyId = hash)],
  [
    "the trusted root of another log",
    ["promise"],
    (f) => (f.trustedRoot = structuredClone(unrelated.root)),
  ],
  ["a trusted root without logs", ["promise"], (f) => (f.trustedRoot.tlogs.length = 0)],
  [
    "a trusted root with this log twice",
    ["promise"],
    (f) => f.trustedRoot.tlogs.push(f.trustedRoot.tlogs[0]!),
  ],
  [
    "a trusted root with another key under this id",
    ["promise"],
    (f) => {
      const rawBytes = toBase64(freshP256().spki);
      Object.assign(f.trustedRoot.tlogs[0]!.publicKey as object, { rawBytes });
    },
  ],
  [
    "a trusted root whose log starts later",
    ["promise"],
    (f) => {
      const validFor = { start: "2027-01-01T00:00:00Z" };
      Object.assign(f.trustedRoot.tlogs[0]!.publicKey as object, { validFor });
    },
  ],
  [
    "a trusted root whose log ended before",
    ["promise"],
    (f) => {
      const validFor = { start: "2026-01-01T00:00:00Z", end: "2026-02-01T00:00:00Z" };
      Object.assign(f.trustedRoot.tlogs[0]!.publicKey as object, { validFor });
    },
  ],
  [
    "a trusted root with another kind of key",
    ["promise"],
    (f) => {
      Object.assign(f.trustedRoot.tlogs[0]!.publicKey as object, { keyDetails: "PKIX_ED25519" });
    },
  ],
  [
    "a trusted root for another host",
    ["checkpoint"],
    (f) => {
      Object.assign(f.trustedRoot.tlogs[0]!, { baseUrl: "https://other.example/log" });
    },
  ],
  [
    "a trusted root whose host only contains the name",
    ["checkpoint"],
    (f) => {
      Object.assign(f.trustedRoot.tlogs[0]!, { baseUrl: "https://etna.example.evil.example/log" });
    },
  ],

  [
    "one hash of the path",
    ["inclusion"],
    (f) => {
      const { hashes } = entryOf(f).inclusionProof;
      hashes[1] = flipped(hashes[1]!);
    },
  ],
  [
    "two hashes of the path swapped",
    ["inclusion"],
    (f) => {
      const { hashes } = entryOf(f).inclusionProof;
      [hashes[0], hashes[1]] = [hashes[1]!, hashes[0]!];
    },
  ],
  ["a path with a hash less", ["inclusion"], (f) => entryOf(f).inclusionProof.hashes.pop()],
  ["a path with a hash more", ["inclusion"], (f) => entryOf(f).inclusionProof.hashes.push(hash)],
  ["a path without hashes", ["inclusion"], (f) => (entryOf(f).inclusionProof.hashes.length = 0)],
  ["another place in the proof", ["inclusion"], (f) => (entryOf(f).inclusionProof.logIndex = "4")],
  ["a place beyond the tree", ["inclusion"], (f) => (entryOf(f).inclusionProof.logIndex = "11")],
  [
    "another root in the proof",
    ["inclusion", "checkpoint"],
    (f) => (entryOf(f).inclusionProof.rootHash = hash),
  ],
  // 11 and 12 leaves need paths of the same length for leaf 5, so only the checkpoint can tell.
  ["another size in the proof", ["checkpoint"], (f) => (entryOf(f).inclusionProof.treeSize = "12")],
  [
    "the proof of another entry",
    ["inclusion"],
    (f) => {
      entryOf(f).inclusionProof = structuredClone(
        other.bundle.verificationMaterial.tlogEntries[0].inclusionProof,
      );
    },
  ],

  [
    "the checkpoint of another size",
    ["checkpoint"],
    (f) => {
      const [entry] = other.bundle.verificationMaterial.tlogEntries;
      entryOf(f).inclusionProof.checkpoint = { ...entry.inclusionProof.checkpoint };
    },
  ],
  [
    "the checkpoint of another log",
    ["checkpoint"],
    (f) => {
      const [entry] = unrelated.bundle.verificationMaterial.tlogEntries;
      entryOf(f).inclusionProof.checkpoint = { ...entry.inclusionProof.checkpoint };
    },
  ],
  [
    "a checkpoint edited in its size",
    ["checkpoint"],
    (f) => recheckpoint(f, (note) => note.replace("\n11\n", "\n12\n")),
  ],
  [
    "a checkpoint edited in its origin",
    ["checkpoint"],
    (f) => recheckpoint(f, (note) => note.replace(" - ", " - 1")),
  ],
  [
    "a checkpoint under another name",
    ["checkpoint"],
    (f) => recheckpoint(f, (note) => note.replace("— etna.", "— atna.")),
  ],
  [
    "a checkpoint with another key id",
    ["checkpoint"],
    (f) => {
      recheckpoint(f, (note) => note.replace(/(— \S+ )\S{4}/, "$1AAAA"));
    },
  ],
  [
    "a checkpoint with a second signature line",
    ["checkpoint"],
    (f) => {
      recheckpoint(f, (note) => note + note.slice(note.indexOf("—")));
    },
  ],
  [
    "a checkpoint without its signature",
    ["checkpoint"],
    (f) => {
      recheckpoint(f, (note) => note.slice(0, note.indexOf("—")));
    },
  ],
  [
    "a checkpoint without the last newline",
    ["checkpoint"],
    (f) => recheckpoint(f, (note) => note.slice(0, -1)),
  ],
  [
    "a checkpoint with more lines",
    ["checkpoint"],
    (f) => recheckpoint(f, (note) => note.replace("\n\n", "\nmore\n\n")),
  ],
  [
    "a checkpoint with carriage returns",
    ["checkpoint"],
    (f) => {
      recheckpoint(f, (note) => note.replaceAll("\n", "\r\n"));
    },
  ],
];

function caseOf(fix: SignedFix): Case {
  const { bundle, root: trustedRoot, keys } = structuredClone(fix);
  return { bundle, trustedRoot, keys, patch: testPatch };
}

async function failing(input: VerifyInput): Promise<readonly CheckId[]> {
  const inNode = await verifyBundle(input, nodeCrypto);
  expect(await verifyBundle(input, nobleCrypto)).toEqual(inNode);
  const failed = inNode.checks.filter(({ outcome }) => outcome === "fails");
  expect(inNode.ok).toBe(failed.length === 0);
  for (const { reason } of failed) expect(reason).toMatch(/^[A-Zk].+\.$/s);
  return failed.map(({ id }) => id);
}

describe("a tampered fix is refused, by the check that guards the place:", () => {
  it("there are as many tampers as promised, each with its own name", () => {
    expect(tampers.length).toBeGreaterThanOrEqual(40);
    expect(new Set(tampers.map(([name]) => name)).size).toBe(tampers.length);
  });

  it("nothing changed", async () => {
    expect(await failing(caseOf(fix))).toEqual([]);
  });

  it.each(tampers)("%s", async (_name, fails, change) => {
    const tampered = caseOf(fix);
    change(tampered);
    expect([...(await failing(tampered))].sort()).toEqual([...fails].sort());
  });
});

describe("a log that lies with its own key is refused where @sigstore/verify looks away:", () => {
  const changedBody = (from: RegExp, to: string) => (honest: Uint8Array) => {
    const text = decodeUtf8(honest)!;
    expect(text).toMatch(from);
    return utf8(text.replace(from, to));
  };

  it("an entry that names another key", async () => {
    const pem = toBase64(utf8(publicKeyPem(otherKey.spki)));
    const entryBody = changedBody(/"verifier":"[^"]+"/, `"verifier":"${pem}"`);
    expect(await failing(caseOf(await signFix({ key, entryBody })))).toEqual(["entry"]);
  });

  it("an entry about another envelope", async () => {
    const from = /("envelopeHash":\{"algorithm":"sha256","value":")[0-9a-f]{64}/;
    const entryBody = changedBody(from, `$1${"ab".repeat(32)}`);
    expect(await failing(caseOf(await signFix({ key, entryBody })))).toEqual(["entry"]);
  });

  it("an entry with spaces", async () => {
    const entryBody = changedBody(/^\{/, "{ ");
    expect(await failing(caseOf(await signFix({ key, entryBody })))).toEqual(["entry"]);
  });

  it("a checkpoint over another root or another size than the proof", async () => {
    const root = new Uint8Array(32);
    const forked = await signFix({ key, head: (head) => ({ ...head, root }) });
    expect(await failing(caseOf(forked))).toEqual(["checkpoint"]);
    const longer = await signFix({
      key,
      at: 5,
      head: (head) => ({ ...head, size: head.size + 1 }),
    });
    expect(await failing(caseOf(longer))).toEqual(["checkpoint"]);
  });

  it("an origin that is not the log's host", async () => {
    const head = { origin: "evil.example - 1" };
    const renamed = await signFix({ key, head: (honest) => ({ ...honest, ...head }) });
    expect(await failing(caseOf(renamed))).toEqual(["checkpoint"]);
  });
});

describe("a statement that contradicts itself is refused though its signature holds:", () => {
  const { approval, change } = approvedFix();
  const zeros = "0".repeat(40);

  it.each([
    [
      "approved another patch",
      "patch",
      {
        approval: {
          ...approval,
          bound: { ...approval.bound, patch: `sha256:${"0".repeat(64)}` as const },
        },
      },
    ],
    [
      "approved another commit",
      "commit",
      { approval: { ...approval, bound: { ...approval.bound, gitCommit: zeros } } },
    ],
    [
      "approved another tree",
      "tree",
      { approval: { ...approval, bound: { ...approval.bound, gitTree: zeros } } },
    ],
    ["leads to another tree", "tree", { change: { ...change, targetTree: zeros } }],
  ] as const)("%s", async (_name, id, wrong) => {
    const statement = buildStatement(subjects, approvedFix(wrong));
    expect(await failing(caseOf(await signFix({ key, statement })))).toEqual([id]);
  });

  it("has other subjects than the three", async () => {
    const honest = buildStatement(subjects, approvedFix());
    const [patch, commit, tree] = honest.subject;
    for (const subject of [[patch], [commit, patch, tree], [patch, commit, tree, tree]]) {
      const statement = { ...honest, subject: subject as unknown as typeof honest.subject };
      expect(statementBytes(statement).length).toBeGreaterThan(0);
      expect(await failing(caseOf(await signFix({ key, statement })))).toEqual(["statement"]);
    }
  });
});
