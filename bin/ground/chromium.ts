import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { say } from "./report.ts";

const places = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/**
 * The browser for the end-to-end tests: ETNA_CHROMIUM, one that is installed, or one installed now
 * through apt-get where that is allowed. Null, with the command to run, where there is none.
 */
export function ensureChromium(): string | null {
  const found = find();
  if (found !== null) return found;
  const sudo = process.getuid?.() === 0 ? [] : ["sudo", "-n"];
  say("  installing Chromium through apt-get …");
  if (
    apt(sudo, ["update"]) &&
    apt(sudo, ["install", "-y", "--no-install-recommends", "chromium"])
  ) {
    const installed = find();
    if (installed !== null) return installed;
  }
  say(`
  THE BROWSER TESTS DID NOT RUN: there is no Chromium and it could not be installed. Run
    sudo apt-get update && sudo apt-get install -y chromium
  or name one with ETNA_CHROMIUM=/path/to/chromium. ETNA_SKIP_E2E=1 leaves these tests out.
`);
  return null;
}

function find(): string | null {
  const given = process.env.ETNA_CHROMIUM;
  const candidates = given === undefined || given === "" ? places : [given];
  return candidates.find((path) => existsSync(path)) ?? null;
}

function apt(prefix: readonly string[], args: readonly string[]): boolean {
  const [program = "", ...rest] = [...prefix, "apt-get", "-qq", ...args];
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  return spawnSync(program, rest, { env, stdio: ["ignore", "ignore", "inherit"] }).status === 0;
}
