// The first command of a fresh clone: runs on Node 20 with no package installed, puts in place what
// is missing, then hands over to Node 24 with the entry that was asked for.
import { execFileSync, spawn } from "node:child_process";
import { existsSync } from "node:fs";
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

/**
 * Runs the entry in our place: our arguments, our terminal, our signals, its exit code.
 * @param {string} entry @param {readonly string[]} args
 */
function handOver(entry, args) {
  const settings = `--env-file-if-exists=${join(root, ".env.local")}`;
  const child = spawn(nodeProgram(), [settings, join(root, entry), ...args], { stdio: "inherit" });
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
  const added = ensureEnvironmentFile(join(root, ".env.local"));
  if (added.length > 0) process.stderr.write(`  .env.local: made ${added.join(", ")}\n`);
  await generateClient();
  handOver(entry, args);
} catch (error) {
  process.stderr.write(`\n${error instanceof Error ? error.message : error}\n`);
  process.exitCode = error instanceof StepError ? error.exitCode : 3;
}
