import { execFile, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "../support/database.ts";
import { git } from "../support/world.ts";

const run = promisify(execFile);
const root = join(import.meta.dirname, "../..");
const names = ["fix.patch", "fix.sigstore.json", "instance.pub", "keys.json", "trusted_root.json"];

let folder: string;
let database: TestDatabase;
let environment: NodeJS.ProcessEnv;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "etna-demo-"));
  database = await testDatabase();
  environment = {
    ...process.env,
    ...database.environment,
    ETNA_DATA_DIR: join(folder, "data"),
    ETNA_KEY_FILE: join(folder, "keys/local.key"),
    ETNA_PUBLIC_URL: "http://localhost:3000",
  };
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the demo where the person stands: in the folder that holds everything of this test. */
async function demo(...args: readonly string[]): Promise<Ran> {
  const entry = join(root, "bin/demo.ts");
  try {
    const options = { cwd: folder, env: environment };
    return { code: 0, ...(await run(process.execPath, [entry, ...args], options)) };
  } catch (error) {
    return error as Ran;
  }
}

/** A work tree with one commit of these files. */
async function repository(name: string, files: Readonly<Record<string, string>>): Promise<string> {
  const path = join(folder, name);
  await mkdir(path, { recursive: true });
  await git(path, "init", "-q", "-b", "main");
  for (const [file, text] of Object.entries(files)) await writeFile(join(path, file), text);
  await git(path, "add", "--all");
  const who = ["-c", "user.name=Dev", "-c", "user.email=dev@example.test"];
  if (Object.keys(files).length > 0) await git(path, ...who, "commit", "-qm", "Begin");
  return path;
}

/** Name, size, time and content of all that is below a folder. */
async function fingerprint(path: string): Promise<string> {
  const { stdout } = await run("find", [path, "-printf", "%P %y %s %T@ %m %n\n"]);
  const hash = createHash("sha256").update(stdout.split("\n").sort().join("\n"));
  for (const entry of (await readdir(path, { recursive: true, withFileTypes: true })).sort(
    (a, b) => (join(a.parentPath, a.name) < join(b.parentPath, b.name) ? -1 : 1),
  )) {
    if (entry.isFile()) hash.update(await readFile(join(entry.parentPath, entry.name)));
  }
  return hash.digest("hex");
}

const outside = () => join(folder, "data/demo");
const fixIdOf = (stdout: string) => /\/verify\/(fx_\w+)$/m.exec(stdout)?.[1] ?? "";
const cosignOf = (stdout: string) => /^cosign [\s\S]*?[^\\]$/m.exec(stdout)?.[0] ?? "";

describe("npm run demo", () => {
  let first: Ran;

  it("walks the whole loop and leaves what an outsider needs", async () => {
    first = await demo();
    expect(first.stderr).toBe("");
    expect(first.code).toBe(0);
    expect(first.stdout).toContain("Verified. 12 of 14 checks hold, 1 absent, 1 not run.");
    expect(first.stdout).toContain("Here this terminal stands in for that");
    expect(first.stdout).not.toContain("\u001b");
    expect((await readdir(outside())).sort()).toEqual([...names, "repositories"].sort());
  });

  it("signs the change that it showed, and nothing of the secret that another fix removes", async () => {
    const patch = await readFile(join(outside(), "fix.patch"), "utf8");
    const digest = createHash("sha256").update(patch).digest("hex");
    expect(first.stdout).toContain(`sha256:${digest}`);
    const added = patch.split("\n").find((line) => /^\+[^+]/.test(line))!;
    expect(first.stdout).toContain(added);
    expect(first.stdout).not.toMatch(/gh[pousr]_[A-Za-z0-9]{30}/);
  });

  it("names the files, in the command, as the person would where they stand", async () => {
    const command = cosignOf(first.stdout);
    for (const name of names.filter((each) => each !== "keys.json")) {
      expect(command).toContain(`data/demo/${name}`);
    }
    expect(command.split("\n")).toHaveLength(5);
  });

  it("prints a command that stock cosign accepts", async (context) => {
    const search = [dirname(process.env.ETNA_COSIGN ?? "/"), process.env.PATH].join(delimiter);
    const env = { ...process.env, PATH: search, HOME: folder, HTTPS_PROXY: "http://127.0.0.1:9" };
    const found = await run("cosign", ["version"], { env }).catch(() => null);
    context.skip(found === null, "cosign is not here: set ETNA_COSIGN to its path");
    const { stderr } = await run("sh", ["-c", cosignOf(first.stdout)], { env, cwd: folder });
    expect(stderr).toContain("Verified OK");
  });

  it("leaves files that etna verify accepts, and refuses once one byte is another", async () => {
    const etna = async (bundle: string) => {
      const args = ["verify", bundle, "--root", join(outside(), "trusted_root.json")];
      return await run(process.execPath, [join(root, "bin/etna.ts"), ...args]).then(
        () => 0,
        (error: Ran) => error.code,
      );
    };
    const bundle = join(outside(), "fix.sigstore.json");
    expect(await etna(bundle)).toBe(0);
    const parsed = JSON.parse(await readFile(bundle, "utf8"));
    const signature = Buffer.from(parsed.dsseEnvelope.signatures[0].sig, "base64");
    signature[0] = signature[0]! ^ 1;
    parsed.dsseEnvelope.signatures[0].sig = signature.toString("base64");
    const tampered = join(folder, "tampered.json");
    await writeFile(tampered, JSON.stringify(parsed));
    expect(await etna(tampered)).toBe(1);
  });

  it("works the same a second time, in the organization of the first, beside npm start", async () => {
    const worker = spawn(
      process.execPath,
      ["--disable-warning=DeprecationWarning", "bin/worker.ts"],
      {
        cwd: root,
        env: { ...environment, ETNA_LOG_LEVEL: "warn" },
      },
    );
    let logged = "";
    worker.stderr.on("data", (chunk: Buffer) => {
      logged += chunk.toString();
    });
    const second = await demo();
    worker.kill("SIGTERM");
    await once(worker, "exit");
    // Its sweep may be under way in a repository that is cleared away, and says so, but no more.
    expect(logged).not.toMatch(/"level":[56]0|"code":"forbidden"/);
    expect(second).toMatchObject({ code: 0, stderr: "" });
    expect(second.stdout).toContain("Verified. 12 of 14 checks hold, 1 absent, 1 not run.");
    expect(fixIdOf(second.stdout)).not.toBe(fixIdOf(first.stdout));
    expect(await database.query("SELECT name FROM organizations")).toEqual([{ name: "Demo" }]);
    expect(await database.query("SELECT name FROM users")).toEqual([{ name: "Demo Approver" }]);
    expect(await readdir(join(outside(), "repositories"))).toHaveLength(1);
  });
});

describe("npm run demo PATH", () => {
  const fault = {
    "run.js":
      'import { execSync } from "node:child_process";\n\nexport function list(folder) {\n  return execSync(`ls $' +
      "{folder}`);\n}\n",
  };

  it("works on a copy: the original stays as it is to the byte", async () => {
    const path = await repository("own", fault);
    const before = await fingerprint(path);
    const { code, stdout, stderr } = await demo("own");
    expect(stderr).toBe("");
    expect(code).toBe(0);
    expect(stdout).toContain("the original stays as it is");
    expect(await fingerprint(path)).toBe(before);
    const [copy] = await readdir(join(outside(), "repositories"));
    expect(await git(join(outside(), "repositories", copy!), "branch", "--list", "etna/*")).toMatch(
      /etna\/[0-9a-f]{12}/,
    );
    expect(
      await database.query(
        "SELECT openings <> '{}'::jsonb AS withheld FROM attestations WHERE fix_id = $1",
        [fixIdOf(stdout)],
      ),
    ).toEqual([{ withheld: true }]);
  });

  it("says that there is nothing to fix, and leaves no older fix lying there", async () => {
    await repository("clean", { "README.md": "Nothing here\n" });
    const { code, stdout, stderr } = await demo("clean");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain("Nothing was found");
    expect(stdout).not.toContain("cosign");
    expect(await readdir(outside())).toEqual(["repositories"]);
  });

  it("says in plain words why it cannot use a folder, with exit code 2", async () => {
    await mkdir(join(folder, "plain"));
    await repository("empty", {});
    const detached = await repository("detached", fault);
    await git(detached, "checkout", "-q", "--detach");
    const words: Readonly<Record<string, string>> = {
      "nothing-there": "There is no folder at nothing-there.",
      plain: "is not a git repository",
      empty: "has no commit on main yet",
      detached: "HEAD is detached",
    };
    for (const [path, expected] of Object.entries(words)) {
      const { code, stdout, stderr } = await demo(path);
      expect(stderr).toContain(expected);
      expect({ path, code, stdout }).toEqual({ path, code: 2, stdout: "" });
    }
    expect((await demo("one", "two")).code).toBe(2);
    expect((await demo("--no-such-option")).code).toBe(2);
  });

  it("stops at Ctrl-C, twice pressed or once, and leaves no worker behind", async () => {
    const child = spawn(process.execPath, [join(root, "bin/demo.ts")], {
      cwd: folder,
      env: environment,
    });
    const [chunk] = await once(child.stdout, "data");
    expect(String(chunk)).toContain("Agent Etna");
    await new Promise<void>((resolve) => {
      child.stdout.on("data", (text: Buffer) => {
        if (text.toString().includes("Connect the sample")) resolve();
      });
    });
    child.kill("SIGINT");
    child.kill("SIGINT");
    const [code] = await once(child, "exit");
    expect(code).toBe(130);
    expect(await database.query("SELECT * FROM worker_processes")).toEqual([]);
  });
});
