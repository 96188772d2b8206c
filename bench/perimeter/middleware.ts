import { step } from "../../bin/ground/report.ts";
import { atLeast, type Figure, stated } from "../bench.ts";
import { freePort } from "../support/free-port.ts";
import { inTurns } from "../support/in-turns.ts";
import type { BenchInstallation } from "../support/installation.ts";
import { requestsPerSecond } from "../support/requests-per-second.ts";
import { startWebServer } from "../support/web-server.ts";

const warmUpSeconds = 3;
const roundSeconds = 3;
const rounds = 8;

/** Requests per second with the middleware and without it, of a page, an API route and a file. */
export async function measureMiddleware(
  installation: BenchInstallation,
): Promise<readonly Figure[]> {
  const closers: (() => Promise<void>)[] = [];
  try {
    const serve = async (program: string) => {
      const port = await freePort();
      const web = await startWebServer(installation, { program, port });
      closers.push(web.stop);
      return `http://127.0.0.1:${port}`;
    };
    const guarded = await serve("bin/web.ts");
    const bare = await serve("bench/perimeter/bare-web.ts");
    await assertDiffer(guarded, bare);
    const targets = [
      ["page", "/"],
      ["API route", "/api/health"],
      ["static file", await scriptOf(guarded)],
    ] as const;
    const figures: Figure[] = [];
    for (const [name, path] of targets) {
      const compare = () => compareOne(name, guarded + path, bare + path);
      figures.push(...(await step(`with and without middleware: ${name}`, compare)));
    }
    return figures;
  } finally {
    for (const close of closers.reverse()) await close();
  }
}

/** What is compared must be what its name says: only the middleware gives a response its nonce. */
async function assertDiffer(guarded: string, bare: string): Promise<void> {
  const hasNonce = async (origin: string) => {
    const { headers } = await fetch(`${origin}/api/health`);
    return headers.get("content-security-policy")?.includes("'nonce-") ?? false;
  };
  if (!(await hasNonce(guarded)) || (await hasNonce(bare))) {
    throw new Error("The two servers do not differ by their middleware.");
  }
}

/** A script as every visitor loads it. */
async function scriptOf(origin: string): Promise<string> {
  const page = await (await fetch(`${origin}/sign-in`)).text();
  const path = /"(\/_next\/static\/[^"]+\.js)"/.exec(page)?.[1];
  if (path === undefined) throw new Error("The page names no script.");
  return path;
}

async function compareOne(name: string, guarded: string, bare: string): Promise<readonly Figure[]> {
  for (const url of [guarded, bare]) await requestsPerSecond(url, warmUpSeconds);
  const { ratio, first, second } = await inTurns(
    rounds,
    () => requestsPerSecond(guarded, roundSeconds),
    () => requestsPerSecond(bare, roundSeconds),
  );
  return [
    atLeast(0.85, `${name}, with / without middleware`, ratio, "ratio"),
    stated(`${name}, with middleware`, first, "requests/s"),
    stated(`${name}, without`, second, "requests/s"),
  ];
}
