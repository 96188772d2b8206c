import { mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type AppError, utf8, type Workspace } from "#lib/base/index.ts";
import { type ScanMemory, type ScanOptions, scan } from "#lib/engines/rules/index.ts";
import { commandCacheFolder, openScanMemory } from "#lib/platform/scan-memory/index.ts";
import { memoryWorkspace } from "#lib/platform/workspace/index.ts";

const weak = "const token = Math.random().toString(36);\n";

/** A memory that counts what it gave. */
function counted() {
  const kept = new Map<string, string>();
  const memory: ScanMemory & { given: number } = {
    given: 0,
    get(key) {
      const value = kept.get(key);
      if (value !== undefined) memory.given++;
      return value;
    },
    put: (key, value) => void kept.set(key, value),
  };
  return { memory, kept };
}

function tree(files: Readonly<Record<string, string>>): Workspace {
  return memoryWorkspace(new Map(Object.entries(files)));
}

describe("a second scan", () => {
  const files = {
    "a.js": weak,
    "b/b.js": weak,
    "c.md": "words\n",
    "d.js": `// etna-ignore js/none: x\n`,
  };
  let kept: ReturnType<typeof counted>;
  const look = async (
    changed: Readonly<Record<string, string>> = {},
    options: ScanOptions = {},
  ) => {
    kept.memory.given = 0;
    const workspace = tree({ ...files, ...changed });
    const report = await scan(workspace, { memory: kept.memory, ...options });
    expect(JSON.stringify(report)).toBe(JSON.stringify(await scan(workspace, options)));
    return kept.memory.given;
  };
  beforeEach(async () => {
    kept = counted();
    await look();
  });

  it("looks at nothing that is as it was, and says the same to the byte", async () => {
    expect(await look()).toBe(4);
  });

  it("looks at what changed, moved or came", async () => {
    expect(await look({ "a.js": `${weak}\n` })).toBe(3);
    expect(await look({ "e.js": weak })).toBe(4);
  });

  it("looks again where a file changed that its fix had read", async () => {
    // The import that a fix adds depends on it.
    const module = '{ "type": "module" }';
    expect(await look({ "package.json": module })).toBe(4);
    kept = counted();
    await look({ "package.json": module });
    expect(await look({ "package.json": module })).toBe(5);
    await look({ "package.json": '{ "type": "commonjs" }' });
  });

  it("looks again by other rules, and keeps grades out of it", async () => {
    expect(await look({}, { ruleIds: ["js/insecure-random"] })).toBe(0);
    const graded = { ".etna/config.yaml": "rules: { js/insecure-random: { severity: low } }" };
    expect(await look(graded)).toBe(4);
    const rule = "id: f\nlanguage: js\nmessage: m\nrule: { pattern: f() }\n";
    expect(await look({ ".etna/rules/a.yml": rule }, { processes: 0 })).toBe(0);
  });

  it("takes nothing that is damaged or belongs elsewhere", async () => {
    for (const wrong of ["", "{", "[]", '{"findings":1}', '{"findings":[{"ruleId":"x"}]}']) {
      for (const key of kept.kept.keys()) kept.kept.set(key, wrong);
      await look();
    }
    const [a] = [...kept.kept.values()].filter((value) => value.includes('"a.js"'));
    for (const key of kept.kept.keys()) kept.kept.set(key, a ?? "");
    await look();
  });

  it("keeps no secret's value", async () => {
    const token = ["gh", "p_", "Zk3Vq9R7mX2bN8wLc5Yd1Hf6Jp4Gs0TaQ2e8"].join("");
    await look({ "s.js": `const pushToken = "${token}"; f("${token}" + Math.random());\n` });
    const all = [...kept.kept].join("\n");
    expect(all).toContain("secrets/committed");
    expect(all).not.toContain(token.slice(4));
  });
});

describe("the memory's file", () => {
  let folder: string;
  const key = (at: number) => at.toString(16).padStart(64, "0");
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "etna-memory-"));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function put(about: string, entries: readonly (readonly [number, string])[]) {
    const memory = await openScanMemory(join(folder, "scans"), about);
    for (const [at, value] of entries) memory.put(key(at), value);
    await memory.save();
    const [name] = await readdir(join(folder, "scans"));
    return join(folder, "scans", name ?? "");
  }

  it("comes back, for this tree alone, and is its owner's alone", async () => {
    const file = await put("one", [
      [1, '{"a":1}'],
      [2, "{}"],
    ]);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await stat(join(folder, "scans"))).mode & 0o777).toBe(0o700);
    const again = await openScanMemory(join(folder, "scans"), "one");
    expect([again.get(key(1)), again.get(key(2)), again.get(key(3))]).toEqual([
      '{"a":1}',
      "{}",
      undefined,
    ]);
    expect((await openScanMemory(join(folder, "scans"), "two")).get(key(1))).toBeUndefined();
  });

  it("is empty where it is damaged, of another form, or a link", async () => {
    const file = await put("one", [[1, "{}"]]);
    const whole = await readFile(file, "utf8");
    for (const wrong of ["", "\0\0", whole.replace("memory 1", "memory 2"), "x".repeat(100)]) {
      await writeFile(file, wrong);
      expect((await openScanMemory(join(folder, "scans"), "one")).get(key(1))).toBeUndefined();
    }
    await writeFile(
      file,
      utf8(whole).map((byte, at) => (at === 3 ? 255 : byte)),
    );
    expect((await openScanMemory(join(folder, "scans"), "one")).get(key(1))).toBeUndefined();
    await rm(file);
    await writeFile(join(folder, "elsewhere"), whole);
    await symlink(join(folder, "elsewhere"), file);
    expect((await openScanMemory(join(folder, "scans"), "one")).get(key(1))).toBeUndefined();
  });

  it("lets the oldest go where it would be too large", async () => {
    const value = JSON.stringify("x".repeat(1_000_000));
    const file = await put(
      "one",
      Array.from({ length: 30 }, (_, at) => [at, value] as const),
    );
    expect((await stat(file)).size).toBeLessThanOrEqual(24 * 1024 * 1024);
    const again = await openScanMemory(join(folder, "scans"), "one");
    expect([again.get(key(0)), again.get(key(29))]).toEqual([undefined, value]);
  });

  it("takes no key or value that would break its lines, and no folder for an error", async () => {
    const file = await put("one", [
      [1, "{}\n{}"],
      [2, "{}"],
    ]);
    expect((await readFile(file, "utf8")).split("\n")).toHaveLength(3);
    const nowhere = await openScanMemory("/dev/null/none", "one");
    nowhere.put(key(1), "{}");
    await expect(nowhere.save()).resolves.toBeUndefined();
  });

  it("lies where the XDG specification says", () => {
    expect(commandCacheFolder({ NODE_ENV: "test", XDG_CACHE_HOME: "/var/x" })).toBe(
      "/var/x/agent-etna",
    );
    expect(commandCacheFolder({ NODE_ENV: "test", XDG_CACHE_HOME: "not/absolute" })).toMatch(
      /\.cache\/agent-etna$/,
    );
  });
});

describe("a workspace that fails while the memory is asked", () => {
  it("fails the scan as it would without it", async () => {
    const { memory } = counted();
    const broken: Workspace = {
      ...tree({ "a.js": weak }),
      read: () => Promise.reject(new Error("gone")),
    };
    await expect(scan(broken, { memory })).rejects.toThrow("gone" satisfies AppError["message"]);
  });
});
