import autocannon from "autocannon";
import { buildWhenChanged } from "../../bin/ground/build.ts";
import { root } from "../../bin/ground/paths.ts";
import { say, step } from "../../bin/ground/report.ts";
import { createSupervisor } from "../../bin/ground/supervisor.ts";
import { waitUntilAnswering } from "../../bin/ground/wait.ts";
import { atLeast, type Figure, median, stated } from "../bench.ts";
import type { BenchInstallation } from "../support/installation.ts";

const connections = 10;
const warmUpSeconds = 3;
const roundSeconds = 3;
const rounds = 7;

/**
 * Requests per second of the verification API against a route that returns a constant, in one
 * production server, in turns. The figure is the median of the turns' ratios.
 */
export async function measureVerification(
  { port, appUrl }: BenchInstallation,
  fixId: string,
): Promise<readonly Figure[]> {
  await buildWhenChanged();
  const supervisor = createSupervisor((_name, line) => say(`  web │ ${line}`));
  supervisor.start({
    name: "web",
    program: process.execPath,
    args: ["--no-deprecation", "bin/web.ts"],
    cwd: root,
    env: {
      ...process.env,
      PORT: String(port),
      HOST: "127.0.0.1",
      AUTH_URL: `http://localhost:${port}`,
      DATABASE_URL: "",
      WORKER_DATABASE_URL: "",
      APP_DATABASE_URL: appUrl,
      NEXT_TELEMETRY_DISABLED: "1",
    },
    graceMs: 10_000,
  });
  try {
    const constant = `http://127.0.0.1:${port}/api/health`;
    const verification = `http://127.0.0.1:${port}/api/v1/fixes/${fixId}/verification`;
    await waitUntilAnswering(constant, 60_000);
    await assertVerified(verification);
    return await step("requests per second, in turns", () => compare(verification, constant));
  } finally {
    await supervisor.stop();
  }
}

/** What is fast must also be the answer. */
async function assertVerified(url: string): Promise<void> {
  const answer: unknown = await (await fetch(url)).json();
  const ok = typeof answer === "object" && answer !== null && "ok" in answer && answer.ok === true;
  if (!ok) throw new Error("The verification API does not say that the fix is verified.");
}

async function compare(verification: string, constant: string): Promise<readonly Figure[]> {
  for (const url of [constant, verification]) await requestsPerSecond(url, warmUpSeconds);
  const verifications: number[] = [];
  const constants: number[] = [];
  for (let round = 0; round < rounds; round++) {
    // Who comes first changes, so that a machine that warms up or slows down favours neither.
    const [first, second] =
      round % 2 === 0 ? [verifications, constants] : [constants, verifications];
    for (const results of [first, second]) {
      const url = results === verifications ? verification : constant;
      results.push(await requestsPerSecond(url, roundSeconds));
    }
  }
  await assertVerified(verification);
  const ratios = verifications.map((value, at) => value / (constants[at] ?? Number.NaN));
  return [
    atLeast(0.6, "verification API / constant route", median(ratios), "ratio"),
    stated("verification API", median(verifications), "requests/s"),
    stated("constant route", median(constants), "requests/s"),
  ];
}

async function requestsPerSecond(url: string, seconds: number): Promise<number> {
  const result = await autocannon({ url, connections, duration: seconds });
  const failed = result.errors + result.timeouts + result.non2xx;
  if (failed > 0) throw new Error(`${failed} requests to ${url} failed.`);
  return result.requests.total / result.duration;
}
