import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { proposeBumps, scan } from "#lib/engines/rules/index.ts";
import { osvAdvisories } from "#lib/platform/advisories/osv.ts";
import { npmRegistry } from "#lib/platform/npm-registry/registry.ts";
import { memoryWorkspace } from "#lib/platform/workspace/index.ts";
import { lockOf, manifestText } from "../../fakes/packages/project.ts";
import { openPackageServer, type PackageServer } from "../../fakes/packages/server.ts";

let server: PackageServer;

beforeAll(async () => {
  server = await openPackageServer();
});
afterAll(() => server.close());

async function raise(files: Readonly<Record<string, string>>, name: string) {
  const workspace = memoryWorkspace(new Map(Object.entries(files)));
  const ports = {
    advisories: osvAdvisories(server.osvUrl),
    registry: npmRegistry(server.registryUrl),
  };
  const { findings } = await scan(workspace, { advisories: ports.advisories });
  const first = findings.find(({ dependency }) => dependency?.name === name);
  const all = findings.map(({ fingerprint }) => fingerprint);
  const proposed = await proposeBumps(workspace, first?.fingerprint ?? "", all, ports);
  const fixed = findings.filter(({ fingerprint }) => proposed?.fixed.includes(fingerprint));
  return { proposed, names: fixed.map(({ dependency }) => dependency?.name).sort() };
}

function shop(
  dependencies: Readonly<Record<string, string>>,
  installed: Readonly<Record<string, string>>,
) {
  const root = { name: "shop", version: "1.0.0", dependencies };
  return { "package.json": manifestText(root), "package-lock.json": lockOf(root, installed) };
}

describe("raising one package", () => {
  const dependencies = { lodish: "^1.0.0", "wide-parent": "^1.0.0", "@scope/tool": "^4.0.0" };
  const installed = {
    "node_modules/@scope/tool": "4.0.0",
    "node_modules/lodish": "1.0.0",
    "node_modules/minimage": "1.0.0",
    "node_modules/wide-parent": "1.0.0",
  };

  it("takes along the others of its manifest, but no major step and none of another manifest", async () => {
    const files = {
      ...shop(dependencies, installed),
      "tools/requirements.txt": "jinjo==3.1.3\n",
    };
    const { names, proposed } = await raise(files, "lodish");
    expect(names).toEqual(["lodish", "minimage"]);
    expect(proposed?.bumps.map(({ name, to }) => `${name} ${to}`)).toEqual([
      "lodish 1.1.0",
      "minimage 1.0.2",
    ]);
  });

  it("by a major step goes alone", async () => {
    const { names, proposed } = await raise(shop(dependencies, installed), "@scope/tool");
    expect(names).toEqual(["@scope/tool"]);
    expect(proposed?.changes.map(({ path }) => path)).toEqual([
      "package.json",
      "package-lock.json",
    ]);
  });

  it("leaves out what cannot be raised", async () => {
    const known = server.packages.get("minimage");
    server.packages.delete("minimage");
    try {
      expect((await raise(shop(dependencies, installed), "lodish")).names).toEqual(["lodish"]);
    } finally {
      if (known) server.packages.set("minimage", known);
    }
  });

  it("changes only the pinned versions of a requirements file", async () => {
    const before =
      "# pinned\r\nflask==3.0.0\r\njinjo[x]==3.1.3 ; sys_platform != 'win32'  # why\r\n";
    const { proposed } = await raise({ "requirements.txt": before }, "jinjo");
    expect(proposed?.changes).toEqual([
      { path: "requirements.txt", before, after: before.replace("3.1.3", "3.1.4") },
    ]);
  });
});
