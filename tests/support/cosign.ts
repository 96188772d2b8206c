import { execFile } from "node:child_process";
import { delimiter, dirname } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const noNetwork = "http://127.0.0.1:9"; // nothing listens there: a request would fail

export const cosignMissing =
  "cosign is not here: set ETNA_COSIGN to its path, or install it (Debian: apt-get install cosign)";

/** cosign 2 takes a file alone. */
export const cosignTooOld =
  "this cosign cannot hold a statement against a commit: that takes cosign 3";

/** Where cosign is found: ETNA_COSIGN names the program, else the PATH is searched. No network. */
export function cosignEnvironment(home: string): NodeJS.ProcessEnv {
  const own = process.env.ETNA_COSIGN === undefined ? [] : [dirname(process.env.ETNA_COSIGN)];
  return {
    ...process.env,
    PATH: [...own, process.env.PATH ?? ""].join(delimiter),
    HOME: home,
    HTTP_PROXY: noNetwork,
    HTTPS_PROXY: noNetwork,
  };
}

export async function cosignVersion(home: string): Promise<string | null> {
  try {
    const { stdout } = await run("cosign", ["version"], { env: cosignEnvironment(home) });
    return /GitVersion:\s*(\S+)/.exec(stdout)?.[1] ?? "unknown";
  } catch {
    return null;
  }
}

export async function takesCommits(home: string): Promise<boolean> {
  const { stdout, stderr } = await run("cosign", ["verify-blob-attestation", "--help"], {
    env: cosignEnvironment(home),
  });
  return `${stdout}${stderr}`.includes("--digestAlg");
}
