import { describe, expect, it } from "vitest";
import { nodeCrypto } from "#lib/engines/second-opinion/index.ts";
import { openVerifier, type VerifyCrypto, verifyBundle } from "#lib/engines/verify/index.ts";
import { freshEd25519, freshP256, rootOf, signFix, TestLog } from "./signed-fix.ts";

/** OpenSSL, counting what it is asked. */
function counting(): { readonly crypto: VerifyCrypto; asked: number } {
  const counter = {
    asked: 0,
    crypto: {
      ...nodeCrypto,
      verifyP256(...check: Parameters<VerifyCrypto["verifyP256"]>) {
        counter.asked++;
        return nodeCrypto.verifyP256(...check);
      },
    },
  };
  return counter;
}

describe("one verifier for many bundles", () => {
  it("verifies a head that it has seen hold no second time, and every promise", async () => {
    const fix = await signFix({ at: 5, sizeAtProof: 11 });
    const counter = counting();
    const verifier = openVerifier({ trustedRoot: fix.root, keys: fix.keys }, counter.crypto);
    for (const expected of [2, 3, 4]) {
      const { bundle } = fix;
      expect(await verifier.verify({ bundle })).toEqual(
        await verifyBundle({ bundle, trustedRoot: fix.root, keys: fix.keys }, nodeCrypto),
      );
      expect(counter.asked).toBe(expected);
    }
  });

  it("remembers no head that did not hold, and none of a text that differs in one sign", async () => {
    const fix = await signFix({ at: 5, sizeAtProof: 11 });
    const counter = counting();
    const verifier = openVerifier({ trustedRoot: fix.root, keys: fix.keys }, counter.crypto);
    const { ok } = await verifier.verify({ bundle: fix.bundle });
    expect(ok).toBe(true);
    const forged = structuredClone(fix.bundle);
    const { checkpoint } = forged.verificationMaterial.tlogEntries[0].inclusionProof;
    checkpoint.envelope = checkpoint.envelope.replace("\n11\n", "\n12\n");
    for (let time = 0; time < 2; time++) {
      const before = counter.asked;
      const { checks } = await verifier.verify({ bundle: forged });
      expect(checks.find(({ id }) => id === "checkpoint")?.outcome).toBe("fails");
      expect(counter.asked - before).toBe(2);
    }
  });

  it("holds a remembered head against each bundle's own proof", async () => {
    const key = freshEd25519();
    const log = new TestLog();
    const first = await signFix({ key, log, at: 5 });
    const second = await signFix({ key, log, sizeAtProof: 11 });
    const verifier = openVerifier({ trustedRoot: first.root, keys: first.keys }, nodeCrypto);
    expect((await verifier.verify({ bundle: second.bundle })).ok).toBe(true);
    const borrowed = structuredClone(first.bundle);
    borrowed.verificationMaterial.tlogEntries[0].inclusionProof.checkpoint =
      second.bundle.verificationMaterial.tlogEntries[0].inclusionProof.checkpoint;
    expect((await verifier.verify({ bundle: first.bundle })).ok).toBe(true);
    expect((await verifier.verify({ bundle: borrowed })).ok).toBe(false);
  });

  it("shares nothing between two roots", async () => {
    const fix = await signFix();
    const other = rootOf(new TestLog(freshP256()));
    const good = openVerifier({ trustedRoot: fix.root, keys: fix.keys }, nodeCrypto);
    const bad = openVerifier({ trustedRoot: other, keys: fix.keys }, nodeCrypto);
    expect((await good.verify({ bundle: fix.bundle })).ok).toBe(true);
    expect((await bad.verify({ bundle: fix.bundle })).ok).toBe(false);
  });

  it("answers with a root and keys that cannot be read, each time", async () => {
    const { bundle, root, keys } = await signFix();
    const hostile = new Proxy(
      {},
      {
        get: () => {
          throw new Error("boom");
        },
      },
    );
    for (const odd of [null, hostile, [], "x"]) {
      for (const trust of [
        { trustedRoot: odd, keys },
        { trustedRoot: root, keys: odd },
      ]) {
        const verifier = openVerifier(trust, nodeCrypto);
        for (let time = 0; time < 2; time++) {
          expect((await verifier.verify({ bundle })).ok).toBe(false);
        }
      }
    }
  });
});
