import { root } from "../../bin/ground/paths.ts";
import { say } from "../../bin/ground/report.ts";
import { createSupervisor } from "../../bin/ground/supervisor.ts";
import { waitUntilAnswering } from "../../bin/ground/wait.ts";
import type { BenchInstallation } from "./installation.ts";

export interface WebServer {
  /** The address that it calls its own. */
  readonly url: string;
  stop(): Promise<void>;
}

/** The production server over an installation, on `port` of loopback; or what `program` makes of it. */
export async function startWebServer(
  { appUrl, port: ownPort }: BenchInstallation,
  {
    program = "bin/web.ts",
    port = ownPort,
  }: { readonly program?: string; readonly port?: number } = {},
): Promise<WebServer> {
  const url = `http://localhost:${port}`;
  const supervisor = createSupervisor((_name, line) => say(`  web │ ${line}`));
  supervisor.start({
    name: "web",
    program: process.execPath,
    args: ["--no-deprecation", program],
    cwd: root,
    env: {
      ...process.env,
      PORT: String(port),
      HOST: "127.0.0.1",
      ETNA_PUBLIC_URL: url,
      AUTH_URL: url,
      DATABASE_URL: "",
      WORKER_DATABASE_URL: "",
      APP_DATABASE_URL: appUrl,
      NEXT_TELEMETRY_DISABLED: "1",
    },
    graceMs: 10_000,
  });
  const stop = () => supervisor.stop();
  try {
    await waitUntilAnswering(`http://127.0.0.1:${port}/api/health`, 60_000);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, stop };
}
