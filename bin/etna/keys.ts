import { Command } from "commander";
import type { RewrapReport } from "#lib/platform/rewrap/index.ts";
import { openDatabase } from "../ground/database.ts";
import { exitForUsage, runCommand, writeOut } from "./run-command.ts";

/**
 * `etna keys rewrap`: moves every stored secret under the key of ETNA_KMS. Exit code 0 when all is
 * there, 1 when something does not open, 2 for wrong use, 3 when it could not finish: run it again.
 */
export function keysCommand(): Command {
  const rewrap = new Command("rewrap")
    .description("wrap every stored secret anew, under the key of ETNA_KMS")
    .exitOverride(exitForUsage)
    .action(() => runCommand("keys rewrap", rewrapAll));
  return new Command("keys")
    .description("move the keys of this installation")
    .exitOverride(exitForUsage)
    .addCommand(rewrap);
}

async function rewrapAll(): Promise<0 | 1> {
  const database = await openDatabase();
  // Loaded only here: the other commands work without a database, and start faster.
  const { rewrapSecrets } = await import("#lib/services/custody/index.ts");
  const { closeDatabase } = await import("#lib/platform/db/index.ts");
  try {
    const report = await rewrapSecrets(database.ownerUrl, (column, moved) => {
      process.stderr.write(`${column}: ${moved}\n`);
    });
    await writeOut(asText(report));
    return report.reasons.length === 0 ? 0 : 1;
  } finally {
    await closeDatabase();
    await database.close();
  }
}

function asText({ keyId, columns, reasons }: RewrapReport): string {
  const total = (of: "moved" | "left") => columns.reduce((sum, column) => sum + column[of], 0);
  const lines = columns
    .filter(({ moved, left }) => moved + left > 0)
    .map(({ column, moved, left }) => `${column}: ${moved} moved${left ? `, ${left} left` : ""}`);
  const end =
    reasons.length === 0
      ? `Everything is under ${keyId}. Take the former keys from ETNA_KMS_ALSO when every process has been restarted with it.`
      : `${total("left")} stay where they were.`;
  return `${[...lines, `${total("moved")} moved.`, ...reasons, end].join("\n")}\n`;
}
