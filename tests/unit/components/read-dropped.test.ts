import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readDropped } from "#components/verify/read-dropped.ts";

const vectors = join(import.meta.dirname, "../../vectors/signed-fixes");
const bundle = await readFile(join(vectors, "good/first.sigstore.json"), "utf8");
const bundleType = '"mediaType":"application/vnd.dev.sigstore.bundle.v0.3+json"';
const mib = 1024 * 1024;

const file = (content: string | Uint8Array<ArrayBuffer>, name = "a.json") =>
  new File([content], name);

describe("files dropped on the verification page", () => {
  it("are told apart by what is in them, whatever they are called", async () => {
    const root = await readFile(join(vectors, "trusted_root.json"), "utf8");
    const keys = await readFile(join(vectors, "keys.json"), "utf8");
    const patch = "--- a/x\n+++ b/x\n";
    const found = await readDropped([
      file(keys, "bundle.json"),
      file(root, "x"),
      file(bundle, "<b>.patch"),
      file(patch, "keys.json"),
      file("-----BEGIN PUBLIC KEY-----", "instance.pub"),
      file("# Read me\n", "README.md"),
      file('{"schemaVersion":1,"suite":"5f","gate":{}}', "x"),
      file("garbled", "report.json"),
    ]);
    expect(found.map(({ kind }) => kind)).toEqual([
      "keys",
      "trusted_root",
      "bundle",
      "patch",
      "public_key",
      "other",
      "report",
      "report",
    ]);
    expect(found[2]).toMatchObject({ text: bundle, name: "<b>.patch" });
  });

  it.each([
    ["a bundle of 10 MB", `{${bundleType},"a":"${"x".repeat(10 * mib)}"}`, /larger/],
    ["a file of 17 MB", " ".repeat(17 * mib), /larger than 16 MB/],
    ["a deep bundle", `{${bundleType},"a":${"[".repeat(5000)}${"]".repeat(5000)}}`, /levels deep/],
    ["a bundle with a name twice", `{${bundleType},"a":1,"a":2}`, /occurs twice/],
    ["a bundle with a prototype", `{${bundleType},"__proto__":{}}`, /reserved name/],
    ["a bundle with a fraction", `{${bundleType},"a":1.5}`, /number/],
  ])("are refused in words: %s", async (_name, text, words) => {
    await expect(readDropped([file(text)])).rejects.toThrow(words);
  });

  it("are refused when they are too many", async () => {
    const many = Array.from({ length: 9 }, () => file(bundle));
    await expect(readDropped(many)).rejects.toThrow(/at most 8/);
  });

  it.each([
    ["a list", "[1]"],
    ["a number", "7"],
    ["a type that is none", '{"mediaType":{"toString":1}}'],
    ["another type", '{"mediaType":"text/html"}'],
    ["an endless brace", "{".repeat(mib)],
    ["lists without end", `{"a":${"[".repeat(mib)}`],
    ["bytes", Uint8Array.of(0xff, 0xfe, 0, 0)],
  ])(
    "that are nothing of ours are left out, and a patch by name must be one: %s",
    async (...one) => {
      const kindAs = async (name: string) => (await readDropped([file(one[1], name)]))[0]?.kind;
      expect(await kindAs("a.json")).toBe("other");
      expect(await kindAs("fix.patch")).toBe("patch");
    },
  );

  it("are named in a refusal as they are, and no longer than a sentence bears", async () => {
    const markup = "<img src=x onerror=alert(1)>.json";
    const refusal = async (name: string) =>
      await readDropped([file(`{${bundleType},"a":1.5}`, name)]).catch((error: Error) => error);
    expect(await refusal(markup)).toMatchObject({ message: expect.stringContaining(markup) });
    const long = await refusal("n".repeat(5000));
    expect((long as Error).message.length).toBeLessThan(200);
  });
});
