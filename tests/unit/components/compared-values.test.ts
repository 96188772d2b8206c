import { describe, expect, it } from "vitest";
import { encodingsOf } from "#components/verify/encodings.ts";
import { fromBase64, fromHex } from "#lib/base/index.ts";
import { nodeCrypto } from "#lib/engines/second-opinion/index.ts";
import { verifyChain } from "#lib/engines/verify/index.ts";
import { freshEd25519, signMerge, TestLog, testPatch } from "../verify/signed-fix.ts";
import { signedByApprover, TestPasskey } from "../verify/test-passkey.ts";

const [key, log] = [freshEd25519(), new TestLog()];
const fix = await signedByApprover(new TestPasskey(), { key, log });
const merge = await signMerge({ key, log, approved: fix.statement });
const { checks } = await verifyChain(
  {
    bundle: fix.bundle,
    mergedBundle: merge.bundle,
    trustedRoot: fix.root,
    keys: fix.keys,
    patch: testPatch,
  },
  nodeCrypto,
);

describe("what a check compared", () => {
  it("is held against a value of the same check, and equals it where the check holds", () => {
    const pairs = checks.flatMap(({ id, outcome, compared }) =>
      compared.flatMap(({ against, value }) => {
        if (against === undefined) return [];
        const other = compared.find(({ label }) => label === against);
        return [{ id, outcome, other: other?.value, value }];
      }),
    );
    expect(pairs.length).toBeGreaterThan(25);
    for (const { id, outcome, other, value } of pairs) {
      expect(other).toBeDefined();
      // How a merge relates to the approval: a squash is another commit, and no fault.
      if (outcome === "holds" && id !== "merged")
        expect({ id, value }).toEqual({ id, value: other });
    }
  });

  it("has labels that are told apart within a check", () => {
    for (const { compared } of checks) {
      expect(new Set(compared.map(({ label }) => label)).size).toBe(compared.length);
    }
  });

  it("is written in every way that its bytes are written in", () => {
    const digest = "ab".repeat(32);
    const [hex, base64] = encodingsOf(digest);
    expect([hex.name, base64?.name]).toEqual(["hex", "base64"]);
    expect(fromBase64(base64?.text ?? "")).toEqual(fromHex(digest));
    expect(encodingsOf(`sha256:${digest}`)[0].text).toBe(`sha256:${digest}`);
    expect(encodingsOf("ab".repeat(20))).toHaveLength(1);
    const signature = fix.bundle.dsseEnvelope.signatures[0].sig;
    expect(encodingsOf(signature).map(({ name }) => name)).toEqual(["base64", "hex"]);
    const verifier = checks.find(({ id }) => id === "entry")?.compared.at(-1)?.value ?? "";
    expect(encodingsOf(verifier)[1]?.text).toMatch(/^-----BEGIN PUBLIC KEY-----\n/);
    for (const words of ["42", "never", "2026-11-20T15:14:10Z", "https://agentetna.com/x/v1"]) {
      expect(encodingsOf(words)).toEqual([{ name: null, text: words }]);
    }
  });
});
