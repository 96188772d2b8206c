import { FakeForge } from "#samples/forge/forge.ts";
import { startGithub } from "#samples/forge/github/face.ts";
import { buildWhenChanged } from "../bin/ground/build.ts";
import { step } from "../bin/ground/report.ts";
import type { Bench, Figure } from "./bench.ts";
import { measureCalls, openCallsForge } from "./forges/calls.ts";
import { connectForge } from "./forges/connected.ts";
import { measureDeliveries } from "./forges/deliveries.ts";
import { measureIdle } from "./forges/idle.ts";
import { openInstallation } from "./support/installation.ts";

/** What a forge is asked, and how what it reports is taken in. */
export const forges: Bench = {
  name: "forges",
  summary: "calls of a fix and of an idle repository, 10,000 webhook deliveries",
  async run(): Promise<readonly Figure[]> {
    const closers: (() => Promise<void>)[] = [];
    try {
      const github = await startGithub(await FakeForge.create(), { enterprise: true });
      closers.push(github.close);
      const callsForge = await openCallsForge();
      closers.push(callsForge.close);
      const hosts = [github, callsForge.server].map(({ url }) => new URL(url).host);
      const extra = { ETNA_OUTBOUND_ALLOW: hosts.join(","), ...callsForge.environment };
      const installation = await step("an installation of its own", () => openInstallation(extra));
      closers.push(installation.close);
      const calls = await measureCalls(installation, callsForge);
      await buildWhenChanged();
      const connected = await connectForge(installation, github);
      const deliveries = await measureDeliveries(installation, connected);
      await installation.stopWorker();
      const idle = await measureIdle(connected);
      return [...calls, ...deliveries, ...idle];
    } finally {
      for (const close of closers.reverse()) await close();
    }
  },
};
