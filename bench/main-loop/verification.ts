import { buildWhenChanged } from "../../bin/ground/build.ts";
import { step } from "../../bin/ground/report.ts";
import { atLeast, type Figure, stated } from "../bench.ts";
import { inTurns } from "../support/in-turns.ts";
import type { BenchInstallation } from "../support/installation.ts";
import { requestsPerSecond } from "../support/requests-per-second.ts";
import { startWebServer } from "../support/web-server.ts";

const warmUpSeconds = 3;
const roundSeconds = 3;
const rounds = 7;

/**
 * Requests per second of the verification API against a route that returns a constant, in one
 * production server, in turns.
 */
export async function measureVerification(
  installation: BenchInstallation,
  fixId: string,
): Promise<readonly Figure[]> {
  await buildWhenChanged();
  const web = await startWebServer(installation);
  try {
    const origin = `http://127.0.0.1:${installation.port}`;
    const constant = `${origin}/api/health`;
    const verification = `${origin}/api/v1/fixes/${fixId}/verification`;
    await assertVerified(verification);
    return await step("requests per second, in turns", () => compare(verification, constant));
  } finally {
    await web.stop();
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
  const { ratio, first, second } = await inTurns(
    rounds,
    () => requestsPerSecond(verification, roundSeconds),
    () => requestsPerSecond(constant, roundSeconds),
  );
  await assertVerified(verification);
  return [
    atLeast(0.6, "verification API / constant route", ratio, "ratio"),
    stated("verification API", first, "requests/s"),
    stated("constant route", second, "requests/s"),
  ];
}
