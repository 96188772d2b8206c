import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { type AddressInfo, connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface RedisServer {
  readonly url: string;
  readonly port: number;
  /** As a crash would: no warning, nothing kept. */
  kill(): Promise<void>;
  /** Does nothing while it runs. */
  start(): Promise<void>;
  /** Takes connections and answers nothing. */
  freeze(): void;
  thaw(): void;
  /** Ends it for good. */
  remove(): Promise<void>;
}

/** Null, or why there is no Redis to test with. Installs it where that is possible. */
export function lacksRedis(): string | null {
  if (runs("redis-server", "--version")) return null;
  if (process.getuid?.() === 0)
    runs("apt-get", "install", "-y", "--no-install-recommends", "redis-server");
  if (runs("redis-server", "--version")) return null;
  return "redis-server is not installed, and apt-get could not install it: run `apt-get install redis-server`";
}

export async function createRedisServer(): Promise<RedisServer> {
  const directory = mkdtempSync(join(tmpdir(), "etna-redis-"));
  const port = await freePort();
  let child: ChildProcess | undefined;
  const options = { port, bind: "127.0.0.1", dir: directory, save: "", appendonly: "no" };
  const flags = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const server: RedisServer = {
    url: `redis://127.0.0.1:${port}`,
    port,
    async start() {
      if (isAlive(child)) return;
      child = spawn("redis-server", flags, { stdio: "ignore" });
      await listening(port);
    },
    async kill() {
      if (!isAlive(child)) return;
      const ended = once(child, "exit");
      child.kill("SIGKILL");
      await ended;
    },
    freeze: () => child?.kill("SIGSTOP"),
    thaw: () => child?.kill("SIGCONT"),
    async remove() {
      await server.kill();
      rmSync(directory, { recursive: true, force: true });
    },
  };
  await server.start();
  return server;
}

function isAlive(child: ChildProcess | undefined): child is ChildProcess {
  return child !== undefined && child.exitCode === null && child.signalCode === null;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

async function listening(port: number): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt++) {
    const socket = connect(port, "127.0.0.1");
    const isOpen = await once(socket, "connect").then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (isOpen) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error("redis-server does not listen.");
}

function runs(program: string, ...options: string[]): boolean {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  try {
    execFileSync(program, options, { stdio: "ignore", env, timeout: 90_000 });
    return true;
  } catch {
    return false;
  }
}
