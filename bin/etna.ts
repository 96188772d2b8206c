import { Command } from "commander";
import { redactText } from "#lib/platform/log/index.ts";
import { auditCommand } from "./etna/audit-check.ts";
import { exportCommand } from "./etna/export.ts";
import { fixCommand } from "./etna/fix.ts";
import { keysCommand } from "./etna/keys.ts";
import { logCommand } from "./etna/log-check.ts";
import { exitForUsage } from "./etna/run-command.ts";
import { scanCommand } from "./etna/scan.ts";
import { secretsCommand } from "./etna/secrets-rotate.ts";
import { verifyCommand } from "./etna/verify.ts";

const commands = [
  scanCommand,
  fixCommand,
  verifyCommand,
  auditCommand,
  logCommand,
  exportCommand,
  secretsCommand,
  keysCommand,
];

const program = new Command("etna")
  .description("Finds security faults, repairs them, and checks signed fixes.")
  .configureHelp({ showGlobalOptions: true })
  .showHelpAfterError("Say `etna --help` for what there is.")
  .exitOverride(exitForUsage);
for (const command of commands) program.addCommand(command());

/** A fault of our own is no finding: say so briefly, and keep the stack for who asks. */
function failed(error: unknown): never {
  const name = error instanceof Error ? error.message : String(error);
  process.stderr.write(redactText(`etna: could not finish: ${name}\n`));
  if (process.env.ETNA_DEBUG && error instanceof Error) {
    process.stderr.write(redactText(`${error.stack}\n`));
  }
  process.exit(3);
}

process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") failed(error);
});
await program.parseAsync().catch(failed);
