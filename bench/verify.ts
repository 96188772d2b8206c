import { createPublicKey } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { bundleFromJSON, type SerializedBundle } from "@sigstore/bundle";
import { TrustedRoot } from "@sigstore/protobuf-specs";
import { toSignedEntity, toTrustMaterial, Verifier } from "@sigstore/verify";
import { AppError } from "#lib/base/index.ts";
import { nodeCrypto } from "#lib/engines/second-opinion/index.ts";
import { verifyBundle } from "#lib/engines/verify/index.ts";
import { atLeast, type Bench, type Figure, median, stated } from "./bench.ts";

const vectors = join(import.meta.dirname, "../tests/vectors/signed-fixes");
const rounds = 15;
const roundMs = 200;

/** Verifications a second of both verifiers, over the same bundles, in one process, in turns. */
export const verify: Bench = {
  name: "verify",
  summary: "etna's own verifier beside @sigstore/verify, verifications a second",
  async run(): Promise<readonly Figure[]> {
    const json = async (name: string): Promise<unknown> =>
      JSON.parse(await readFile(join(vectors, name), "utf8"));
    const names = (await readdir(join(vectors, "good"))).sort();
    const bundles = await Promise.all(names.map((name) => json(`good/${name}`)));
    const [trustedRoot, keys] = [await json("trusted_root.json"), await json("keys.json")];
    const ours = async (bundle: unknown) => {
      const { ok } = await verifyBundle({ bundle, trustedRoot, keys }, nodeCrypto);
      if (!ok) throw new AppError("internal", "A good bundle was refused.");
    };
    const theirs = await openSigstore(trustedRoot);
    const figures = { etna: [] as number[], sigstore: [] as number[] };
    for (let round = 0; round < rounds; round++) {
      figures.etna.push(await perSecond(bundles, ours));
      figures.sigstore.push(await perSecond(bundles, theirs));
    }
    // The first rounds warm both up.
    const [etna, sigstore] = [figures.etna, figures.sigstore].map((all) => median(all.slice(3)));
    return [
      atLeast(1.2, "etna ÷ @sigstore/verify", (etna ?? 0) / (sigstore ?? 1), "ratio"),
      stated("etna, all twelve checks", etna ?? 0, "1/s"),
      stated("@sigstore/verify", sigstore ?? 0, "1/s"),
    ];
  },
};

/** Its key and its root are read once, as a program that verifies many would. */
async function openSigstore(trustedRoot: unknown) {
  const publicKey = createPublicKey(await readFile(join(vectors, "instance.pub"), "utf8"));
  const material = toTrustMaterial(TrustedRoot.fromJSON(trustedRoot), () => {
    return { publicKey, validFor: () => true };
  });
  const verifier = new Verifier(material, { tlogThreshold: 1, ctlogThreshold: 0 });
  return async (bundle: unknown) => {
    verifier.verify(toSignedEntity(bundleFromJSON(bundle as SerializedBundle)));
  };
}

async function perSecond(
  bundles: readonly unknown[],
  one: (bundle: unknown) => Promise<void>,
): Promise<number> {
  const startedAt = performance.now();
  let count = 0;
  while (performance.now() - startedAt < roundMs) {
    for (const bundle of bundles) await one(bundle);
    count += bundles.length;
  }
  return (count * 1000) / (performance.now() - startedAt);
}
