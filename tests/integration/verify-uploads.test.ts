import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ApiCall, apiCaller, apiRoutes } from "../support/api.ts";
import { openWorld, type World } from "../support/world.ts";
import { tricks } from "../vectors/markdown/tricks.ts";

const vectors = join(import.meta.dirname, "../vectors/signed-fixes");
const mib = 1024 * 1024;

let world: World;
let call: ApiCall;
let good: { bundle: Record<string, unknown>; trustedRoot: unknown; keys: unknown };

beforeAll(async () => {
  world = await openWorld();
  call = apiCaller(await apiRoutes());
  const read = async (name: string) => JSON.parse(await readFile(join(vectors, name), "utf8"));
  good = {
    bundle: await read("good/first.sigstore.json"),
    trustedRoot: await read("trusted_root.json"),
    keys: await read("keys.json"),
  };
});

afterAll(async () => {
  const { closeDatabase } = await import("#lib/platform/db/index.ts");
  await closeDatabase();
  await world?.close();
});

async function refusal(body: unknown): Promise<number> {
  const response = await call("POST", "/verify", { body });
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  const { title } = (await response.json()) as { title: string };
  expect(title.length).toBeLessThan(300);
  return response.status;
}

const refusedBodies: readonly (readonly [string, () => string, number])[] = [
  ["10 MB", () => `{"bundle":"${"x".repeat(10 * mib)}"}`, 413],
  ["10 MB of blanks", () => " ".repeat(10 * mib), 413],
  ["deep", () => `{"bundle":${"[".repeat(100_000)}${"]".repeat(100_000)}}`, 400],
  ["deep and never closed", () => '{"bundle":'.repeat(10_000), 400],
  ["a prototype", () => '{"bundle":{"__proto__":{"ok":true}}}', 400],
  ["a name twice", () => '{"bundle":{},"bundle":{}}', 400],
  ["a long name twice", () => `{"${"n".repeat(9000)}":1,"${"n".repeat(9000)}":1}`, 400],
  ["more than it takes", () => '{"bundle":{},"<img src=x onerror=alert(1)>":1}', 400],
  ["a patch that is no text", () => '{"bundle":{},"patch":7}', 400],
  ["a patch that is no base64", () => '{"bundle":{},"patch":"<svg/onload=alert(1)>"}', 400],
  ["a list", () => "[]", 400],
  ["a number", () => "7", 400],
  ["null", () => "null", 400],
  ["nothing", () => "", 400],
  ["HTML", () => "<html><script>alert(1)</script>", 400],
];

describe("a bundle that is sent to be verified", () => {
  it("is verified where it is one", async () => {
    const response = await call("POST", "/verify", { body: good });
    expect(await response.json()).toMatchObject({ ok: true });
  });

  it.each(refusedBodies)("is refused where it is not: %s", async (_name, body, status) => {
    expect(await refusal(body())).toBe(status);
  });

  it.each([[null], [7], ["text"], [[]], [{}], [{ mediaType: 7 }], [{ mediaType: "text/html" }]])(
    "does not verify, and fails nothing, where it is %j",
    async (bundle) => {
      const response = await call("POST", "/verify", { body: { ...good, bundle } });
      expect(response.status).toBe(200);
      expect(await response.json()).toMatchObject({ ok: false });
    },
  );

  it("may hold markup wherever text is: the answer stays JSON, and does not verify", async () => {
    for (const text of tricks.filter((each) => !each.includes("\0")).slice(0, 40)) {
      const bundle = { ...good.bundle, mediaType: text, [`x${text}`]: text };
      const response = await call("POST", "/verify", { body: { ...good, bundle } });
      expect(response.headers.get("content-type")).toMatch(/json$/);
      if (response.status === 200) expect(await response.json()).toMatchObject({ ok: false });
      else expect(response.status).toBe(400);
    }
  });
});
