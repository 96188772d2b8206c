import { describe, expect, it } from "vitest";
import { toBase64 } from "#lib/base/index.ts";
import { nodeCrypto } from "#lib/engines/second-opinion/index.ts";
import {
  isoSeconds,
  keyHint,
  keysDocument,
  logOrigin,
  publicKeyPem,
  publishedKey,
  readCheckpoint,
  signCheckpoint,
  signEnvelope,
} from "#lib/engines/verify/index.ts";
import { freshEd25519, freshP256, TestLog } from "./signed-fix.ts";

const validFor = { start: "2026-03-03T09:20:44Z" };
const root = new Uint8Array(32).fill(7);

describe("a checkpoint", () => {
  it("can be read back, and its signature is over the text before the empty line", async () => {
    const { key, logId, baseUrl } = new TestLog();
    const origin = logOrigin(baseUrl, logId);
    const note = await signCheckpoint({ origin, size: 18206, root }, logId, key.signer);
    expect(note.split("\n").slice(0, 4)).toEqual([origin, "18206", toBase64(root), ""]);
    const read = readCheckpoint(note);
    expect(read).toMatchObject({ origin, size: 18206, name: "etna.example" });
    expect(Buffer.from(read!.keyId)).toEqual(Buffer.from(logId.subarray(0, 4)));
    expect(nodeCrypto.verifyP256(key.spki, read!.body, read!.signature)).toBe(true);
  });

  it("takes only an origin that every verifier reads: host, dash, digits", async () => {
    const { key, logId } = new TestLog();
    for (const origin of [
      "etna.example",
      "etna.example - x",
      "a b - 1",
      "etna.example - 1\n",
      "",
    ]) {
      const signing = signCheckpoint({ origin, size: 1, root }, logId, key.signer);
      await expect(signing).rejects.toMatchObject({ code: "invalid_input" });
    }
  });

  it("names the same log by the same origin every time", () => {
    const logId = Uint8Array.from([255, 255, 255, 255, 255, 255, 255, 255, ...new Uint8Array(24)]);
    expect(logOrigin("https://etna.example/log", logId)).toBe("etna.example - 9223372036854775807");
  });
});

describe("keys.json", () => {
  it("names a key by the hash of its SPKI", () => {
    const { spki } = freshEd25519();
    const { keys } = keysDocument([publishedKey(spki, { validFor })]);
    expect(keys).toEqual([{ hint: keyHint(spki), spki: toBase64(spki), validFor }]);
    expect(keyHint(spki)).toBe(toBase64(nodeCrypto.sha256(spki)));
    expect(publicKeyPem(spki)).toMatch(
      /^-----BEGIN PUBLIC KEY-----\n[^\n]{60}\n-----END PUBLIC KEY-----\n$/,
    );
  });

  it("refuses a key twice, parts of seconds, and no key at all", () => {
    const key = publishedKey(freshEd25519().spki, { validFor });
    const fraction = { ...key, revokedAt: "2026-03-03T09:20:44.123Z" };
    for (const keys of [[key, key], [fraction], []]) {
      expect(() => keysDocument(keys)).toThrow("form of keys.json");
    }
    expect(isoSeconds(new Date("2026-03-03T09:20:44.999Z"))).toBe("2026-03-03T09:20:44Z");
  });
});

it("an envelope is not made from a signature of another kind", async () => {
  const signing = signEnvelope(new Uint8Array(3), freshP256().signer);
  await expect(signing).rejects.toMatchObject({ code: "internal" });
});
