import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { scan } from "#lib/engines/rules/index.ts";
import { osvAdvisories } from "#lib/platform/advisories/osv.ts";
import { memoryWorkspace } from "#lib/platform/workspace/index.ts";
import { npmAdvisory } from "../../fakes/packages/advisories.ts";
import { lockOf, manifestText } from "../../fakes/packages/project.ts";
import { openPackageServer, type PackageServer } from "../../fakes/packages/server.ts";

let server: PackageServer;

beforeAll(async () => {
  server = await openPackageServer();
});
afterAll(() => server.close());

type Files = Readonly<Record<string, string>>;

async function look(files: Files, asked = true) {
  const workspace = memoryWorkspace(new Map(Object.entries(files)));
  const advisories = asked ? osvAdvisories(server.osvUrl) : undefined;
  return await scan(workspace, { advisories });
}

function npm(
  root: Readonly<Record<string, unknown>>,
  installed: Parameters<typeof lockOf>[1],
): Files {
  const whole = { name: "shop", version: "1.0.0", ...root };
  return {
    "package.json": manifestText(whole),
    "package-lock.json": lockOf(whole, installed),
  };
}

describe("a vulnerable npm package", () => {
  it("that is asked for directly is found on its line of the manifest", async () => {
    const { findings, dependencies } = await look(
      npm({ dependencies: { lodish: "^1.0.0" } }, { "node_modules/lodish": "1.0.0" }),
    );
    expect(dependencies).toEqual({ packages: 1, asked: "yes" });
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({
      ruleId: "dependencies/vulnerable",
      cwe: "CWE-1395",
      severity: "high",
      path: "package.json",
      startLine: 5,
      fixable: true,
      dependency: {
        name: "lodish",
        version: "1.0.0",
        fixedVersion: "1.1.0",
        advisories: ["GHSA-aaaa-0001", "GHSA-aaaa-0002"],
        direct: true,
        dev: false,
        major: false,
      },
    });
  });

  it("that comes in through others is found in the lockfile, with the way it comes in", async () => {
    const { findings } = await look(
      npm(
        { dependencies: { framework: "3.0.0" } },
        {
          "node_modules/framework": "3.0.0",
          "node_modules/narrow-parent": "1.0.0",
          "node_modules/narrow-parent/node_modules/minimage": "1.0.0",
          "node_modules/wide-parent": "1.0.0",
          "node_modules/minimage": "1.0.2",
        },
      ),
    );
    expect(findings.map(({ path, severity }) => [path, severity])).toEqual([
      ["package-lock.json", "critical"],
    ]);
    expect(findings[0]?.message).toContain("framework › narrow-parent › minimage");
    expect(findings[0]?.frame.lines.join("\n")).toContain(
      '"node_modules/narrow-parent/node_modules/minimage": {',
    );
  });

  it("is no finding in a version outside of the advisory's ranges, whatever the database answers", async () => {
    const { findings } = await look(
      npm({ dependencies: { lodish: "^1.0.0" } }, { "node_modules/lodish": "1.1.0" }),
    );
    expect(findings).toEqual([]);
  });

  it("that only development uses is told as such, one step less grave", async () => {
    const { findings } = await look(
      npm(
        { devDependencies: { lodish: "^1.0.0" } },
        { "node_modules/lodish": { version: "1.0.0", dev: true } },
      ),
    );
    expect(findings[0]).toMatchObject({ severity: "medium", dependency: { dev: true } });
    expect(findings[0]?.message).toContain("Only development uses it.");
  });

  it("that no version fixes is reported without a fix", async () => {
    const { findings } = await look(
      npm({ dependencies: { hopeless: "*" } }, { "node_modules/hopeless": "1.0.1" }),
    );
    expect(findings[0]).toMatchObject({ fixable: false, dependency: { fixedVersion: null } });
  });

  it("that lies in another's archive is left to that one", async () => {
    const { findings } = await look(
      npm(
        { dependencies: { "wide-parent": "^1.0.0" } },
        {
          "node_modules/wide-parent": "1.0.0",
          "node_modules/wide-parent/node_modules/minimage": { version: "1.0.0", inBundle: true },
        },
      ),
    );
    expect(findings[0]).toMatchObject({ fixable: false, dependency: { name: "minimage" } });
  });

  it("under another name is known by its own", async () => {
    const files = npm({ dependencies: { alias: "npm:lodish@^1.0.0" } }, {});
    const lock = JSON.parse(files["package-lock.json"] ?? "");
    lock.packages["node_modules/alias"] = { name: "lodish", version: "1.0.0" };
    const { findings } = await look({ ...files, "package-lock.json": JSON.stringify(lock) });
    expect(findings[0]?.dependency).toMatchObject({ name: "lodish", direct: true });
  });

  it("of a workspace is found in that workspace's manifest", async () => {
    const root = { name: "shop", version: "1.0.0", workspaces: ["packages/*"] };
    const desk = { name: "desk", version: "1.0.0", dependencies: { lodish: "1.0.0" } };
    const { findings } = await look({
      "package.json": manifestText(root),
      "packages/desk/package.json": manifestText(desk),
      "package-lock.json": lockOf(
        root,
        { "node_modules/lodish": "1.0.0" },
        {
          "node_modules/desk": { resolved: "packages/desk", link: true },
          "packages/desk": desk,
        },
      ),
    });
    expect(findings.map(({ path }) => path)).toEqual(["packages/desk/package.json"]);
    expect(findings[0]?.dependency?.lockfile).toBe("package-lock.json");
  });

  it("keeps its fingerprint when lines move, and gets another one with another advisory", async () => {
    const files = npm({ dependencies: { lodish: "^1.0.0" } }, { "node_modules/lodish": "1.0.0" });
    const moved = { ...files, "package.json": `\n\n${files["package.json"]}` };
    const print = async (of: Files) => (await look(of)).findings[0]?.fingerprint;
    const before = await print(files);
    expect(await print(moved)).toBe(before);
    server.advisories.push(npmAdvisory("GHSA-aaaa-0200", "lodish", [{ introduced: "0" }]));
    try {
      expect(await print(files)).not.toBe(before);
    } finally {
      server.advisories.pop();
    }
  });
});

describe("a pin of Python", () => {
  it("is found on its line, and a comment with a reason excuses it", async () => {
    const found = await look({
      "requirements.txt": "flask==3.0.0\r\nJinjo[async] == 3.1.3 ; python_version > '3'\r\n",
    });
    expect(
      found.findings.map(({ startLine, severity, fixable }) => [startLine, severity, fixable]),
    ).toEqual([[2, "critical", true]]);
    expect(found.findings[0]?.dependency?.fixedVersion).toBe("3.1.4");
    const excused = await look({
      "requirements.txt":
        "jinjo==3.1.3  # etna-ignore dependencies/vulnerable: templates are ours\n",
    });
    expect(excused.findings).toEqual([]);
    expect(excused.ignored.map(({ ignoreReason }) => ignoreReason)).toEqual(["templates are ours"]);
  });

  it("with a digest, or in a lockfile, is reported and left to a person", async () => {
    const { findings } = await look({
      "requirements.txt": "jinjo==3.1.3 \\\n    --hash=sha256:00\n",
      "poetry.lock": '[[package]]\nname = "jinjo"\nversion = "3.1.2"\n',
      "Pipfile.lock": JSON.stringify(
        { default: {}, develop: { jinjo: { version: "==3.1.3" } } },
        null,
        4,
      ),
    });
    expect(findings.map(({ path, fixable, severity }) => [path, fixable, severity])).toEqual([
      ["Pipfile.lock", false, "high"],
      ["poetry.lock", false, "critical"],
      ["requirements.txt", false, "critical"],
    ]);
  });

  it("is none where it is a range, a wildcard or an address", async () => {
    const { dependencies } = await look({
      "requirements.txt":
        "jinjo>=3.1.3\njinjo==3.*\n-r other.txt\njinjo @ https://example.test/j.whl\n# jinjo==3.1.3\n",
    });
    expect(dependencies.packages).toBe(0);
  });
});

describe("a lockfile", () => {
  const root = { dependencies: { minimage: "^1.0.0", "lodish-core": "^1.0.0" } };

  it("that downloads without encryption, from an odd host or without a digest is found, with nobody asked", async () => {
    const files = npm(root, {
      "node_modules/lodish-core": {
        version: "1.0.0",
        resolved: "https://evil.example/lodish-core/-/lodish-core-1.0.0.tgz",
      },
      "node_modules/minimage": { version: "1.0.2", integrity: null },
      "node_modules/wide-parent": {
        version: "1.0.0",
        resolved: "http://registry.npmjs.org/wide-parent/-/wide-parent-1.0.0.tgz",
      },
    });
    const { findings, dependencies } = await look(files, false);
    expect(dependencies).toEqual({ packages: 3, asked: "no" });
    expect(findings.map(({ ruleId, message }) => [ruleId, message.split(":")[0]])).toEqual([
      ["dependencies/lockfile-host", "node_modules/lodish-core"],
      ["dependencies/lockfile-integrity", "node_modules/minimage"],
      ["dependencies/lockfile-host", "node_modules/wide-parent"],
    ]);
    expect(findings.map(({ fixable }) => fixable)).toEqual([false, false, true]);
  });

  it("of a mirror that .npmrc names, or that most packages come from, is no finding", async () => {
    const files = npm(root, {
      "node_modules/lodish-core": "1.0.0",
      "node_modules/minimage": "1.0.2",
    });
    const mirrored = {
      ...files,
      "package-lock.json": (files["package-lock.json"] ?? "").replaceAll(
        "registry.npmjs.org",
        "npm.corp.example",
      ),
    };
    expect((await look(mirrored, false)).findings).toEqual([]);
    const one = {
      ...files,
      ".npmrc": "@corp:registry=https://npm.corp.example/\n",
      "package-lock.json": (files["package-lock.json"] ?? "").replace(
        "registry.npmjs.org",
        "npm.corp.example",
      ),
    };
    expect((await look(one, false)).findings).toEqual([]);
  });

  it("that was made for another manifest is found", async () => {
    const files = npm(root, {
      "node_modules/lodish-core": "1.0.0",
      "node_modules/minimage": "1.0.2",
    });
    const drifted = (files["package.json"] ?? "").replace(
      '"minimage": "^1.0.0"',
      '"minimage": "^1.0.2"',
    );
    const { findings } = await look({ ...files, "package.json": drifted }, false);
    expect(findings.map(({ ruleId, severity }) => [ruleId, severity])).toEqual([
      ["dependencies/lockfile-drift", "low"],
    ]);
    expect(findings[0]?.message).toContain("minimage");
  });

  it("shows no name and password of an address", async () => {
    const login = ["deploy", "hunter2"].join(":");
    const files = npm(root, {
      "node_modules/minimage": {
        version: "1.0.2",
        resolved: `https://${login}@evil.example/minimage/-/minimage-1.0.2.tgz`,
      },
      "node_modules/lodish-core": "1.0.0",
      "node_modules/framework": "3.0.0",
    });
    const { findings } = await look(files, false);
    expect(findings.length).toBeGreaterThan(0);
    expect(JSON.stringify(findings)).not.toContain("hunter2");
  });

  it("that cannot be read is no reason to stop", async () => {
    const { findings } = await look({ "package.json": "{", "package-lock.json": "[1" });
    expect(findings).toEqual([]);
  });
});

describe("the database", () => {
  const files = npm({ dependencies: { lodish: "^1.0.0" } }, { "node_modules/lodish": "1.0.0" });

  it("is read to the end of its pages, and asked once about each package and advisory", async () => {
    server.pageSize = 1;
    server.requests.length = 0;
    const advisories = osvAdvisories(server.osvUrl);
    const workspace = memoryWorkspace(new Map(Object.entries(files)));
    try {
      const [first] = (await scan(workspace, { advisories })).findings;
      expect(first?.dependency?.advisories).toEqual(["GHSA-aaaa-0001", "GHSA-aaaa-0002"]);
      const asked = server.requests.length;
      expect(new Set(server.requests.filter((each) => each.startsWith("GET"))).size).toBe(3);
      await scan(workspace, { advisories });
      expect(server.requests.length).toBe(asked);
    } finally {
      server.pageSize = 100;
    }
  });

  it("that does not answer is told apart from one that knows nothing", async () => {
    server.osvStatus = 503;
    try {
      const { dependencies, findings } = await look(files);
      expect(findings).toEqual([]);
      expect(dependencies).toMatchObject({ asked: "in_vain", packages: 1 });
      expect(dependencies.reason).toContain("503");
    } finally {
      server.osvStatus = null;
    }
  });
});
