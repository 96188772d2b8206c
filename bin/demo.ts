// npm run demo [-- PATH]
import { Command } from "commander";
import { isAppError } from "#lib/base/index.ts";
import { chapter, detail, paint, tell } from "./demo/narrator.ts";
import { inspectSource } from "./demo/repository.ts";
import { type Installation, openInstallation } from "./demo/set-up.ts";
import { walk } from "./demo/walk.ts";
import { exitForUsage } from "./etna/run-command.ts";
import { root } from "./ground/paths.ts";
import { explain, say } from "./ground/report.ts";

const interrupted = 130;
// A library that uses a library's old ways is no news to whoever watches the demo.
process.noDeprecation = true;

const program = new Command("demo")
  .description(
    "Walks the whole loop in this terminal: find, fix, approve, sign, verify. No browser, no key.",
  )
  .usage("[PATH]")
  .argument("[path]", "a git repository, which is copied first (default: the bundled sample)")
  .helpOption("-h, --help", "say this")
  .addHelpText("after", "\nExit codes: 0 fine, 1 not verified, 2 wrong use, 3 could not finish.")
  .exitOverride(exitForUsage);

let installation: Installation | undefined;
const stop = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(signal, () => stop.abort());
}
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  // A reader such as `head` that has enough.
  if (error.code !== "EPIPE") say(`demo: ${error.message}`);
  stop.abort();
});
const stopped = new Promise<number>((resolve) => {
  stop.signal.addEventListener("abort", () => resolve(interrupted));
});

/** What a person did wrong is 2; whatever else kept the demo from its end is 3. */
function exitCodeOf(error: unknown): number {
  if (stop.signal.aborted) return interrupted;
  say(`\ndemo: ${explain(error)}`);
  return isAppError(error, "invalid_input") ? 2 : 3;
}

async function main(path: string | undefined): Promise<number> {
  const source = path === undefined ? null : await inspectSource(path);
  tell(paint.bold("Agent Etna, from a fault to a signed fix, in this terminal"));
  installation = await chapter("Start the database and a worker", openInstallation);
  const where = installation.embedded ? "The embedded PostgreSQL" : "PostgreSQL at DATABASE_URL";
  detail(`${where}; no browser, no key and no account are needed`);
  return await walk(source, stop.signal);
}

program.parse();
process.chdir(root);
const exitCode = await Promise.race([main(program.args[0]).catch(exitCodeOf), stopped]);
if (exitCode === interrupted) say("\n  stopping …");
try {
  await installation?.close();
} catch (error) {
  say(`\ndemo: ${explain(error)}`);
}
// A walk that was cut off may still hold a connection.
process.exit(exitCode);
