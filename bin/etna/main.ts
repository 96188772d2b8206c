import { Command } from "commander";
import { exitForUsage } from "./run-command.ts";

/** A command is read when it is asked for: checking a bundle needs no rules, scanning no database. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  scan: async () => (await import("./scan.ts")).scanCommand(),
  fix: async () => (await import("./fix.ts")).fixCommand(),
  attack: async () => (await import("./attack.ts")).attackCommand(),
  verify: async () => (await import("./verify.ts")).verifyCommand(),
  audit: async () => (await import("./audit-check.ts")).auditCommand(),
  log: async () => (await import("./log-check.ts")).logCommand(),
  export: async () => (await import("./export.ts")).exportCommand(),
  secrets: async () => (await import("./secrets-rotate.ts")).secretsCommand(),
  keys: async () => (await import("./keys.ts")).keysCommand(),
};

const program = new Command("etna")
  .description("Finds security faults, repairs them, and checks signed fixes.")
  .configureHelp({ showGlobalOptions: true })
  .showHelpAfterError("Say `etna --help` for what there is.")
  .exitOverride(exitForUsage);

const [asked = ""] = process.argv.slice(2);
const wanted = Object.hasOwn(commands, asked) ? [asked] : Object.keys(commands);
for (const name of wanted) {
  const command = await commands[name]?.();
  if (command !== undefined) program.addCommand(command);
}

/** A fault of our own is no finding: say so briefly, and keep the stack for who asks. */
async function failed(error: unknown): Promise<never> {
  const { redactText } = await import("#lib/platform/log/index.ts");
  const name = error instanceof Error ? error.message : String(error);
  process.stderr.write(redactText(`etna: could not finish: ${name}\n`));
  if (process.env.ETNA_DEBUG && error instanceof Error) {
    process.stderr.write(redactText(`${error.stack}\n`));
  }
  process.exit(3);
}

process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") void failed(error);
});
await program.parseAsync().catch(failed);
