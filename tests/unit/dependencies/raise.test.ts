import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { applyChanges } from "#lib/engines/patch/index.ts";
import { type DependencyPorts, proposeBumps, scan } from "#lib/engines/rules/index.ts";
import { osvAdvisories } from "#lib/platform/advisories/osv.ts";
import { npmRegistry } from "#lib/platform/npm-registry/registry.ts";
import { memoryWorkspace } from "#lib/platform/workspace/index.ts";
import { digestOf } from "../../fakes/packages/packages.ts";
import { lockOf, manifestText } from "../../fakes/packages/project.ts";
import { openPackageServer, type PackageServer } from "../../fakes/packages/server.ts";

let server: PackageServer;

beforeAll(async () => {
  server = await openPackageServer();
});
afterAll(() => server.close());
beforeEach(() => {
  server.requests.length = 0;
});

function ports(): DependencyPorts {
  return { advisories: osvAdvisories(server.osvUrl), registry: npmRegistry(server.registryUrl) };
}

type Files = Readonly<Record<string, string>>;

/** Raises the package of this name, with all the others that may come along where `together`. */
async function raise(files: Files, name: string, together = false) {
  const workspace = memoryWorkspace(new Map(Object.entries(files)));
  const asked = ports();
  const { findings } = await scan(workspace, { advisories: asked.advisories });
  const first = findings.find(({ dependency }) => dependency?.name === name);
  if (first === undefined) throw new Error(`${name} was not found to be vulnerable.`);
  const others = together ? findings.map(({ fingerprint }) => fingerprint) : [];
  const proposed = await proposeBumps(workspace, first.fingerprint, others, asked);
  if (proposed === null) throw new Error("There was nothing to raise.");
  const after = applyChanges(workspace, proposed.changes);
  const texts = Object.fromEntries(proposed.changes.map((change) => [change.path, change.after]));
  const left = (await scan(after, { advisories: asked.advisories })).findings;
  return { ...proposed, texts, left };
}

/** Lines that differ, as `-old` and `+new`, for two texts that line up but for these. */
function changedLines(before: string, after: string | null | undefined): readonly string[] {
  const [old, next] = [before.split("\n"), (after ?? "").split("\n")];
  const left = old.filter((line) => !next.includes(line)).map((line) => `-${line.trim()}`);
  return [...left, ...next.filter((line) => !old.includes(line)).map((line) => `+${line.trim()}`)];
}

describe("a direct dependency", () => {
  it("whose range admits the fixed version is raised in the lockfile alone", async () => {
    const root = { name: "shop", version: "1.0.0", dependencies: { lodish: "^1.0.0" } };
    const lock = lockOf(root, { "node_modules/lodish": "1.0.0" });
    const { texts, left, bumps } = await raise(
      { "package.json": manifestText(root), "package-lock.json": lock },
      "lodish",
    );
    expect(bumps).toEqual([{ name: "lodish", from: "1.0.0", to: "1.1.0" }]);
    expect(Object.keys(texts)).toEqual(["package-lock.json"]);
    expect(changedLines(lock, texts["package-lock.json"])).toEqual([
      '-"resolved": "https://registry.npmjs.org/lodish/-/lodish-1.0.0.tgz",',
      `-"integrity": "${digestOf("lodish", "1.0.0")}",`,
      '+"version": "1.1.0",',
      '+"resolved": "https://registry.npmjs.org/lodish/-/lodish-1.1.0.tgz",',
      `+"integrity": "${digestOf("lodish", "1.1.0")}",`,
    ]);
    expect(left).toEqual([]);
  });

  it.each([
    ["1.0.0", "1.1.0"],
    ["~1.0.0", "~1.1.0"],
    ["1.0.x", "1.1.x"],
    ["=1.0.0", "=1.1.0"],
  ])("asked for as %s is asked for as %s", async (range, raised) => {
    const root = { name: "shop", version: "1.0.0", dependencies: { lodish: range } };
    const lock = lockOf(root, { "node_modules/lodish": "1.0.0" });
    const manifest = `{\n\t"name": "shop",\n\t"version": "1.0.0",\n\t"dependencies": { "lodish": "${range}" }\n}`;
    const { texts, left } = await raise(
      { "package.json": manifest, "package-lock.json": lock },
      "lodish",
    );
    expect(texts["package.json"]).toBe(
      manifest.replace(`"lodish": "${range}"`, `"lodish": "${raised}"`),
    );
    expect(JSON.parse(texts["package-lock.json"] ?? "").packages[""].dependencies.lodish).toBe(
      raised,
    );
    expect(left).toEqual([]);
  });

  it("takes along in the lockfile what its new version asks for", async () => {
    server.advisories.push({
      id: "GHSA-aaaa-0100",
      summary: "One more",
      affected: [
        {
          package: { ecosystem: "npm", name: "lodish" },
          ranges: [{ type: "SEMVER", events: [{ introduced: "1.1.0" }, { fixed: "1.2.0" }] }],
        },
      ],
    });
    try {
      const root = { name: "shop", version: "1.0.0", dependencies: { lodish: "^1.0.0" } };
      const lock = lockOf(root, { "node_modules/lodish": "1.0.0" });
      const { texts, bumps } = await raise(
        { "package.json": manifestText(root), "package-lock.json": lock },
        "lodish",
      );
      expect(bumps[0]?.to, "the version between has an advisory of its own").toBe("1.2.0");
      const { packages } = JSON.parse(texts["package-lock.json"] ?? "");
      expect(packages["node_modules/lodish-core"]).toMatchObject({
        version: "1.0.1",
        resolved: "https://registry.npmjs.org/lodish-core/-/lodish-core-1.0.1.tgz",
        license: "MIT",
      });
      expect(packages["node_modules/lodish-core"].integrity).toMatch(/^sha512-/);
    } finally {
      server.advisories.pop();
    }
  });

  it("is not raised against a peer that would not have it", async () => {
    const root = {
      name: "shop",
      version: "1.0.0",
      dependencies: { "@scope/tool": "^4.0.0", peering: "^1.0.0" },
    };
    const lock = lockOf(root, {
      "node_modules/@scope/tool": "4.0.0",
      "node_modules/peering": "1.0.0",
    });
    const files = { "package.json": manifestText(root), "package-lock.json": lock };
    await expect(raise(files, "@scope/tool")).rejects.toMatchObject({ code: "conflict" });
  });
});

describe("a transitive dependency", () => {
  const root = { name: "shop", version: "1.0.0", dependencies: { framework: "3.0.0" } };

  it("whose dependents admit the fixed version is raised in the lockfile alone", async () => {
    const wide = { name: "shop", version: "1.0.0", dependencies: { "wide-parent": "^1.0.0" } };
    const lock = lockOf(wide, {
      "node_modules/minimage": "1.0.0",
      "node_modules/wide-parent": "1.0.0",
    });
    const { texts, left, bumps } = await raise(
      { "package.json": manifestText(wide), "package-lock.json": lock },
      "minimage",
    );
    expect(bumps[0]?.to, "1.0.1 is deprecated").toBe("1.0.2");
    expect(Object.keys(texts)).toEqual(["package-lock.json"]);
    expect(left).toEqual([]);
  });

  it("of a narrow dependent is overridden below that one alone", async () => {
    const manifest = manifestText(root, "\t");
    const lock = lockOf(root, {
      "node_modules/framework": "3.0.0",
      "node_modules/minimage": "1.0.0",
      "node_modules/narrow-parent": "1.0.0",
      "node_modules/wide-parent": "1.0.0",
    });
    const { texts, left } = await raise(
      { "package.json": manifest, "package-lock.json": lock },
      "minimage",
    );
    expect(texts["package.json"]).toBe(
      manifestText({ ...root, overrides: { "narrow-parent": { minimage: "^1.0.2" } } }, "\t"),
    );
    const { packages } = JSON.parse(texts["package-lock.json"] ?? "");
    expect(packages["node_modules/minimage"].version).toBe("1.0.2");
    expect(left).toEqual([]);
  });

  it("that an override holds is raised in that override", async () => {
    const held = { ...root, overrides: { minimage: "1.0.0" } };
    const lock = lockOf(root, {
      "node_modules/framework": "3.0.0",
      "node_modules/minimage": "1.0.0",
      "node_modules/narrow-parent": "1.0.0",
      "node_modules/wide-parent": "1.0.0",
    });
    const { texts, left } = await raise(
      { "package.json": manifestText(held), "package-lock.json": lock },
      "minimage",
    );
    expect(texts["package.json"]).toBe(manifestText({ ...root, overrides: { minimage: "1.0.2" } }));
    expect(left).toEqual([]);
  });
});

describe("a lockfile", () => {
  const root = { name: "shop", version: "1.0.0", dependencies: { lodish: "^1.0.0" } };
  const manifest = manifestText(root);

  it("keeps its indentation, its line ends and what another npm wrote", async () => {
    const odd = JSON.parse(lockOf(root, { "node_modules/lodish": "1.0.0" }));
    odd.packages["node_modules/other"] = {
      version: "9.9.9",
      resolved: "https://registry.npmjs.org/other/-/other-9.9.9.tgz",
      integrity: "sha1-abc",
      extraneous: true,
      peer: true,
      unknown: [1],
    };
    const lock = `${JSON.stringify(odd, null, "\t")}\n`.replaceAll("\n", "\r\n");
    const { texts } = await raise(
      { "package.json": manifest, "package-lock.json": lock },
      "lodish",
    );
    const after = texts["package-lock.json"] ?? "";
    expect(after.replaceAll("\r\n", "").includes("\n")).toBe(false);
    expect(after).toContain('\r\n\t\t"node_modules/other": {');
    const slice = (text: string) => text.slice(text.indexOf('"node_modules/other"'));
    expect(slice(after)).toBe(slice(lock));
  });

  it("without addresses gets none", async () => {
    const bare = JSON.parse(lockOf(root, { "node_modules/lodish": "1.0.0" }));
    delete bare.packages["node_modules/lodish"].resolved;
    const lock = `${JSON.stringify(bare, null, 2)}\n`;
    const { texts } = await raise(
      { "package.json": manifest, "package-lock.json": lock },
      "lodish",
    );
    expect(texts["package-lock.json"]).toContain('"version": "1.1.0"');
    expect(texts["package-lock.json"]).not.toContain("resolved");
  });

  it("of a mirror stays with that mirror", async () => {
    const lock = lockOf(root, { "node_modules/lodish": "1.0.0" }).replaceAll(
      "https://registry.npmjs.org",
      "https://npm.corp.example/api/npm/all",
    );
    const { texts } = await raise(
      { "package.json": manifest, "package-lock.json": lock },
      "lodish",
    );
    expect(texts["package-lock.json"]).toContain(
      "https://npm.corp.example/api/npm/all/lodish/-/lodish-1.1.0.tgz",
    );
  });

  it("of version 2 is changed in both of its halves", async () => {
    const two = JSON.parse(lockOf(root, { "node_modules/lodish": "1.0.0" }));
    const { version, resolved, integrity } = two.packages["node_modules/lodish"];
    const lock = `${JSON.stringify({ ...two, lockfileVersion: 2, dependencies: { lodish: { version, resolved, integrity } } }, null, 2)}\n`;
    const { texts } = await raise(
      { "package.json": manifest, "package-lock.json": lock },
      "lodish",
    );
    const after = JSON.parse(texts["package-lock.json"] ?? "");
    expect(after.lockfileVersion).toBe(2);
    expect(after.dependencies.lodish).toEqual({
      version: "1.1.0",
      resolved: after.packages["node_modules/lodish"].resolved,
      integrity: after.packages["node_modules/lodish"].integrity,
    });
  });

  it("is left alone where the registry gives no digest", async () => {
    const known = server.packages.get("lodish");
    const lock = lockOf(root, { "node_modules/lodish": "1.0.0" });
    server.packages.set("lodish", {
      name: "lodish",
      versions: {
        "1.0.0": {},
        "1.1.0": { dist: { tarball: "https://x.example/l.tgz" } } as object,
      },
    });
    try {
      await expect(
        raise({ "package.json": manifest, "package-lock.json": lock }, "lodish"),
      ).rejects.toMatchObject({ code: "conflict" });
    } finally {
      if (known) server.packages.set("lodish", known);
    }
  });
});
