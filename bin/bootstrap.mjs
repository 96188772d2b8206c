// The first command of a fresh clone: runs on Node 20 with no package installed, puts in place what
// is missing, then hands over to Node 24 with the entry that was asked for.
import { execFileSync, spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { constants } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { ensureEnvironmentFile } from "./ground/environment-file.mjs";
import { contentDigest, isStamped, stamp } from "./ground/stamp.mjs";
import { runStep, StepError } from "./ground/step.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
/** @type {Readonly<Record<string, string>>} */
const entries = {
  start: "bin/start.ts",
  test: "bin/test.ts",
  verify: "bin/verify.ts",
  demo: "bin/demo.ts",
  doctor: "bin/doctor.ts",
  bench: "bin/bench.ts",
  etna: "bin/etna.ts",
  migrate: "bin/migrate.ts",
};

/** Of `etna`: they take no settings and no database, so that a CI's runner gets packages and no more. */
const bareCommands = ["scan", "fix"];

/** @param {string} message @returns {never} */
function stop(message) {
  process.stderr.write(`${message}\n`);
  process.exit(2);
}

/** @param {string} program */
function has(program) {
  try {
    // npm is a script on Windows, which only a shell runs.
    execFileSync(program, ["--version"], { stdio: "ignore", shell: process.platform === "win32" });
    return true;
  } catch {
    return false;
  }
}

async function installPackages() {
  const digest = contentDigest(root, ["package-lock.json"]);
  const stampFile = join(root, "node_modules/.cache/etna/packages");
  if (isStamped(stampFile, digest)) return;
  if (!has("npm")) stop("npm is not on the PATH. Install Node.js 20 or newer together with npm.");
  await runStep("install packages", "npm", ["ci", "--ignore-scripts", "--loglevel=error"], {
    cwd: root,
  });
  stamp(stampFile, digest);
}

async function generateClient() {
  const digest = contentDigest(root, [
    "prisma/schema.prisma",
    "prisma.config.ts",
    "package-lock.json",
  ]);
  const stampFile = join(root, "node_modules/.cache/etna/prisma-client");
  if (isStamped(stampFile, digest) && existsSync(join(root, "lib/platform/db/generated"))) return;
  const cli = join(root, "node_modules/prisma/build/index.js");
  await runStep("generate the database client", nodeProgram(), [cli, "generate"], {
    cwd: root,
    // `generate` looks for an engine it never starts; any file will do, and nothing is downloaded.
    env: {
      ...process.env,
      PRISMA_SCHEMA_ENGINE_BINARY: cli,
      PRISMA_HIDE_UPDATE_MESSAGE: "1",
      CHECKPOINT_DISABLE: "1",
    },
  });
  stamp(stampFile, digest);
}

/** Node 24 as it came with the packages, else the running Node when it is new enough. */
function nodeProgram() {
  const system = process.platform === "win32" ? "win" : process.platform;
  const file = process.platform === "win32" ? "bin/node.exe" : "bin/node";
  const packaged = join(root, `node_modules/node-${system}-${process.arch}`, file);
  if (existsSync(packaged)) return packaged;
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major > 22 || (major === 22 && minor >= 22)) return process.execPath;
  return stop(
    `Node.js ${process.versions.node} is too old, and no newer one comes with the packages for ${process.platform}-${process.arch}. Install Node.js 24.`,
  );
}

/** Who started us: npm, and on Linux also who started the shell that npm starts us in. */
function starters() {
  const parent = process.ppid;
  try {
    const stat = readFileSync(`/proc/${parent}/stat`, "utf8");
    // "pid (name) state parent …"; the name may hold anything, parentheses too.
    const [, name, shellsParent] = /^\d+ \((.*)\) \S (\d+) /s.exec(stat) ?? [];
    return /^(ba|da)?sh$/.test(name ?? "") ? `${parent} ${shellsParent}` : `${parent}`;
  } catch {
    return `${parent}`;
  }
}

/**
 * npm killed with -9 says nothing; but then somebody else has become the parent. A shell that started
 * us by hand may go: it leaves us running on purpose.
 * @param {import("node:child_process").ChildProcess} child
 */
function stopWithNpm(child) {
  if (process.env.npm_lifecycle_event === undefined) return;
  const atFirst = starters();
  setInterval(() => starters() !== atFirst && child.kill("SIGTERM"), 500).unref();
}

/**
 * Runs the entry in our place: our arguments, our terminal, our signals, its exit code.
 * @param {string} entry @param {readonly string[]} args
 */
function handOver(entry, args) {
  const file = join(root, ".env.local");
  const settings = existsSync(file) ? [`--env-file=${file}`] : [];
  const child = spawn(nodeProgram(), [...settings, join(root, entry), ...args], {
    // The channel closes when this process is killed, which the entry takes as a request to stop.
    stdio: ["inherit", "inherit", "inherit", "ipc"],
  });
  stopWithNpm(child);
  // A terminal's Ctrl-C reaches the child by itself too; the entries take the second one as one.
  for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"])) {
    process.on(signal, () => child.kill(signal));
  }
  child.on("error", (error) => stop(`Node.js could not be started: ${error.message}`));
  child.on("exit", (code, signal) => {
    process.exit(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
  });
}

const [command = "", ...args] = process.argv.slice(2);
const entry = Object.hasOwn(entries, command) ? entries[command] : undefined;
if (entry === undefined)
  stop(`Unknown command "${command}". One of: ${Object.keys(entries).join(", ")}.`);
if (!has("git")) stop("git is not on the PATH. Etna works on git repositories: install git.");
try {
  await installPackages();
  if (command !== "etna" || !bareCommands.includes(args[0] ?? "")) {
    const added = ensureEnvironmentFile(join(root, ".env.local"));
    if (added.length > 0) process.stderr.write(`  .env.local: made ${added.join(", ")}\n`);
    await generateClient();
  }
  handOver(entry, args);
} catch (error) {
  process.stderr.write(`\n${error instanceof Error ? error.message : error}\n`);
  process.exitCode = error instanceof StepError ? error.exitCode : 3;
}
