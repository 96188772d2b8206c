import { beforeEach, describe, expect, it } from "vitest";
import { applyChanges } from "#lib/engines/patch/index.ts";
import { addPackage, mayAddPackage } from "#lib/engines/rules/dependencies/add-package.ts";
import { type FixPorts, scan } from "#lib/engines/rules/index.ts";
import { memoryWorkspace } from "#lib/platform/workspace/index.ts";
import { digestOf } from "../../fakes/packages/packages.ts";
import { lockOf, manifestText } from "../../fakes/packages/project.ts";
import { examplePorts } from "../../support/example-ports.ts";
import { lockFaults } from "../../support/lock-check.ts";

type Files = Readonly<Record<string, string>>;
type Root = Readonly<Record<string, unknown>>;

const asked: string[] = [];
const registry: FixPorts["registry"] = {
  async packument(name) {
    asked.push(name);
    return (await examplePorts.registry?.packument(name)) ?? null;
  },
  manifest: async (name, version) => (await examplePorts.registry?.manifest(name, version)) ?? null,
};

beforeEach(() => {
  asked.length = 0;
});

const desk = { name: "desk", version: "1.0.0", dependencies: { lodish: "^1.0.0" } };
const locked = { "node_modules/lodish": "1.1.0" };

function filesOf(root: Root = desk, more: Files = {}): Files {
  return {
    "package.json": manifestText(root),
    "package-lock.json": lockOf(root, locked),
    ...more,
  };
}

async function add(files: Files, name = "helmet", at = "src/app.js", ports: FixPorts = {}) {
  const all = { ...files, [at]: "" };
  const workspace = memoryWorkspace(new Map(Object.entries(all)));
  const changes = await addPackage(workspace, at, name, { registry, ...ports });
  if (changes === null) throw new Error("Nobody was asked.");
  const after = applyChanges(workspace, changes);
  const texts = new Map(
    await Promise.all(
      Object.keys(files).map(async (path) => {
        return [path, new TextDecoder().decode(await after.read(path))] as const;
      }),
    ),
  );
  return { changes, texts, after, paths: changes.map(({ path }) => path) };
}

/** The text without the lines that stand only there. */
function fewer(text: string | undefined, lines: readonly string[]): string {
  return lines.reduce((left, line) => left.replace(line, ""), text ?? "");
}

describe("a package that is added", () => {
  it("stands in manifest and lockfile together, and nothing else changes", async () => {
    const files = filesOf();
    const { texts, paths, after } = await add(files);
    expect(paths).toEqual(["package.json", "package-lock.json"]);
    const request = ',\n    "lodish": "^1.0.0"';
    expect(texts.get("package.json")).toBe(
      manifestText({ ...desk, dependencies: { helmet: "^8.3.0", lodish: "^1.0.0" } }),
    );
    expect(texts.get("package.json")).toContain(`"helmet": "^8.3.0"${request}`);
    const entry = {
      version: "8.3.0",
      resolved: `https://${["registry", "npmjs", "org"].join(".")}/helmet/-/helmet-8.3.0.tgz`,
      integrity: digestOf("helmet", "8.3.0"),
      license: "MIT",
      engines: { node: ">=18.0.0" },
    };
    const { packages } = JSON.parse(texts.get("package-lock.json") ?? "");
    expect(packages["node_modules/helmet"]).toEqual(entry);
    const written = JSON.stringify(entry, null, 2).replaceAll("\n", "\n    ");
    expect(
      fewer(texts.get("package-lock.json"), [
        '        "helmet": "^8.3.0",\n',
        `    "node_modules/helmet": ${written},\n`,
      ]),
    ).toBe(files["package-lock.json"]);
    expect(await lockFaults(texts)).toEqual([]);
    const { findings } = await scan(after);
    expect(findings).toEqual([]);
  });

  it.each([2, 3])(
    "brings what it asks for itself, in a lockfile of version %i",
    async (version) => {
      const three = JSON.parse(lockOf(desk, locked));
      const { resolved, integrity } = three.packages["node_modules/lodish"];
      const two = { lodish: { version: "1.1.0", resolved, integrity } };
      const lock = {
        ...three,
        lockfileVersion: version,
        ...(version === 2 && { dependencies: two }),
      };
      const text = `${JSON.stringify(lock, null, 2)}\n`;
      const { texts } = await add(filesOf(desk, { "package-lock.json": text }), "headed");
      const made = JSON.parse(texts.get("package-lock.json") ?? "");
      expect(made.packages["node_modules/headed/node_modules/lodish"].version).toBe("2.0.1");
      expect(made.packages["node_modules/lodish"]).toEqual(three.packages["node_modules/lodish"]);
      expect(made.dependencies?.headed?.dependencies?.lodish?.version).toBe(
        version === 2 ? "2.0.1" : undefined,
      );
      expect(await lockFaults(texts)).toEqual([]);
    },
  );

  it("brings what it asks for itself, in a lockfile of version 1", async () => {
    const address = `https://${["registry", "npmjs", "org"].join(".")}`;
    const dependency = (name: string, version: string) => ({
      version,
      resolved: `${address}/${name}/-/${name}-${version}.tgz`,
      integrity: digestOf(name, version),
    });
    const one = (dependencies: object) =>
      `${JSON.stringify({ name: "desk", version: "1.0.0", lockfileVersion: 1, requires: true, dependencies }, null, "\t")}\n`.replaceAll(
        "\n",
        "\r\n",
      );
    const before = one({ lodish: dependency("lodish", "1.1.0") });
    const { texts } = await add(filesOf(desk, { "package-lock.json": before }), "headed");
    expect(texts.get("package-lock.json")).toBe(
      one({
        headed: {
          ...dependency("headed", "1.0.0"),
          requires: { lodish: "^2.0.0" },
          dependencies: { lodish: dependency("lodish", "2.0.1") },
        },
        lodish: dependency("lodish", "1.1.0"),
      }),
    );
    expect(await lockFaults(texts)).toEqual([]);
  });

  it("keeps indentation, line ends and last line of both files, and no addresses where there are none", async () => {
    const bare = JSON.parse(lockOf(desk, locked));
    delete bare.packages["node_modules/lodish"].resolved;
    const windows = (data: unknown) => JSON.stringify(data, null, "\t").replaceAll("\n", "\r\n");
    const { texts } = await add({
      "package.json": windows(desk),
      "package-lock.json": windows(bare),
    });
    for (const text of texts.values()) {
      expect(text.replaceAll("\r\n", "")).not.toContain("\n");
      expect(text).toMatch(/\}$/);
      expect(text).toBe(windows(JSON.parse(text)));
    }
    expect(texts.get("package-lock.json")).not.toContain("resolved");
    expect(await lockFaults(texts)).toEqual([]);
  });

  it("gets a group of its own where the manifest has none", async () => {
    const bare = { name: "desk", version: "1.0.0" };
    const files = { "package.json": manifestText(bare), "package-lock.json": lockOf(bare, {}) };
    const { texts } = await add(files);
    expect(texts.get("package.json")).toBe(
      manifestText({ ...bare, dependencies: { helmet: "^8.3.0" } }),
    );
    expect(await lockFaults(texts)).toEqual([]);
  });

  it("goes into the package of the file, and into the lockfile of the workspaces' root", async () => {
    const root = { name: "desks", version: "1.0.0", workspaces: ["desks/*"] };
    const front = { name: "front", version: "1.0.0", dependencies: { lodish: "^1.0.0" } };
    const link = { "node_modules/front": { resolved: "desks/front", link: true } };
    const files = {
      "package.json": manifestText(root),
      "package-lock.json": lockOf(root, locked, { ...link, "desks/front": front }),
      "desks/front/package.json": manifestText(front),
    };
    const { texts, paths } = await add(files, "helmet", "desks/front/src/app.js");
    expect(paths).toEqual(["desks/front/package.json", "package-lock.json"]);
    const { packages } = JSON.parse(texts.get("package-lock.json") ?? "");
    expect(packages["desks/front"].dependencies.helmet).toBe("^8.3.0");
    expect(packages["node_modules/helmet"].version).toBe("8.3.0");
    expect(packages[""]).toEqual(root);
    expect(await lockFaults(texts)).toEqual([]);
  });

  it("is locked in npm-shrinkwrap.json where that is there", async () => {
    const { "package-lock.json": lock = "", ...files } = filesOf();
    const { paths } = await add({ ...files, "npm-shrinkwrap.json": lock });
    expect(paths).toEqual(["package.json", "npm-shrinkwrap.json"]);
  });

  it("is not added twice, and nobody is asked where it is there or nobody can be", async () => {
    const has = { ...desk, dependencies: { helmet: "^7.0.0" } };
    expect((await add({ "package.json": manifestText(has) })).changes).toEqual([]);
    const workspace = memoryWorkspace(new Map(Object.entries(filesOf())));
    expect(await addPackage(workspace, "app.js", "helmet", {})).toBeNull();
    expect(asked).toEqual([]);
  });
});

describe("its version", () => {
  async function versionFor(root: Root, more: Files = {}) {
    const { texts } = await add(filesOf({ ...desk, ...root }, more));
    return JSON.parse(texts.get("package.json") ?? "").dependencies.helmet;
  }

  it.each([
    [{}, "^8.3.0"],
    [{ engines: { node: ">=18" } }, "^8.3.0"],
    [{ engines: { node: "^20.0.0 || >=22" } }, "^8.3.0"],
    [{ engines: { node: ">=16.14" } }, "^7.2.0"],
    [{ engines: { node: "14.x || 18.x" } }, "^6.2.0"],
  ])("is the newest stable one that runs on %j", async (root, range) => {
    expect(await versionFor(root)).toBe(range);
  });

  it.each([
    ["exact where all others are", { dependencies: { lodish: "1.1.0" } }, {}, "8.3.0"],
    [
      "exact, whatever comes from elsewhere",
      { dependencies: { lodish: "1.1.0" }, devDependencies: { "@scope/tool": "4.0.0" } },
      {},
      "8.3.0",
    ],
    ["as .npmrc says", {}, { ".npmrc": "save-exact=true\n" }, "8.3.0"],
    ["with the prefix of .npmrc", {}, { ".npmrc": 'save-prefix = "~"\n' }, "~8.3.0"],
  ])("is asked for %s", async (_how, root, more, range) => {
    const tool = "devDependencies" in root ? { "node_modules/@scope/tool": "4.0.0" } : {};
    const whole = { ...desk, ...root };
    const lock = lockOf(whole, { ...locked, ...tool });
    expect(await versionFor(root, { "package-lock.json": lock, ...more })).toBe(range);
  });
});

describe("a package is not added, and the reason said,", () => {
  const advisories: FixPorts["advisories"] = {
    of: async (packages) =>
      packages.map(({ name }) => [
        {
          id: "GHSA-bbbb-0001",
          aliases: [],
          summary: "",
          severity: "high",
          vectors: [],
          affected: [
            { ecosystem: "npm", name, ranges: [{ events: [{ introduced: "0" }] }], versions: [] },
          ],
        },
      ]),
  };
  const bare = { "package.json": manifestText(desk) };

  it.each<readonly [string, Files, string, string]>([
    ["without a manifest", {}, "helmet", "No package.json"],
    ["without a lockfile", bare, "helmet", "No lockfile of npm"],
    ["where Yarn locks", { ...bare, "yarn.lock": "" }, "helmet", "another program than npm"],
    ["where two lock", filesOf(desk, { "yarn.lock": "" }), "helmet", "another program than npm"],
    [
      "where two lockfiles of npm stand",
      filesOf(desk, { "npm-shrinkwrap.json": lockOf(desk, locked) }),
      "helmet",
      "side by side",
    ],
    [
      "where another manager is named",
      filesOf({ ...desk, packageManager: "pnpm@9.0.0" }),
      "helmet",
      "another package manager",
    ],
    [
      "where the lockfile is of another manifest",
      filesOf(desk, { "package.json": manifestText({ ...desk, dependencies: { pg: "^8.0.0" } }) }),
      "helmet",
      "not in step",
    ],
    [
      "where the lockfile of version 1 lacks what is asked for",
      filesOf(desk, {
        "package-lock.json": '{ "lockfileVersion": 1, "requires": true, "dependencies": {} }',
      }),
      "helmet",
      "not in step",
    ],
    [
      "where the lockfile is older than npm 6",
      filesOf(desk, { "package-lock.json": '{ "lockfileVersion": 1, "dependencies": {} }' }),
      "helmet",
      "no lockfile of version",
    ],
    [
      "where the lockfile is written otherwise than by npm",
      filesOf(desk, { "package-lock.json": lockOf(desk, locked).replace("{\n", "{\n\n") }),
      "helmet",
      "not written as npm writes it",
    ],
    [
      "where a folder of its own is not locked",
      filesOf(desk, { "src/package.json": '{ "type": "module" }' }),
      "helmet",
      "does not lock what `src/package.json` asks for",
    ],
    [
      "where it is there for development",
      filesOf({ ...desk, devDependencies: { helmet: "8.3.0" } }),
      "helmet",
      "among its devDependencies",
    ],
    [
      "where whoever uses the package has it",
      filesOf({ ...desk, peerDependencies: { helmet: "8.3.0" } }),
      "helmet",
      "among its peerDependencies",
    ],
    [
      "where it may lack",
      filesOf({ ...desk, optionalDependencies: { helmet: "8.3.0" } }),
      "helmet",
      "among its optionalDependencies",
    ],
    [
      "where none runs on the project's Node.js",
      filesOf({ ...desk, engines: { node: ">=8" } }),
      "helmet",
      "no stable version of helmet that runs on Node.js >=8",
    ],
    ["where the registry has none", filesOf(), "helmot", "no stable version of helmot"],
    ["where it runs a script as it is installed", filesOf(), "building", "runs a script"],
    [
      "where a peer would not have it",
      filesOf({ ...desk, dependencies: { peering: "^1.0.0" } }),
      "@scope/tool",
      "npm cannot resolve",
    ],
    [
      "where a key of the manifest stands twice",
      filesOf(desk, {
        "package.json":
          '{ "name": "desk", "dependencies": {}, "dependencies": { "lodish": "^1.0.0" } }',
      }),
      "helmet",
      "not written in a way",
    ],
  ])("%s", async (_where, files, name, why) => {
    const given =
      name === "@scope/tool"
        ? {
            ...files,
            "package-lock.json": lockOf(
              { ...desk, dependencies: { peering: "^1.0.0" } },
              { "node_modules/peering": "1.0.0", "node_modules/@scope/tool": "4.0.1" },
            ),
          }
        : files;
    await expect(add(given, name)).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining(why),
    });
  });

  it("where what it brings runs a script, whatever a lockfile of version 1 says of it", async () => {
    const old = (version: string) => ({ version, integrity: digestOf("lodish", version) });
    const lock = { lockfileVersion: 1, requires: true, dependencies: { lodish: old("1.1.0") } };
    const files = filesOf(desk, { "package-lock.json": JSON.stringify(lock, null, 2) });
    await expect(add(files, "building")).rejects.toMatchObject({
      code: "conflict",
      message: "building 1.0.0 runs a script as it is installed: that is for a person.",
    });
  });

  it("where what would come in is vulnerable", async () => {
    await expect(add(filesOf(), "helmet", "app.js", { advisories })).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining("GHSA-bbbb-0001"),
    });
  });

  it("and a scan knows beforehand what the files say", async () => {
    const may = async (files: Files) =>
      await mayAddPackage(memoryWorkspace(new Map(Object.entries(files))), "src/app.js", "helmet");
    expect(await may(filesOf())).toBe(true);
    expect(await may(bare)).toBe(false);
    expect(asked).toEqual([]);
  });
});
