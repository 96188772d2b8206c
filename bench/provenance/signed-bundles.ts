import {
  assembleBundle,
  type Bundle,
  buildStatement,
  type EntryPromise,
  type Envelope,
  entryBody,
  inclusionProof,
  type KeysDocument,
  logOrigin,
  publicKeyPem,
  publishedKey,
  signCheckpoint,
  signEnvelope,
  signKeys,
  signPromise,
  statementBytes,
  type TrustedRoot,
  treeRoot,
} from "#lib/engines/verify/index.ts";
import {
  approvedFix,
  freshEd25519,
  rootOf,
  signingTime,
  subjects,
  TestLog,
  testPatch,
} from "../../tests/unit/verify/signed-fix.ts";

/** Approvals of one organization, each of another fix, and all that checks them. */
export interface SignedBundles {
  readonly bundles: readonly Bundle[];
  readonly trustedRoot: TrustedRoot;
  /** Signed and logged, as the product publishes it. */
  readonly keys: KeysDocument;
  readonly logSpki: Uint8Array;
  readonly pem: string;
  /** The same for all. */
  readonly patch: Uint8Array;
}

/** Proofs of 17 hashes, as in the middle one of the logs whose proofs are timed. */
const entriesBefore = 100_000;

/** `perHead` bundles at a time are logged together and stand under one signed head. */
export async function signBundles(count: number, perHead: number): Promise<SignedBundles> {
  const log = new TestLog();
  const key = freshEd25519();
  await log.grow(entriesBefore);
  const validFor = { start: "2026-03-03T09:20:44Z" };
  const content = { organization: "og_bench", sequence: 1, issuedAt: "2026-11-20T15:14:07Z" };
  const listed = await signKeys(
    { ...content, keys: [publishedKey(key.spki, { validFor })] },
    log.key.signer,
  );
  const [attestation] = await underOneHead(log, log.key.spki, [listed.envelope]);
  const bundles: Bundle[] = [];
  while (bundles.length < count) {
    const envelopes: Envelope[] = [];
    while (envelopes.length < Math.min(perHead, count - bundles.length)) {
      envelopes.push(await signEnvelope(payloadOf(bundles.length + envelopes.length), key.signer));
    }
    bundles.push(...(await underOneHead(log, key.spki, envelopes)));
  }
  return {
    bundles: plain(bundles),
    trustedRoot: plain(rootOf(log)),
    keys: plain({ ...listed.document, attestation }),
    logSpki: log.key.spki,
    pem: publicKeyPem(key.spki),
    patch: testPatch,
  };
}

function payloadOf(fix: number): Uint8Array {
  const fixId = `fx_${String(fix).padStart(20, "0")}`;
  return statementBytes(buildStatement(subjects, approvedFix({ fixId })));
}

async function underOneHead<Type extends string>(
  log: TestLog,
  spki: Uint8Array,
  envelopes: readonly Envelope<Type>[],
) {
  const entries: EntryPromise[] = [];
  for (const envelope of envelopes) {
    const body = entryBody(envelope, spki);
    const logIndex = await log.append(body);
    entries.push({ body, integratedTime: signingTime, logIndex, logId: log.logId });
  }
  const { size } = log;
  const root = await treeRoot(size, log.read);
  const head = { origin: logOrigin(log.baseUrl, log.logId), size, root };
  const checkpoint = await signCheckpoint(head, log.logId, log.key.signer);
  return await Promise.all(
    envelopes.map(async (envelope, at) => {
      const entry = entries[at];
      if (entry === undefined) throw new Error("Every envelope has its entry.");
      const hashes = await inclusionProof(entry.logIndex, size, log.read);
      const signedEntryTimestamp = await signPromise(entry, log.key.signer);
      const proof = { root, size, hashes, checkpoint };
      return assembleBundle({ envelope, spki, entry, signedEntryTimestamp, proof });
    }),
  );
}

/** As it comes out of a file. */
function plain<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}
