import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { openSecondOpinion } from "#lib/engines/second-opinion/index.ts";
import { root } from "../../bin/ground/paths.ts";

/** The cases of github.com/sigstore/sigstore-conformance, where they are beside the work tree. */
const cases = fileURLToPath(
  new URL("../../../shared/vectors/sigstore-conformance", import.meta.url),
);
const missing = "the cases of sigstore-conformance are not beside this work tree";

/** The root of Sigstore's public instance, as @sigstore/tuf, which npm's packages bring, knows it. */
let publicRoot: unknown;
beforeAll(async () => {
  const seeds = await readFile(join(root, "node_modules/@sigstore/tuf/seeds.json"), "utf8");
  const [{ targets }] = Object.values(JSON.parse(seeds)) as [{ targets: Record<string, string> }];
  const text = Buffer.from(targets["trusted_root.json"] ?? "", "base64").toString("utf8");
  publicRoot = JSON.parse(text);
});

async function isAccepted(name: string): Promise<boolean> {
  const fileOf = (file: string) => join(cases, name, file);
  const text = async (file: string) => await readFile(fileOf(file), "utf8");
  const given = (file: string) => existsSync(fileOf(file));
  const trustedRoot: unknown = given("trusted_root.json")
    ? JSON.parse(await text("trusted_root.json"))
    : publicRoot;
  const artifact = given("artifact") ? fileOf("artifact") : join(cases, "a.txt");
  const key = given("key.pub") ? { key: { pem: await text("key.pub") } } : {};
  let bundle: unknown;
  try {
    bundle = JSON.parse(await text("bundle.sigstore.json"));
  } catch {
    return false; // text that is no JSON comes to no verifier
  }
  const against = { ...key, artifact: new Uint8Array(await readFile(artifact)) };
  return openSecondOpinion(trustedRoot)(bundle, against).agrees;
}

describe("the second opinion, asked as Sigstore's own conformance tests ask", () => {
  it("is right about each case, offline: certificates, keys, both Rekors, timestamps", async (ctx) => {
    if (!existsSync(cases)) return ctx.skip(missing);
    const entries = await readdir(cases, { withFileTypes: true });
    const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
    const wrong: string[] = [];
    for (const name of names) {
      if ((await isAccepted(name)) === name.endsWith("_fail")) wrong.push(name);
    }
    expect(wrong).toEqual([]);
    expect(names).toHaveLength(70);
  });
});
