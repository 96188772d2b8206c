import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { rotateAuthSecret } from "../../bin/etna/secrets-rotate.ts";

const run = promisify(execFile);
const first = "a".repeat(43);
let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "etna-secrets-"));
  file = join(folder, ".env.local");
});

afterEach(() => rm(folder, { recursive: true }));

async function secrets(): Promise<readonly string[]> {
  const value = /AUTH_SECRET\s*=\s*(\S+)/.exec(await readFile(file, "utf8"))?.[1] ?? "";
  return value.split(",");
}

describe("rotating the secret", () => {
  it("puts a fresh one in front, keeps the former one, drops the third", async () => {
    await writeFile(file, `AUTH_SECRET=${first}\n`);
    rotateAuthSecret(file, undefined);
    const [second, kept, ...none] = await secrets();
    expect([kept, none]).toEqual([first, []]);
    expect(second).toMatch(/^[\w-]{43}$/);
    rotateAuthSecret(file, `${second},${first}`);
    const [third, ...rest] = await secrets();
    expect(rest).toEqual([second]);
    expect(third).not.toBe(second);
  });

  it("leaves every other line as it is, and the file to its owner alone", async () => {
    const around = (secret: string) =>
      `# mine $1 $&\nPORT=3000\nexport AUTH_SECRET = ${secret}\n\nETNA_LINK_SECRET=x # AUTH_SECRET=no`;
    await writeFile(file, around(`"${first}"`), { mode: 0o644 });
    rotateAuthSecret(file, first);
    const value = (await secrets()).join(",");
    expect(await readFile(file, "utf8")).toBe(around(value));
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it.each([
    ["has none", "PORT=3000\n"],
    ["has an empty one", "AUTH_SECRET=\n"],
    ["has two", `AUTH_SECRET=${first}\nAUTH_SECRET=${first}\n`],
  ])("changes nothing in a file that %s", async (_, text) => {
    await writeFile(file, text);
    expect(() => rotateAuthSecret(file, undefined)).toThrow(/AUTH_SECRET/);
    expect(await readFile(file, "utf8")).toBe(text);
  });

  it("changes nothing where the shell's secret is the one in force", async () => {
    await writeFile(file, `AUTH_SECRET=${first}\n`);
    expect(() => rotateAuthSecret(file, "b".repeat(43))).toThrow("The shell sets AUTH_SECRET");
    expect(await secrets()).toEqual([first]);
  });

  it("is told by the command line, with its own exit code when it cannot", async () => {
    const etna = join(import.meta.dirname, "../../bin/etna.ts");
    const help = await run(process.execPath, [etna, "secrets", "--help"]);
    expect(help.stdout).toContain("rotate");
    const shell = { ...process.env, AUTH_SECRET: "not the one of any file".padEnd(43, "!") };
    const attempt = run(process.execPath, [etna, "secrets", "rotate"], { env: shell });
    await expect(attempt).rejects.toMatchObject({ code: 3 });
  });
});
