import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type BadgeState, badgeStateOf } from "#components/verify/badge-state.ts";
import { badgeColours, badgeSvg } from "#components/verify/badge-svg.ts";
import { verifyWithSecondOpinion } from "#lib/engines/second-opinion/index.ts";
import {
  buildMergedStatement,
  type ChainInput,
  keysDocument,
  type MergedStatement,
  publishedKey,
} from "#lib/engines/verify/index.ts";
import {
  freshEd25519,
  mergedAs,
  signFix,
  signMerge,
  TestLog,
  testPatch,
} from "../verify/signed-fix.ts";

const [key, log] = [freshEd25519(), new TestLog()];
const fix = await signFix({ key, log });
const start = "2026-01-01T00:00:00Z";
const before = "2026-11-20T15:14:00Z";
const after = "2027-01-01T00:00:00Z";

async function merged(merge?: MergedStatement) {
  return (await signMerge({ key, log, approved: fix.statement, ...(merge && { merge }) })).bundle;
}

function keys(rest: object) {
  return keysDocument([publishedKey(key.spki, { validFor: { start }, ...rest })]);
}

async function stateOf(change: Partial<ChainInput>): Promise<BadgeState> {
  const input = { bundle: fix.bundle, trustedRoot: fix.root, keys: fix.keys, patch: testPatch };
  return badgeStateOf(await verifyWithSecondOpinion({ ...input, ...change }));
}

describe("the badge of a fix", () => {
  it("says what its verification says", async () => {
    const revoked = { revokedAt: before, reason: "key_compromise" };
    const otherPatch = new Uint8Array([...testPatch, 10]);
    expect(await stateOf({})).toBe("verified");
    expect(await stateOf({ patch: undefined })).toBe("verified");
    expect(await stateOf({ mergedBundle: await merged() })).toBe("merged");
    const predicate = mergedAs(fix.statement, { relation: "different" });
    const different = buildMergedStatement(
      { ...predicate, merged: { ...predicate.merged, method: "unknown" } },
      false,
    );
    expect(await stateOf({ mergedBundle: await merged(different) })).toBe("changed");
    expect(await stateOf({ patch: otherPatch })).toBe("invalid");
    expect(await stateOf({ trustedRoot: {} })).toBe("invalid");
    expect(await stateOf({ bundle: {} })).toBe("invalid");
    expect(await stateOf({ merged: { commit: "1".repeat(40), tree: "2".repeat(40) } })).toBe(
      "changed",
    );
    expect(await stateOf({ keys: keys(revoked) })).toBe("revoked");
    expect(await stateOf({ keys: keys(revoked), mergedBundle: await merged() })).toBe("revoked");
    expect(await stateOf({ keys: keys({ ...revoked, revokedAt: after }) })).toBe("verified");
    expect(await stateOf({ keys: keys({ validFor: { start, end: before } }) })).toBe("invalid");
    expect(await stateOf({ keys: keys(revoked), patch: otherPatch })).toBe("invalid");
    expect(badgeStateOf(null)).toBe("unknown");
  });

  it("is a picture with a title, and says verified for no other state", () => {
    const states = ["verified", "merged", "changed", "revoked", "invalid", "unknown"] as const;
    for (const state of states) {
      const svg = badgeSvg(state);
      const [, title] = /<title id="title">(Signed fix: [a-z, ]+)<\/title>/.exec(svg) ?? [];
      expect(svg).toContain('role="img" aria-labelledby="title"');
      expect(title?.includes("verified")).toBe(state === "verified" || state === "merged");
      expect(svg).not.toMatch(/<(?:script|style|image|foreignObject)|href=|url\(| on[a-z]+=/);
    }
    expect(new Set(states.map(badgeSvg)).size).toBe(states.length);
  });

  it("has the colours of the tokens", async () => {
    const tokens = await readFile(join(import.meta.dirname, "../../../app/tokens.css"), "utf8");
    const plain = tokens.replaceAll(/\s+/g, " ").replaceAll(/\( | \)/g, (text) => text.trim());
    for (const { token, css } of Object.values(badgeColours)) {
      expect(plain).toContain(`--${token}: light-dark(${css})`);
    }
  });
});
