import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { assertPortFree, assertSafePublicUrl } from "../../bin/ground/address.ts";
import { readCounts } from "../../bin/ground/counts.ts";
import { ensureEnvironmentFile, generatedKeys } from "../../bin/ground/environment-file.mjs";
import { contentDigest, isStamped, stamp } from "../../bin/ground/stamp.mjs";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "etna-ground-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function values(text: string): Record<string, string> {
  const lines = [...text.matchAll(/^([A-Z_]+)=(.*)$/gm)];
  return Object.fromEntries(lines.map(([, key = "", value = ""]) => [key, value]));
}

describe(".env.local", () => {
  it("is made with fresh secrets of 32 bytes, for its owner alone", async () => {
    const [one, two] = [join(folder, "one"), join(folder, "two")];
    expect(ensureEnvironmentFile(one, {})).toEqual(generatedKeys);
    ensureEnvironmentFile(two, {});
    expect((await stat(one)).mode & 0o777).toBe(0o600);
    const first = values(await readFile(one, "utf8"));
    const second = values(await readFile(two, "utf8"));
    const all = [...Object.values(first), ...Object.values(second)];
    expect(Object.keys(first)).toEqual(generatedKeys);
    expect(new Set(all).size).toBe(2 * generatedKeys.length);
    expect(all.every((value) => Buffer.from(value, "base64url").length === 32)).toBe(true);
  });

  it("keeps every line that is there and appends what lacks, also after a line without an end", async () => {
    const path = join(folder, "env");
    const kept = "# mine\nAUTH_SECRET=old,older\nPORT=4000\nexport ETNA_LINK_SECRET=x\nSMTP_URL=a";
    await writeFile(path, kept);
    await chmod(path, 0o644);
    expect(ensureEnvironmentFile(path, {})).toEqual([
      "ETNA_APP_DATABASE_PASSWORD",
      "ETNA_WORKER_DATABASE_PASSWORD",
    ]);
    const text = await readFile(path, "utf8");
    expect(text.startsWith(`${kept}\n`)).toBe(true);
    expect(values(text)).toMatchObject({ AUTH_SECRET: "old,older", SMTP_URL: "a" });
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(ensureEnvironmentFile(path, {})).toEqual([]);
    expect(await readFile(path, "utf8")).toBe(text);
  });

  it("takes an empty value for a missing one, and makes none that the environment gives", () => {
    const path = join(folder, "env");
    expect(ensureEnvironmentFile(path, { ETNA_LINK_SECRET: "given" })).not.toContain(
      "ETNA_LINK_SECRET",
    );
    const all = Object.fromEntries(generatedKeys.map((key) => [key, "given"]));
    expect(ensureEnvironmentFile(join(folder, "none"), all)).toEqual([]);
  });
});

describe("the stamp that spares a step", () => {
  it("changes with any content or name below the folders it covers, and with nothing else", async () => {
    await mkdir(join(folder, "app/deep"), { recursive: true });
    await writeFile(join(folder, "app/deep/a.ts"), "1");
    const digest = () => contentDigest(folder, ["app", "missing.json"]);
    const before = digest();
    await writeFile(join(folder, "elsewhere.ts"), "1");
    expect(digest()).toBe(before);
    const seen = new Set([before]);
    await writeFile(join(folder, "app/deep/a.ts"), "2");
    seen.add(digest());
    await writeFile(join(folder, "app/b.ts"), "");
    seen.add(digest());
    await writeFile(join(folder, "missing.json"), "");
    seen.add(digest());
    expect(seen.size).toBe(4);
  });

  it("holds only for the digest it was made with", () => {
    const file = join(folder, "cache/stamp");
    expect(isStamped(file, "a")).toBe(false);
    stamp(file, "a");
    expect([isStamped(file, "a"), isStamped(file, "b")]).toEqual([true, false]);
  });
});

describe("before anything starts", () => {
  let taken: Server | undefined;
  afterEach(() => taken?.close());

  it("a taken port is named, with the way out", async () => {
    const port = await new Promise<number>((resolve) => {
      taken = createServer().listen(0, "127.0.0.1", () => {
        const address = taken?.address();
        resolve(typeof address === "object" && address ? address.port : 0);
      });
    });
    await expect(assertPortFree(port)).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining(`PORT=${port + 1} npm start`),
    });
    await new Promise((resolve) => taken?.close(resolve));
    await expect(assertPortFree(port)).resolves.toBeUndefined();
  });

  it("production refuses a public address without TLS, unless nobody else can reach it", () => {
    const check =
      (url: string, environment = "production") =>
      () =>
        assertSafePublicUrl(url, environment);
    expect(check("http://etna.example.com")).toThrow(/not HTTPS/);
    expect(check("http://10.0.0.7:3000")).toThrow(/not HTTPS/);
    expect(check("http://localhost.example.com")).toThrow(/not HTTPS/);
    expect(check("https://etna.example.com")).not.toThrow();
    expect(check("http://localhost:3000")).not.toThrow();
    expect(check("http://127.0.0.1:3000")).not.toThrow();
    expect(check("http://[::1]:3000")).not.toThrow();
    expect(check("http://etna.example.com", "development")).not.toThrow();
  });
});

describe("the count of tests", () => {
  const counts = async (report: unknown) => {
    await writeFile(join(folder, "report.json"), JSON.stringify(report));
    return await readCounts(join(folder, "report.json"));
  };

  it("counts a test file that does not load as a failure", async () => {
    const report = { numPassedTests: 3, numFailedTests: 0, numFailedTestSuites: 1 };
    expect(await counts(report)).toEqual({ passed: 3, failed: 1 });
  });

  it("counts flaky browser tests and errors outside tests as failures", async () => {
    const stats = { expected: 5, unexpected: 1, flaky: 1, skipped: 2 };
    expect(await counts({ stats, errors: [{}] })).toEqual({ passed: 5, failed: 3 });
    expect(await readCounts(join(folder, "no-report.json"))).toBeNull();
  });
});
