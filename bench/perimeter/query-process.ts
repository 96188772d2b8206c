// A process that asks what a page asks, and draws nothing. Forked by console-pages.ts.
import { connections } from "../support/requests-per-second.ts";
import { askAs, type ConsolePageName } from "./console-queries.ts";

/** What its parent wants, one at a time. */
export interface Order {
  readonly page: ConsolePageName;
  readonly sessionId: string;
  readonly slug: string;
  readonly seconds: number;
}

process.on("message", (order: Order) => {
  perSecond(order).then(
    (rate) => process.send?.(rate),
    (error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
      process.exit(1);
    },
  );
});
process.once("disconnect", () => process.exit(0));

/** As many at once as there are connections to the page, each going on as soon as it is done. */
async function perSecond({ page, sessionId, slug, seconds }: Order): Promise<number> {
  const startedAt = performance.now();
  let done = 0;
  const askTillOver = async () => {
    while (performance.now() - startedAt < seconds * 1000) {
      await askAs(page, sessionId, slug);
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: connections }, askTillOver));
  return done / ((performance.now() - startedAt) / 1000);
}
