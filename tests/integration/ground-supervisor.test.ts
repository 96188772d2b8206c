import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createSupervisor, type ProcessPlan } from "../../bin/ground/supervisor.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "etna-supervisor-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function plan(name: string, script: string, graceMs = 5000): ProcessPlan {
  const args = ["-e", script];
  return { name, program: process.execPath, args, cwd: folder, env: process.env, graceMs };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Lines that a supervised process writes, to wait for. */
function collector() {
  const lines: string[] = [];
  async function seen(text: string): Promise<string> {
    for (;;) {
      const line = lines.find((each) => each.includes(text));
      if (line !== undefined) return line;
      await sleep(20);
    }
  }
  return { write: (name: string, line: string) => lines.push(`${name}: ${line}`), lines, seen };
}

const patient = (word: string) =>
  `process.on("SIGTERM", () => { console.log("${word} ends"); process.exit(0); });
   setInterval(() => {}, 1000); console.log("${word} is up");`;

describe("stopping", () => {
  it("ends the newest process first and waits for each", async () => {
    const output = collector();
    const supervisor = createSupervisor(output.write);
    supervisor.start(plan("worker", patient("worker")));
    supervisor.start(plan("web", patient("web")));
    await Promise.all([output.seen("worker is up"), output.seen("web is up")]);
    await supervisor.stop();
    expect(output.lines.filter((line) => line.includes("ends"))).toEqual([
      "web: web ends",
      "worker: worker ends",
    ]);
  });

  it("leaves no orphan: grandchildren and those that ignore SIGTERM are ended too", async () => {
    const output = collector();
    const supervisor = createSupervisor(output.write);
    const stubborn = `process.on("SIGTERM", () => {});
      const child = require("node:child_process").spawn(process.execPath,
        ["-e", "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)"]);
      setInterval(() => {}, 1000); console.log("pids", process.pid, child.pid);`;
    supervisor.start(plan("stubborn", stubborn, 200));
    const pids = (await output.seen("pids")).split(" ").slice(-2).map(Number);
    expect(pids.map(isAlive)).toEqual([true, true]);
    await supervisor.stop();
    // A killed process stays in the table until init has taken note of it.
    while (pids.some(isAlive)) await sleep(20);
    expect(pids.map(isAlive)).toEqual([false, false]);
  });
});

describe("a starter that is killed with -9", () => {
  it("leaves none of its processes running", async () => {
    const ground = JSON.stringify(join(import.meta.dirname, "../../bin/ground"));
    const child = `import(${ground} + "/end-with-starter.ts").then(({ endWithStarter }) => {
      endWithStarter();
      process.on("SIGTERM", () => process.exit(0));
      setInterval(() => {}, 1000); console.log("pid", process.pid);
    });`;
    const starter = `import(${ground} + "/supervisor.ts").then(({ createSupervisor }) => {
      const plan = ${JSON.stringify({ ...plan("web", child), env: {} })};
      createSupervisor((name, line) => console.log(line)).start({ ...plan, env: process.env });
    });`;
    const killed = spawn(process.execPath, ["-e", starter], { cwd: folder });
    const pid = await new Promise<number>((resolve) => {
      killed.stdout.on("data", (chunk: Buffer) => {
        const found = /pid (\d+)/.exec(chunk.toString())?.[1];
        if (found !== undefined) resolve(Number(found));
      });
    });
    expect(isAlive(pid)).toBe(true);
    killed.kill("SIGKILL");
    while (isAlive(pid)) await sleep(20);
    expect(isAlive(pid)).toBe(false);
  });
});

describe("a process that ends by itself", () => {
  it("is named with how it ended and its last lines", async () => {
    const supervisor = createSupervisor(() => undefined);
    supervisor.start(
      plan("worker", `console.log("a"); console.error("key unreadable"); process.exit(7);`),
    );
    const end = await supervisor.unexpectedEnd;
    expect(end).toMatchObject({ name: "worker", how: "exit code 7" });
    expect([...end.tail].sort()).toEqual(["a", "key unreadable"]);
    await supervisor.stop();
  });

  it("is told from one that was asked to end", async () => {
    const output = collector();
    const supervisor = createSupervisor(output.write);
    supervisor.start(plan("web", patient("web")));
    await output.seen("web is up");
    await supervisor.stop();
    const winner = await Promise.race([supervisor.unexpectedEnd, sleep(50, "nothing")]);
    expect(winner).toBe("nothing");
  });

  it("that cannot be started at all is said as well", async () => {
    const supervisor = createSupervisor(() => undefined);
    supervisor.start({ ...plan("web", ""), program: join(folder, "no-such-program") });
    expect((await supervisor.unexpectedEnd).how).toContain("ENOENT");
    await supervisor.stop();
  });
});

describe("bootstrap", () => {
  it("passes on arguments, exit code and signals, and prints nothing of its own on stdout", async () => {
    const root = join(import.meta.dirname, "../..");
    const child = spawn("node", [join(root, "bin/bootstrap.mjs"), "migrate", "no-such-command"], {
      env: { ...process.env },
    });
    let stdout = "";
    child.stdout.on("data", (chunk: Buffer) => {
      stdout += chunk.toString();
    });
    const code = await new Promise((resolve) => child.on("close", resolve));
    expect([code, stdout]).toEqual([2, ""]);
  });

  it("answers an unknown command with the list", async () => {
    const file = join(folder, "stderr");
    await writeFile(file, "");
    const root = join(import.meta.dirname, "../..");
    const child = spawn("sh", ["-c", `node "${root}/bin/bootstrap.mjs" nothing 2>"${file}"`]);
    const code = await new Promise((resolve) => child.on("close", resolve));
    expect(code).toBe(2);
    expect(await readFile(file, "utf8")).toContain("start, test, verify, demo, doctor");
  });
});
