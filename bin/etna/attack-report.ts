import { basename, dirname } from "node:path";
import { type Report, toHtml, toJUnit, toSarif } from "#lib/engines/adversary/index.ts";
import type { AttackFormat } from "./attack-options.ts";
import { attackText } from "./attack-text.ts";
import { prefixOf } from "./merge-base.ts";
import { json, type Output, writeInto } from "./outputs.ts";
import { writeOut } from "./run-command.ts";
import { paintFor } from "./terminal.ts";

/** Writes the report in each of the formats. Throws `invalid_input` for a file that cannot be written. */
export async function writeAttackReport(
  report: Report,
  targetPath: string,
  outputs: readonly Output<AttackFormat>[],
): Promise<void> {
  for (const { format, file } of outputs) {
    if (file !== null) await writeInto(file, await textOf(format, false));
    else await writeOut(await textOf(format, true));
  }

  async function textOf(format: AttackFormat, isScreen: boolean): Promise<string> {
    switch (format) {
      case "text":
        return attackText(report, paintFor(isScreen ? process.stdout : {}));
      case "json":
        return json(report);
      case "junit":
        return toJUnit(report);
      case "html":
        return toHtml(report);
      case "sarif": {
        const inRepository = (await prefixOf(dirname(targetPath))) + basename(targetPath);
        return json(toSarif(report, inRepository));
      }
    }
  }
}
