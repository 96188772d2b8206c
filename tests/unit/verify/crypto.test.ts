import { ed25519 } from "@noble/curves/ed25519.js";
import { p256 } from "@noble/curves/nist.js";
import { Point } from "@noble/ed25519";
import { sha512 } from "@noble/hashes/sha2.js";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { concatBytes, fromHex, utf8 } from "#lib/base/index.ts";
import { nodeCrypto } from "#lib/engines/second-opinion/index.ts";
import { nobleCrypto } from "#lib/engines/verify/index.ts";
import { freshEd25519, freshP256 } from "./signed-fix.ts";

const implementations = [nobleCrypto, nodeCrypto];
const order = Point.CURVE().n;
const message = utf8("approved");
const spkiHead = fromHex("302a300506032b6570032100")!;

function spkiOf(point: Uint8Array): Uint8Array {
  return concatBytes(spkiHead, point);
}

function littleEndian(value: bigint): Uint8Array {
  return fromHex(value.toString(16).padStart(64, "0"))!.reverse();
}

function numberOf(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes).reverse().toString("hex")}`);
}

function challenge(r: Uint8Array, a: Uint8Array): bigint {
  return numberOf(sha512(concatBytes(r, a, message))) % order;
}

async function verdicts(kind: "Ed25519" | "P256", ...args: [Uint8Array, Uint8Array, Uint8Array]) {
  return await Promise.all(
    implementations.map(async (crypto) => await crypto[`verify${kind}`](...args)),
  );
}

const secret = 123456789n;
const publicPoint = Point.BASE.multiply(secret);
const publicKey = publicPoint.toBytes();
const nonce = 987654321n;

/** A signature over `message` whose R carries `extra`, by `secret` with the key's own `extraKey`. */
function signatureWith(extra: Point, extraKey: Point) {
  const a = publicPoint.add(extraKey).toBytes();
  const r = Point.BASE.multiply(nonce).add(extra).toBytes();
  const s = (nonce + challenge(r, a) * secret) % order;
  return { key: a, signature: concatBytes(r, littleEndian(s)) };
}

const torsion = Point.fromHex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05");
const small = [1, 2, 3, 4, 5, 6, 7, 8].map((times) => {
  let point = torsion;
  for (let i = 1; i < times; i++) point = point.add(torsion);
  return point;
});

describe("what is verified", () => {
  it("is left as it came, also where its bytes are a Buffer, whose slices are no copies", async () => {
    for (let count = 0; count < 16; count++) {
      const { spki, signer } = freshEd25519();
      const signature = await signer.sign(message);
      const key = Buffer.from(spki);
      const bytes = Buffer.from(signature);
      expect(await verdicts("Ed25519", key, message, bytes)).toEqual([true, true]);
      expect(Buffer.compare(bytes, Buffer.from(signature))).toBe(0);
      expect(Buffer.compare(key, Buffer.from(spki))).toBe(0);
    }
  });
});

describe("Ed25519 in a browser and in Node", () => {
  it("accepts what it should: OpenSSL's signatures and the vectors of RFC 8032", async () => {
    const { spki, signer } = freshEd25519();
    expect(await verdicts("Ed25519", spki, message, await signer.sign(message))).toEqual([
      true,
      true,
    ]);
    const key = fromHex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")!;
    const signature = fromHex(
      "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da" +
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    )!;
    expect(await verdicts("Ed25519", spkiOf(key), Uint8Array.of(0x72), signature)).toEqual([
      true,
      true,
    ]);
    const { key: own, signature: made } = signatureWith(Point.ZERO, Point.ZERO);
    expect(await verdicts("Ed25519", spkiOf(own), message, made)).toEqual([true, true]);
  });

  it("refuses S above the group order", async () => {
    const { signature } = signatureWith(Point.ZERO, Point.ZERO);
    const s = numberOf(signature.subarray(32));
    for (const more of [order, 2n * order, 8n * order]) {
      const forged = concatBytes(signature.subarray(0, 32), littleEndian(s + more));
      expect(await verdicts("Ed25519", spkiOf(publicKey), message, forged)).toEqual([false, false]);
    }
  });

  it("refuses all eight keys of small order, with which anything can be signed", async () => {
    for (const point of small) {
      const key = point.toBytes();
      for (const r of small.map((p) => p.toBytes())) {
        const forged = concatBytes(r, littleEndian(0n));
        expect(await verdicts("Ed25519", spkiOf(key), message, forged)).toEqual([false, false]);
      }
    }
  });

  it("refuses points that are not written canonically", async () => {
    const p = 2n ** 255n - 19n;
    const { signature } = signatureWith(Point.ZERO, Point.ZERO);
    for (const y of [p, p + 1n, p + 2n, p + 18n, p + 2n ** 255n, p + 1n + 2n ** 255n]) {
      const encoded = littleEndian(y);
      expect(await verdicts("Ed25519", spkiOf(encoded), message, signature)).toEqual([
        false,
        false,
      ]);
      const other = concatBytes(encoded, signature.subarray(32));
      expect(await verdicts("Ed25519", spkiOf(publicKey), message, other)).toEqual([false, false]);
    }
  });

  it("refuses a signature that only holds after multiplying by the cofactor", async () => {
    let looser = 0;
    for (const point of small.slice(0, 7)) {
      const { key, signature } = signatureWith(point, Point.ZERO);
      expect(await verdicts("Ed25519", spkiOf(key), message, signature)).toEqual([false, false]);
      if (ed25519.verify(signature, message, key, { zip215: true })) looser++;
    }
    expect(looser).toBe(7);
  });

  it("is of one mind on keys of mixed order", async () => {
    for (const inKey of small) {
      for (const inR of small) {
        const { key, signature } = signatureWith(inR, inKey);
        const [browser, node] = await verdicts("Ed25519", spkiOf(key), message, signature);
        expect(browser).toBe(node);
      }
    }
  });

  it("refuses a key that is no point, of another length or of another kind", async () => {
    const { signature } = signatureWith(Point.ZERO, Point.ZERO);
    const noPoint = littleEndian(2n);
    const wrong = [
      spkiOf(noPoint),
      publicKey,
      freshP256().spki,
      new Uint8Array(),
      spkiOf(publicKey).subarray(1),
    ];
    for (const spki of wrong) {
      expect(await verdicts("Ed25519", spki, message, signature)).toEqual([false, false]);
    }
    for (const length of [0, 63, 65]) {
      const cut = new Uint8Array(length);
      expect(await verdicts("Ed25519", spkiOf(publicKey), message, cut)).toEqual([false, false]);
    }
  });
});

describe("P-256 in a browser and in Node", () => {
  const { n } = p256.Point.CURVE();

  function der(r: bigint, s: bigint): Uint8Array {
    const integer = (value: bigint) => {
      const hex = value.toString(16);
      const even = hex.length % 2 === 0 ? hex : `0${hex}`;
      const body = fromHex(Number.parseInt(even.slice(0, 2), 16) >= 128 ? `00${even}` : even)!;
      return concatBytes(Uint8Array.of(2, body.length), body);
    };
    const body = concatBytes(integer(r), integer(s));
    return concatBytes(Uint8Array.of(0x30, body.length), body);
  }

  async function made() {
    const { spki, signer } = freshP256();
    const signature = await signer.sign(message);
    const { r, s } = p256.Signature.fromBytes(signature, "der");
    return { spki, signature, r, s };
  }

  it("accepts OpenSSL's signatures, with S in either half", async () => {
    const { spki, r, s } = await made();
    expect(await verdicts("P256", spki, message, der(r, s))).toEqual([true, true]);
    expect(await verdicts("P256", spki, message, der(r, n - s))).toEqual([true, true]);
  });

  it("refuses numbers out of range and every loose form of DER", async () => {
    const { spki, signature, r, s } = await made();
    const good = der(r, s);
    const rBody = good.subarray(4, 4 + good[3]!);
    const padded = concatBytes(
      Uint8Array.of(0x30, good.length - 1, 2, rBody.length + 1, 0),
      good.subarray(4),
    );
    const bad = [
      der(0n, s),
      der(r, 0n),
      der(n, s),
      der(r, n),
      der(r + n, s),
      der(r, s + n),
      padded,
      concatBytes(good, Uint8Array.of(0)),
      concatBytes(Uint8Array.of(0x30, 0x81), good.subarray(1)),
      good.subarray(0, -1),
      concatBytes(Uint8Array.of(0x31), good.subarray(1)),
      new Uint8Array(),
      new Uint8Array(64),
      p256.Signature.fromBytes(signature, "der").toBytes("compact"),
    ];
    for (const form of bad) {
      expect(await verdicts("P256", spki, message, form)).toEqual([false, false]);
    }
  });

  it("refuses a key off the curve, a compressed one and one of another kind", async () => {
    const { spki, signature } = await made();
    const off = Uint8Array.from(spki).fill(1, 60);
    const compressed = Uint8Array.from(spki).fill(2, 26, 27);
    for (const key of [off, compressed, freshEd25519().spki, new Uint8Array()]) {
      expect(await verdicts("P256", key, message, signature)).toEqual([false, false]);
    }
  });
});

describe("both implementations", () => {
  it("agree on every flipped bit of key, message and signature", async () => {
    const keys = { Ed25519: freshEd25519(), P256: freshP256() };
    const kinds = fc.constantFrom("Ed25519" as const, "P256" as const);
    await fc.assert(
      fc.asyncProperty(kinds, fc.nat(2), fc.nat(10_000), fc.nat(7), async (kind, part, at, bit) => {
        const { spki, signer } = keys[kind];
        const parts = [spki, message, await signer.sign(message)].map((bytes) =>
          Uint8Array.from(bytes),
        );
        const target = parts[part]!;
        target[at % target.length]! ^= 1 << bit;
        const [key, text, signature] = parts as [Uint8Array, Uint8Array, Uint8Array];
        expect(await verdicts(kind, key, text, signature)).toEqual([false, false]);
      }),
      { seed: 20261120, numRuns: 200 },
    );
  });

  it("take a Buffer, and leave every byte of it as it was", async () => {
    for (const kind of ["Ed25519", "P256"] as const) {
      for (let round = 0; round < 8; round++) {
        const { spki, signer } = kind === "P256" ? freshP256() : freshEd25519();
        const given = [spki, message, await signer.sign(message)].map((each) => Buffer.from(each));
        const before = given.map((bytes) => bytes.toString("hex"));
        const [key, text, signature] = given as [Buffer, Buffer, Buffer];
        expect(await verdicts(kind, key, text, signature)).toEqual([true, true]);
        expect(given.map((bytes) => bytes.toString("hex"))).toEqual(before);
      }
    }
  });

  it("hash alike", () => {
    const [a, b] = implementations.map((crypto) => crypto.sha256(message));
    expect(Buffer.from(a!).toString("hex")).toBe(Buffer.from(b!).toString("hex"));
  });
});
