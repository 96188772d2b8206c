import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { nodeCrypto } from "#lib/engines/second-opinion/index.ts";
import { nobleCrypto, parseBundleText, verifyBundle } from "#lib/engines/verify/index.ts";
import { makeSignedFixes, vectorsDirectory } from "#tests/vectors/make-signed-fixes.ts";

async function read(path: string): Promise<string> {
  return await readFile(join(vectorsDirectory, path), "utf8");
}

async function parsed(path: string): Promise<unknown> {
  const json = parseBundleText(await read(path));
  expect(json.ok).toBe(true);
  return json.ok ? json.value : null;
}

describe("the published test vectors", () => {
  it("come out of their script byte for byte", async () => {
    const made = await makeSignedFixes();
    for (const [path, content] of made) expect(await read(path)).toBe(content);
    const entries = await readdir(vectorsDirectory, { recursive: true, withFileTypes: true });
    expect(entries.filter((entry) => entry.isFile())).toHaveLength(made.size);
  });

  it("are judged as they say", async () => {
    const { fails } = JSON.parse(await read("expected.json")) as {
      fails: Record<string, readonly string[]>;
    };
    const [trustedRoot, keys] = [await parsed("trusted_root.json"), await parsed("keys.json")];
    const patch = new Uint8Array(await readFile(join(vectorsDirectory, "fix.patch")));
    expect(Object.keys(fails).length).toBeGreaterThanOrEqual(11);
    for (const [path, expected] of Object.entries(fails)) {
      const input = { bundle: await parsed(path), trustedRoot, keys, patch };
      for (const crypto of [nodeCrypto, nobleCrypto]) {
        const { ok, checks } = await verifyBundle(input, crypto);
        const failed = checks.filter(({ outcome }) => outcome === "fails").map(({ id }) => id);
        expect({ path, ok, failed: failed.sort() }).toEqual({
          path,
          ok: expected.length === 0,
          failed: [...expected].sort(),
        });
      }
    }
  });
});
