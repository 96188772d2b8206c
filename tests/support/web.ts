import { type ChildProcess, spawn } from "node:child_process";
import { createServer } from "node:net";
import { join } from "node:path";
import { eventually, type World } from "./world.ts";

const root = join(import.meta.dirname, "../..");

/** The built web application over one installation. */
export interface Web {
  readonly url: string;
  /** All that it wrote to its outputs so far. */
  said(): string;
  stop(): Promise<void>;
}

/** A port that nothing listens on. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}

/** Serves on a port of localhost, with `settings` on top of the installation's environment. */
export async function startWeb(
  world: World,
  port: number,
  settings: Readonly<Record<string, string>>,
): Promise<Web> {
  const url = `http://localhost:${port}`;
  const args = ["--no-deprecation", "bin/web.ts"];
  const said: string[] = [];
  const web = spawn(process.execPath, args, {
    cwd: root,
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      ...world.environment,
      DATABASE_URL: "",
      NODE_ENV: "production",
      NEXT_TELEMETRY_DISABLED: "1",
      PORT: String(port),
      HOST: "127.0.0.1",
      ETNA_PUBLIC_URL: url,
      ...settings,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  for (const stream of [web.stdout, web.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => said.push(text));
  }
  try {
    await eventually("the web server to answer", async () => {
      if (web.exitCode !== null) throw new Error(`It ended: ${said.join("")}`);
      const answer = await fetch(`${url}/api/health`, { redirect: "manual" }).catch(() => null);
      // A site of https sends plain http on, and is there all the same.
      return answer !== null && answer.status < 400;
    });
  } catch (error) {
    await end(web);
    throw new Error(`The web server does not answer. It said: ${said.join("")}`, { cause: error });
  }
  return { url, said: () => said.join(""), stop: () => end(web) };
}

async function end(web: ChildProcess): Promise<void> {
  if (web.exitCode !== null || web.signalCode !== null) return;
  const ended = new Promise((resolve) => web.once("exit", resolve));
  web.kill("SIGTERM");
  const late = setTimeout(() => web.kill("SIGKILL"), 10_000);
  await ended;
  clearTimeout(late);
}
