import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";
import { root } from "../../bin/ground/paths.ts";
import { step } from "../../bin/ground/report.ts";
import { type Figure, stated } from "../bench.ts";
import { inTurns } from "../support/in-turns.ts";
import { type BenchInstallation, ownerAddress } from "../support/installation.ts";
import type { MailCatcher } from "../support/mail-catcher.ts";
import { requestsPerSecond } from "../support/requests-per-second.ts";
import { sessionOf, signIn } from "../support/sign-in.ts";
import type { ConsolePageName } from "./console-queries.ts";
import type { Order } from "./query-process.ts";

const warmUpSeconds = 3;
const roundSeconds = 3;
const rounds = 6;

const paths: Readonly<Record<ConsolePageName, string>> = { overview: "", findings: "/findings" };

/** Pages of the console for somebody signed in, against what they ask of the database alone. */
export async function measureConsolePages(
  { appUrl, organizationSlug: slug }: BenchInstallation,
  url: string,
  mails: MailCatcher,
): Promise<readonly Figure[]> {
  const browser = await signIn(url, mails, ownerAddress);
  const session = await sessionOf(browser, url);
  if (session === null) throw new Error("The owner is not signed in.");
  const cookie = [...browser.cookies(url)].map(([name, value]) => `${name}=${value}`).join("; ");
  const queries = fork(join(root, "bench/perimeter/query-process.ts"), {
    env: { ...process.env, APP_DATABASE_URL: appUrl },
    execArgv: ["--no-deprecation"],
  });
  try {
    const figures: Figure[] = [];
    for (const page of ["overview", "findings"] as const) {
      const target = `${url}/o/${slug}${paths[page]}`;
      if ((await browser.request(target)).status !== 200) throw new Error(`No ${page} is shown.`);
      const drawn = (seconds: number) => requestsPerSecond(target, seconds, { cookie });
      const asked = (seconds: number) =>
        queriesPerSecond(queries, { page, sessionId: session.id, slug, seconds });
      await drawn(warmUpSeconds);
      await asked(warmUpSeconds);
      const turns = await step(`the ${page} and its queries, in turns`, () =>
        inTurns(
          rounds,
          () => drawn(roundSeconds),
          () => asked(roundSeconds),
        ),
      );
      figures.push(
        stated(`${page}, signed in / its queries alone`, turns.ratio, "ratio"),
        stated(`${page}, signed in`, turns.first, "pages/s"),
        stated(`queries of the ${page} alone`, turns.second, "pages/s"),
      );
    }
    return figures;
  } finally {
    queries.disconnect();
  }
}

function queriesPerSecond(queries: ChildProcess, order: Order): Promise<number> {
  return new Promise((resolve, reject) => {
    const ended = () => reject(new Error("The process that asks alone ended."));
    queries.once("exit", ended);
    queries.once("message", (rate) => {
      queries.off("exit", ended);
      resolve(Number(rate));
    });
    queries.send(order);
  });
}
