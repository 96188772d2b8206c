import { buildWhenChanged } from "../bin/ground/build.ts";
import { step } from "../bin/ground/report.ts";
import type { Bench, Figure } from "./bench.ts";
import { measureConsolePages } from "./perimeter/console-pages.ts";
import { makeFindings } from "./perimeter/many-findings.ts";
import { measureMiddleware } from "./perimeter/middleware.ts";
import { measureSignIns } from "./perimeter/sign-ins.ts";
import { openInstallation } from "./support/installation.ts";
import { startMailCatcher } from "./support/mail-catcher.ts";
import { startWebServer } from "./support/web-server.ts";

/** What the perimeter costs: the middleware, a signed-in page, a thousand sign-ins a minute. */
export const perimeter: Bench = {
  name: "perimeter",
  summary: "middleware, a signed-in page against its queries, 1,000 sign-ins a minute",
  async run(): Promise<readonly Figure[]> {
    const closers: (() => Promise<void>)[] = [];
    try {
      const mails = await startMailCatcher();
      closers.push(mails.close);
      const extra = { SMTP_URL: `smtp://127.0.0.1:${mails.port}` };
      const installation = await step("an installation of its own", () => openInstallation(extra));
      closers.push(installation.close);
      await buildWhenChanged();
      await step("scan some thousand findings", () => makeFindings(installation));
      await installation.stopWorker();
      const middleware = await measureMiddleware(installation);
      const web = await startWebServer(installation);
      closers.push(web.stop);
      const pages = await measureConsolePages(installation, web.url, mails);
      const signIns = await measureSignIns(web.url, mails);
      return [...middleware, ...pages, ...signIns];
    } finally {
      for (const close of closers.reverse()) await close();
    }
  },
};
