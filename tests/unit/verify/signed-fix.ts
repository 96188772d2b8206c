import {
  createHash,
  createPrivateKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
} from "node:crypto";
import { ed25519 } from "@noble/curves/ed25519.js";
import { p256 } from "@noble/curves/nist.js";
import { fromHex, utf8 } from "#lib/base/index.ts";
import {
  type ApprovedFix,
  assembleBundle,
  type Bundle,
  buildMergedStatement,
  buildStatement,
  type Checkpoint,
  type Ed25519Signer,
  type EntryPromise,
  entryBody,
  inclusionProof,
  isoSeconds,
  type KeysDocument,
  keysDocument,
  leafHash,
  logOrigin,
  type MergedAs,
  type MergedStatement,
  mergedStatementBytes,
  nodesOfAppend,
  type P256Signer,
  publicKeyPem,
  publishedKey,
  type Statement,
  signCheckpoint,
  signEnvelope,
  signPromise,
  statementBytes,
  type TrustedRoot,
  treeRoot,
  trustedRoot,
} from "#lib/engines/verify/index.ts";

export interface SigningKey<S> extends Readonly<{ spki: Uint8Array; signer: S }> {}

/** Keys made now, in OpenSSL. */
export function freshEd25519(): SigningKey<Ed25519Signer> {
  return opensslKey(generateKeyPairSync("ed25519"), null);
}

export function freshP256(): SigningKey<P256Signer> {
  return opensslKey(generateKeyPairSync("ec", { namedCurve: "P-256" }), "sha256");
}

function opensslKey(
  { privateKey, publicKey }: { privateKey: KeyObject; publicKey: KeyObject },
  digest: string | null,
): SigningKey<Ed25519Signer & P256Signer> {
  return {
    spki: new Uint8Array(publicKey.export({ type: "spki", format: "der" })),
    signer: { sign: async (bytes) => new Uint8Array(sign(digest, bytes, privateKey)) },
  };
}

/** Keys that anyone can make from the label: for test vectors, which must come out the same. */
export function testEd25519(label: string): SigningKey<Ed25519Signer> {
  const seed = createHash("sha256").update(`test key ${label}`).digest();
  const pkcs8 = Buffer.concat([Buffer.from("302e020100300506032b657004220420", "hex"), seed]);
  const privateKey = createPrivateKey({ key: pkcs8, format: "der", type: "pkcs8" });
  const spki = Buffer.concat([
    Buffer.from("302a300506032b6570032100", "hex"),
    ed25519.getPublicKey(seed),
  ]);
  return {
    spki: new Uint8Array(spki),
    signer: { sign: async (bytes) => new Uint8Array(sign(null, bytes, privateKey)) },
  };
}

export function testP256(label: string): SigningKey<P256Signer> {
  const secret = new Uint8Array(createHash("sha256").update(`test key ${label}`).digest());
  const head = fromHex("3059301306072a8648ce3d020106082a8648ce3d030107034200")!;
  return {
    spki: new Uint8Array(Buffer.concat([head, p256.getPublicKey(secret, false)])),
    signer: {
      sign: async (bytes) =>
        p256.sign(bytes, secret, { format: "der", prehash: true, lowS: false }),
    },
  };
}

/** A log in memory, with the leaf 0 that every log of Etna reserves. */
export class TestLog {
  readonly key: SigningKey<P256Signer>;
  readonly baseUrl: string;
  readonly logId: Uint8Array;
  size = 0;
  readonly #nodes = new Map<string, Uint8Array>();

  constructor(key: SigningKey<P256Signer> = freshP256(), baseUrl = "https://etna.example/log") {
    this.key = key;
    this.baseUrl = baseUrl;
    this.logId = new Uint8Array(createHash("sha256").update(key.spki).digest());
  }

  readonly read = async (level: number, index: number): Promise<Uint8Array> => {
    const node = this.#nodes.get(`${level}/${index}`);
    if (node === undefined) throw new Error(`no node ${level}/${index}`);
    return node;
  };

  async append(body: Uint8Array): Promise<number> {
    const index = this.size;
    for (const node of await nodesOfAppend(index, leafHash(body), this.read)) {
      this.#nodes.set(`${node.level}/${node.index}`, node.hash);
    }
    this.size++;
    return index;
  }

  async grow(size: number): Promise<void> {
    while (this.size < size) await this.append(utf8(`filler ${this.size}`));
  }
}

export const testPatch = utf8(
  [
    "diff --git a/src/labels/render.ts b/src/labels/render.ts",
    "--- a/src/labels/render.ts",
    "+++ b/src/labels/render.ts",
    "@@ -1 +1 @@",
    "-exec('lpr ' + name);",
    "+execFile('lpr', [name]);",
    "",
  ].join("\n"),
);

export function sha256Of(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

export const subjects = {
  patchSha256: sha256Of(testPatch),
  gitCommit: "2ef4c5fcff45ad937b86f53580ca993696d7883e",
  gitTree: "fee2340846a0ea8f688b2dee7612113529d8951e",
};

export function approvedFix(change: Partial<ApprovedFix> = {}): ApprovedFix {
  return {
    fixId: "fx_7Q2M4K9DW3XH0T5B8YRC",
    change: {
      repository: "halden/booking-api",
      targetRef: "refs/heads/main",
      fromRevision: "e8e2ace19b3f54b1a6f4f28e55f7f4aa10f470af",
      targetTree: subjects.gitTree,
      patchId: "034c04cc10a3752cf95f91bffa3eedc52e0f4713",
    },
    agent: { name: "Etna", version: "0.1.0", rule: "js-exec-template" },
    findings: [{ fingerprint: "1:5d41402abc4b2a76b9719d911017c592", rule: "js-exec-template" }],
    checks: [
      { id: "parses", outcome: "passed", summary: "1 file parses" },
      { id: "finding_gone", outcome: "passed", summary: "js-exec-template no longer matches" },
      { id: "second_opinion", outcome: "not_run", summary: "No second model was chosen" },
    ],
    context: { ledger: null },
    approval: {
      by: "Ingrid Solheim",
      method: "console",
      at: "2026-11-20T15:14:07Z",
      policy: "One person who did not write the code",
      bound: {
        gitCommit: subjects.gitCommit,
        gitTree: subjects.gitTree,
        patch: `sha256:${subjects.patchSha256}`,
      },
    },
    ...change,
  };
}

export const mergedCommit = "5e2c0ddf3b1d0b5c6f1f6f0a4b8f3c1d2e9a7b60";

/** What is said of the merge of an approved statement: squashed on a target that had moved on. */
export function mergedAs(approved: Statement, change: Partial<MergedAs> = {}): MergedAs {
  return {
    fixId: approved.predicate.fixId,
    approved: {
      statement: `sha256:${sha256Of(statementBytes(approved))}`,
      ...approved.predicate.approval.bound,
    },
    merged: {
      targetRef: "refs/heads/main",
      fromRevision: "90f2ace19b3f54b1a6f4f28e55f7f4aa10f470af",
      gitCommit: mergedCommit,
      gitTree: "1be2340846a0ea8f688b2dee7612113529d8951e",
      method: "squash",
      at: "2026-11-20T15:40:31Z",
    },
    relation: "same_patch",
    ...change,
  };
}

/** A statement of a merge signed as it is, also one that nothing here would state. */
export async function signMerge(
  options: Omit<FixOptions, "statement"> & {
    readonly approved: Statement;
    readonly merge?: MergedStatement;
  },
): Promise<Omit<SignedFix, "statement"> & { readonly statement: MergedStatement }> {
  const statement = options.merge ?? buildMergedStatement(mergedAs(options.approved), true);
  return { ...(await signPayload(mergedStatementBytes(statement), options)), statement };
}

export interface SignedFix {
  readonly bundle: Bundle;
  readonly root: TrustedRoot;
  readonly keys: KeysDocument;
  readonly pem: string;
  readonly statement: Statement;
}

export interface FixOptions {
  readonly key?: SigningKey<Ed25519Signer>;
  readonly log?: TestLog;
  readonly statement?: Statement;
  /** Size of the tree when the entry is added; it becomes this index. */
  readonly at?: number;
  readonly sizeAtProof?: number;
  readonly integratedTime?: number;
  /** What a lying log would write instead of the honest entry or head. */
  readonly entryBody?: (honest: Uint8Array) => Uint8Array;
  readonly head?: (honest: Checkpoint) => Checkpoint;
}

export const signingTime = Date.parse("2026-11-20T15:14:10Z") / 1000;

/** Signs and logs one fix the way the provenance service does. */
export async function signFix(options: FixOptions = {}): Promise<SignedFix> {
  const statement = options.statement ?? buildStatement(subjects, approvedFix());
  return { ...(await signPayload(statementBytes(statement), options)), statement };
}

/** Signs and logs any payload the way the provenance service does. */
export async function signPayload(
  payload: Uint8Array,
  options: Omit<FixOptions, "statement">,
): Promise<Omit<SignedFix, "statement">> {
  const key = options.key ?? freshEd25519();
  const log = options.log ?? new TestLog();
  const envelope = await signEnvelope(payload, key.signer);
  await log.grow(options.at ?? 1);
  const honestBody = entryBody(envelope, key.spki);
  const body = options.entryBody?.(honestBody) ?? honestBody;
  const entry: EntryPromise = {
    body,
    integratedTime: options.integratedTime ?? signingTime,
    logIndex: await log.append(body),
    logId: log.logId,
  };
  await log.grow(options.sizeAtProof ?? log.size);
  const honestHead: Checkpoint = {
    origin: logOrigin(log.baseUrl, log.logId),
    size: log.size,
    root: await treeRoot(log.size, log.read),
  };
  const head = options.head?.(honestHead) ?? honestHead;
  const bundle = assembleBundle({
    envelope,
    spki: key.spki,
    entry,
    signedEntryTimestamp: await signPromise(entry, log.key.signer),
    proof: {
      root: honestHead.root,
      size: honestHead.size,
      hashes: await inclusionProof(entry.logIndex, log.size, log.read),
      checkpoint: await signCheckpoint(head, log.logId, log.key.signer),
    },
  });
  return {
    bundle,
    root: rootOf(log),
    keys: keysDocument([publishedKey(key.spki, { validFor: { start: "2026-03-03T09:20:44Z" } })]),
    pem: publicKeyPem(key.spki),
  };
}

export function rootOf(log: TestLog): TrustedRoot {
  const start = isoSeconds(new Date("2026-03-01T00:00:00Z"));
  return trustedRoot([{ baseUrl: log.baseUrl, spki: log.key.spki, validFor: { start } }]);
}
