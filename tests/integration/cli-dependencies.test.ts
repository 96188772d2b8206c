import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { lockOf, manifestText } from "../fakes/packages/project.ts";
import { openPackageServer, type PackageServer } from "../fakes/packages/server.ts";
import { lockFaults } from "../support/lock-check.ts";

let server: PackageServer;
let folder = "";

const root = { name: "shop", version: "1.0.0", dependencies: { lodish: "1.0.0" } };

beforeAll(async () => {
  server = await openPackageServer();
  folder = await mkdtemp(join(tmpdir(), "etna-cli-"));
  await writeFile(join(folder, "package.json"), manifestText(root));
  await writeFile(
    join(folder, "package-lock.json"),
    lockOf(root, { "node_modules/lodish": "1.0.0" }),
  );
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await server.close();
});

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function etna(args: readonly string[], settings: Readonly<Record<string, string>> = {}) {
  const urls = { ETNA_OSV_URL: server.osvUrl, ETNA_NPM_REGISTRY_URL: server.registryUrl };
  const env = { ...process.env, ...urls, ...settings };
  return new Promise<Ended>((resolve) => {
    const child = execFile(
      process.execPath,
      ["bin/etna.ts", ...args],
      { env },
      (_error, stdout, stderr) => resolve({ code: child.exitCode ?? -1, stdout, stderr }),
    );
  });
}

describe("etna and dependencies", () => {
  it("says that it asked nobody, rather than that it found nothing", async () => {
    const { code, stdout } = await etna(["scan", folder]);
    expect(code).toBe(0);
    expect(stdout).toContain(
      "Dependencies: not asked. To ask about 1 package, add --dependencies.",
    );
    expect(server.requests).toEqual([]);
  });

  it("shows what the database knows, and exits 2 where the settings say that nobody is asked", async () => {
    const { code, stdout } = await etna(["scan", "--dependencies", folder]);
    expect(code).toBe(1);
    expect(stdout).toContain("GHSA-aaaa-0001");
    expect(stdout).toContain("Fixed in 1.1.0.");
    const off = await etna(["scan", "--dependencies", folder], { ETNA_OSV_URL: "off" });
    expect(off.code).toBe(2);
  });

  it("says when the database does not answer", async () => {
    server.osvStatus = 500;
    const { stdout } = await etna(["scan", "--dependencies", folder]);
    server.osvStatus = null;
    expect(stdout).toContain("Dependencies: no answer about 1 package.");
  });

  it("raises what it found, after which nothing is left", async () => {
    const { code, stderr } = await etna(["fix", "--dependencies", "--write", folder]);
    expect([code, stderr]).toEqual([0, expect.stringContaining("1 fixed in 2 files, 0 left.")]);
    expect(await readFile(join(folder, "package.json"), "utf8")).toContain('"lodish": "1.1.0"');
    expect((await etna(["scan", "--dependencies", folder])).code).toBe(0);
  });

  it("adds a package that a fix needs where it may ask, and else says why not", async () => {
    const desk = await mkdtemp(join(tmpdir(), "etna-cli-"));
    try {
      const lodish = { name: "desk", version: "1.0.0", dependencies: { lodish: "^2.0.1" } };
      await writeFile(join(desk, "package.json"), manifestText(lodish));
      await writeFile(
        join(desk, "app.js"),
        'const express = require("express");\nconst app = express();\napp.use(express.static("public"));\napp.listen(3000);\n',
      );
      const unlocked = await etna(["fix", "--dependencies", desk]);
      expect(unlocked.stderr).toContain("No lockfile of npm stands beside `package.json`.");

      const lock = lockOf(lodish, { "node_modules/lodish": "2.0.1" });
      await writeFile(join(desk, "package-lock.json"), lock);
      server.requests.length = 0;
      const unasked = await etna(["fix", desk]);
      expect([unasked.code, unasked.stdout]).toEqual([1, ""]);
      expect(unasked.stderr).toContain(
        "its fix asks a registry for a package, with --dependencies",
      );
      expect(server.requests).toEqual([]);

      const asked = await etna(["fix", "--dependencies", "--write", desk]);
      expect([asked.code, asked.stderr]).toEqual([
        0,
        expect.stringContaining("1 fixed in 3 files, 0 left."),
      ]);
      const written = (path: string) => readFile(join(desk, path), "utf8");
      expect(await written("app.js")).toContain("app.use(helmet());");
      const files = new Map<string, string>();
      for (const path of ["package.json", "package-lock.json"])
        files.set(path, await written(path));
      expect(await lockFaults(files)).toEqual([]);
    } finally {
      await rm(desk, { recursive: true, force: true });
    }
  });
});
