import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { toBase64 } from "#lib/base/index.ts";
import {
  openSecondOpinion,
  type SecondOpinion,
  type SecondOpinionKey,
  verifyWithSecondOpinion,
} from "#lib/engines/second-opinion/index.ts";
import { keysDocument, publicKeyPem, publishedKey } from "#lib/engines/verify/index.ts";
import { freshEd25519, type SignedFix, signFix, testPatch } from "#tests/unit/verify/signed-fix.ts";
import { vectorsDirectory } from "#tests/vectors/make-signed-fixes.ts";

const key = freshEd25519();
let fix: SignedFix;
beforeAll(async () => {
  fix = await signFix({ key, at: 5, sizeAtProof: 23 });
});

function ask(bundle: unknown, root: unknown, key: SecondOpinionKey): SecondOpinion {
  return openSecondOpinion(root)(bundle, { key });
}

function inputOf({ bundle, root, keys }: SignedFix) {
  return { bundle, trustedRoot: root, keys, patch: testPatch };
}

describe("@sigstore/verify", () => {
  it("accepts what we make, as first and as last entry of trees of many sizes", async () => {
    for (const size of [2, 3, 4, 7, 8, 9, 33, 64, 70]) {
      for (const made of [
        await signFix({ key, at: 1, sizeAtProof: size }),
        await signFix({ key, at: size - 1 }),
      ]) {
        expect(ask(made.bundle, made.root, { pem: made.pem })).toEqual({
          agrees: true,
        });
      }
    }
  });

  it("refuses another key, another root and an altered signature, path or promise", async () => {
    const other = await signFix();
    const { bundle, root, pem } = fix;
    expect(ask(bundle, root, { pem: other.pem }).agrees).toBe(false);
    expect(ask(bundle, other.root, { pem }).agrees).toBe(false);
    const changes: readonly ((copy: SignedFix["bundle"]) => void)[] = [
      (copy) => {
        copy.dsseEnvelope.signatures[0].sig = other.bundle.dsseEnvelope.signatures[0].sig;
      },
      (copy) => {
        copy.verificationMaterial.tlogEntries[0].inclusionProof.hashes.reverse();
      },
      (copy) => {
        copy.verificationMaterial.tlogEntries[0].integratedTime = "1795187651";
      },
    ];
    for (const change of changes) {
      const copy = structuredClone(bundle);
      change(copy);
      const opinion = ask(copy, root, { pem });
      expect(opinion).toMatchObject({ agrees: false, reason: expect.stringMatching(/./) });
    }
  });

  it("counts the time for which a key is good", async () => {
    const { bundle, root, pem } = fix;
    const start = "2026-03-03T09:20:44Z";
    const askAt = (validFor: { start: string; end?: string }) => {
      return ask(bundle, root, { pem, validFor }).agrees;
    };
    expect(askAt({ start })).toBe(true);
    expect(askAt({ start, end: "2026-10-01T00:00:00Z" })).toBe(false);
    expect(askAt({ start: "2026-12-01T00:00:00Z" })).toBe(false);
  });

  it("refuses a root that does not say from when the log's key counts", () => {
    const { bundle, pem } = fix;
    const root = structuredClone(fix.root) as unknown as {
      tlogs: [{ publicKey: { validFor: { start?: string } } }];
    };
    expect(ask(bundle, root, { pem }).agrees).toBe(true);
    delete root.tlogs[0].publicKey.validFor.start;
    expect(ask(bundle, root, { pem })).toMatchObject({
      agrees: false,
      reason: expect.stringContaining("from when"),
    });
  });

  it("looks at the subjects where it is given the artifact", () => {
    const { bundle, root, pem } = fix;
    const ask = openSecondOpinion(root);
    expect(ask(bundle, { key: { pem }, artifact: testPatch }).agrees).toBe(true);
    const other = new Uint8Array([...testPatch, 10]);
    expect(ask(bundle, { key: { pem }, artifact: other }).agrees).toBe(false);
  });

  it("takes a key alone where it is given one, and without one a certificate alone", () => {
    const { bundle, root, pem } = fix;
    expect(openSecondOpinion(root)(bundle, {}).agrees).toBe(false);
    const copy = structuredClone(bundle) as { verificationMaterial: unknown };
    const { tlogEntries } = bundle.verificationMaterial;
    copy.verificationMaterial = { certificate: { rawBytes: toBase64(testPatch) }, tlogEntries };
    const opinion = ask(copy, root, { pem });
    expect(opinion).toEqual({ agrees: false, reason: "the bundle names no key" });
  });

  it("gives an answer to anything", async () => {
    const { bundle, root, pem } = fix;
    for (const odd of [null, undefined, 1, "x", [], {}, { mediaType: 1 }, new Map()]) {
      expect(ask(odd, root, { pem }).agrees).toBe(false);
      expect(ask(bundle, odd, { pem }).agrees).toBe(false);
    }
    expect(ask(bundle, root, { pem: "no key" }).agrees).toBe(false);
  });

  it("accepts the good test vectors", async () => {
    const read = async (path: string) => await readFile(join(vectorsDirectory, path), "utf8");
    const [root, pem] = [JSON.parse(await read("trusted_root.json")), await read("instance.pub")];
    for (const name of ["first", "private", "last"]) {
      const bundle: unknown = JSON.parse(await read(`good/${name}.sigstore.json`));
      expect(ask(bundle, root, { pem })).toEqual({ agrees: true });
    }
  });
});

describe("both verifiers together", () => {
  it("agree on a good fix: thirteen checks, all of them hold or say why they were not run", async () => {
    const result = await verifyWithSecondOpinion(inputOf(fix));
    expect(result.ok).toBe(true);
    expect(result.checks).toHaveLength(14);
    expect(result.checks.at(-1)).toMatchObject({
      id: "second_opinion",
      outcome: "holds",
      title: "A second verifier, @sigstore/verify, agrees",
    });
  });

  it("fail when they disagree, here over a host that @sigstore/verify reads with more care for case", async () => {
    // The URL's host is compared in lower case here, and as plain text there.
    const shouting = structuredClone(fix.root);
    Object.assign(shouting.tlogs[0]!, { baseUrl: "https://ETNA.EXAMPLE/log" });
    const result = await verifyWithSecondOpinion({ ...inputOf(fix), trustedRoot: shouting });
    const own = result.checks.slice(0, 12).filter(({ outcome }) => outcome === "fails");
    expect(own).toEqual([]);
    expect(result.ok).toBe(false);
    expect(result.checks.at(-1)).toMatchObject({
      outcome: "fails",
      reason: "The two verifiers disagree, so neither is believed.",
    });
  });

  it("do not ask the second where the first already refuses what both check", async () => {
    const bundle = structuredClone(fix.bundle);
    bundle.dsseEnvelope.signatures[0].sig = toBase64(new Uint8Array(64));
    for (const odd of [bundle, null]) {
      const result = await verifyWithSecondOpinion({ ...inputOf(fix), bundle: odd });
      expect(result.ok).toBe(false);
      expect(result.checks.at(-1)).toMatchObject({ id: "second_opinion", outcome: "not_run" });
    }
  });

  it("still agree on the signature when only the patch is another, or the key was revoked", async () => {
    const patched = await verifyWithSecondOpinion({ ...inputOf(fix), patch: new Uint8Array() });
    const validFor = { start: "2026-03-03T09:20:44Z" };
    const revoked = keysDocument([
      publishedKey(key.spki, { validFor, revokedAt: "2026-05-01T00:00:00Z", reason: "lost" }),
    ]);
    const late = await verifyWithSecondOpinion({ ...inputOf(fix), keys: revoked });
    for (const result of [patched, late]) {
      expect(result.ok).toBe(false);
      expect(result.checks.at(-1)).toMatchObject({ outcome: "holds" });
    }
    expect(fix.pem).toBe(publicKeyPem(key.spki));
  });
});
