import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { addPackage } from "#lib/engines/rules/dependencies/add-package.ts";
import { proposeBumps, scan } from "#lib/engines/rules/index.ts";
import { osvAdvisories } from "#lib/platform/advisories/osv.ts";
import { npmRegistry } from "#lib/platform/npm-registry/registry.ts";
import { memoryWorkspace } from "#lib/platform/workspace/index.ts";
import { lockOf, manifestText } from "../../fakes/packages/project.ts";
import { openPackageServer, type PackageServer } from "../../fakes/packages/server.ts";

let server: PackageServer;
let folder: string;

beforeAll(async () => {
  server = await openPackageServer();
  // Of its own: other tests resolve at the same time.
  folder = await mkdtemp(join(tmpdir(), "etna-fence-"));
  vi.stubEnv("TMPDIR", folder);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
  await server.close();
});

async function raise(
  root: Readonly<Record<string, unknown>>,
  more: Readonly<Record<string, string>> = {},
) {
  const whole = { name: "shop", version: "1.0.0", ...root };
  const locked = { name: "shop", version: "1.0.0", dependencies: { lodish: "^1.0.0" } };
  const files = {
    "package.json": manifestText(whole),
    "package-lock.json": lockOf(locked, { "node_modules/lodish": "1.0.0" }),
    ...more,
  };
  const workspace = memoryWorkspace(new Map(Object.entries(files)));
  const ports = {
    advisories: osvAdvisories(server.osvUrl),
    registry: npmRegistry(server.registryUrl),
  };
  const { findings } = await scan(workspace, { advisories: ports.advisories });
  const first = findings.find(({ dependency }) => dependency !== undefined);
  server.requests.length = 0;
  return await proposeBumps(workspace, first?.fingerprint ?? "", [], ports);
}

describe("npm's resolver", () => {
  it.each([
    ["an address", () => `${server.registryUrl}/evil.tgz`],
    ["git", () => `git+${server.registryUrl}/evil.git`],
    ["a folder of this machine", () => "file:/etc"],
    ["an archive of this machine", () => "file:/etc/evil.tgz"],
  ])("takes nothing from %s, whether a manifest asks for it or a package", async (_what, spec) => {
    const own = raise({ dependencies: { lodish: "^1.0.0", evil: spec() } });
    await expect(own).rejects.toMatchObject({ code: "conflict" });
    expect(server.requests.filter((each) => each.includes("evil"))).toEqual([]);

    const known = server.packages.get("lodish");
    server.packages.set("lodish", {
      name: "lodish",
      versions: { "1.0.0": {}, "1.1.0": { dependencies: { evil: spec() } } },
    });
    try {
      const others = raise({ dependencies: { lodish: "^1.0.0" } });
      await expect(others).rejects.toMatchObject({ code: "conflict" });
      expect(server.requests.filter((each) => each.includes("evil"))).toEqual([]);
    } finally {
      if (known) server.packages.set("lodish", known);
    }
  });

  it("takes nothing from there either for a package that is added", async () => {
    const root = { name: "shop", version: "1.0.0", dependencies: { lodish: "^1.0.0" } };
    const files = {
      "package.json": manifestText(root),
      "package-lock.json": lockOf(root, { "node_modules/lodish": "1.1.0" }),
      "app.js": "",
    };
    const workspace = memoryWorkspace(new Map(Object.entries(files)));
    const registry = npmRegistry(server.registryUrl);
    server.requests.length = 0;
    for (const spec of [`git+${server.registryUrl}/evil.git`, "file:/etc", "/etc/evil.tgz"]) {
      const dependencies = { evil: spec };
      server.packages.set("lure", { name: "lure", versions: { "1.0.0": { dependencies } } });
      await expect(addPackage(workspace, "app.js", "lure", { registry })).rejects.toMatchObject({
        code: "conflict",
      });
    }
    server.packages.delete("lure");
    expect(new Set(server.requests)).toEqual(new Set(["GET /registry/lure"]));
  });

  it("asks the registry for descriptions alone, runs no extension and leaves nothing behind", async () => {
    const proposed = await raise(
      { dependencies: { lodish: "^1.0.0" }, scripts: { preinstall: "exit 1", install: "exit 1" } },
      { ".npm-extension.mjs": "process.exit(7);\n", ".npmrc": "registry=http://127.0.0.1:9/\n" },
    );
    expect(proposed?.changes.map(({ path }) => path)).toEqual(["package-lock.json"]);
    expect(server.requests.filter((each) => each.includes("/registry/")).sort()).toEqual([
      "GET /registry/lodish",
      "GET /registry/lodish/1.1.0",
    ]);
    expect(await readdir(folder)).toEqual([]);
  });
});
