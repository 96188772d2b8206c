import { createPublicKey, type KeyObject, verify } from "node:crypto";
import { bundleFromJSON, type SerializedBundle } from "@sigstore/bundle";
import { TrustedRoot } from "@sigstore/protobuf-specs";
import { toSignedEntity, toTrustMaterial, Verifier } from "@sigstore/verify";
import { nodeCrypto } from "#lib/engines/second-opinion/index.ts";
import {
  openVerifier,
  preAuthEncoding,
  promisePayload,
  readBundle,
  readCheckpoint,
} from "#lib/engines/verify/index.ts";
import { step } from "../../bin/ground/report.ts";
import { atLeast, type Figure, stated } from "../bench.ts";
import { type SignedBundles, signBundles } from "./signed-bundles.ts";

const count = 1000;
const countOfTurn = 100;
const rounds = 200;

/** Looks at the bundles from one place to another, and throws where one does not hold. */
type Pass = (from: number, to: number) => void | Promise<void>;

/**
 * Verifications a second in Node of ours, of @sigstore/verify, and of nothing but a bundle's three
 * signature checks: over the same bundles, in one process, in turns. Each reads root and keys once. The
 * seconds are the processor's, collecting garbage included: neighbours on the machine count less.
 */
export async function measureVerifiers(): Promise<readonly Figure[]> {
  const together = await step(`sign ${count} fixes under one head`, () =>
    signBundles(count, count),
  );
  const apart = await step("the same, each under its own head", () => signBundles(count, 1));
  const one = await step("verify those under one head", () => compare(together));
  const own = await step("verify those under their own", () => compare(apart));
  return [
    atLeast(1.2, "etna ÷ @sigstore/verify", one.etna / one.sigstore, "ratio"),
    atLeast(0.9, "etna ÷ three signature checks alone", one.etna / one.checks, "ratio"),
    stated("etna, all twelve checks", one.etna, "1/s"),
    stated("@sigstore/verify", one.sigstore, "1/s"),
    stated("three signature checks alone", one.checks, "1/s"),
    stated("each under its own head: etna ÷ @sigstore/verify", own.etna / own.sigstore, "ratio"),
    stated("each under its own head: etna ÷ checks", own.etna / own.checks, "ratio"),
    stated("each under its own head: etna", own.etna, "1/s"),
  ];
}

interface Rates {
  readonly etna: number;
  readonly sigstore: number;
  readonly checks: number;
}

/** Of the turns the best counts: the others measure what else the machine did. */
async function compare(signed: SignedBundles): Promise<Rates> {
  const passes = [openOurs(signed), openSigstore(signed), openChecks(signed)];
  for (const pass of passes) await pass(0, count);
  const measures = passes.map(perSecond);
  const best = [0, 0, 0];
  for (let round = 0; round < rounds; round++) {
    for (const [at, measure] of measures.entries()) {
      best[at] = Math.max(best[at] ?? 0, await measure());
    }
  }
  const [etna = 0, sigstore = 0, checks = 0] = best;
  return { etna, sigstore, checks };
}

/** Goes on where it stood, so that no bundle comes again before all the others. */
function perSecond(pass: Pass): () => Promise<number> {
  let from = 0;
  return async () => {
    const before = process.cpuUsage();
    await pass(from, from + countOfTurn);
    const { user, system } = process.cpuUsage(before);
    from = (from + countOfTurn) % count;
    return (countOfTurn * 1_000_000) / (user + system);
  };
}

function openOurs({ bundles, trustedRoot, keys }: SignedBundles): Pass {
  const verifier = openVerifier({ trustedRoot, keys }, nodeCrypto);
  return async (from, to) => {
    for (const bundle of bundles.slice(from, to)) {
      const { ok } = await verifier.verify({ bundle });
      if (!ok) throw new Error("A good bundle was refused.");
    }
  };
}

function openSigstore({ bundles, trustedRoot, pem }: SignedBundles): Pass {
  const publicKey = createPublicKey(pem);
  const material = toTrustMaterial(TrustedRoot.fromJSON(trustedRoot), () => {
    return { publicKey, validFor: () => true };
  });
  const verifier = new Verifier(material, { tlogThreshold: 1, ctlogThreshold: 0 });
  return (from, to) => {
    for (const bundle of bundles.slice(from, to)) {
      // bundleFromJSON validates what it is given; its parameter type is the promise, not the need.
      const json: unknown = bundle;
      verifier.verify(toSignedEntity(bundleFromJSON(json as SerializedBundle)));
    }
  };
}

/** What cannot be left out: Ed25519 over the envelope, P-256 over the promise and over the head. */
function openChecks({ bundles, pem, logSpki }: SignedBundles): Pass {
  const key = createPublicKey(pem);
  const logKey = createPublicKey({ key: Buffer.from(logSpki), format: "der", type: "spki" });
  const checks = bundles.map((json) => {
    const read = readBundle(json);
    const head = read.ok ? readCheckpoint(read.bundle.proof.checkpoint) : null;
    if (!read.ok || head === null) throw new Error("A good bundle cannot be read.");
    const { payload, signature, entry, signedEntryTimestamp } = read.bundle;
    return [
      [null, preAuthEncoding(payload), key, signature],
      ["sha256", promisePayload(entry), logKey, signedEntryTimestamp],
      ["sha256", head.body, logKey, head.signature],
    ] as readonly (readonly [string | null, Uint8Array, KeyObject, Uint8Array])[];
  });
  return (from, to) => {
    for (const check of checks.slice(from, to).flat()) {
      if (!verify(...check)) throw new Error("A good signature fails.");
    }
  };
}
