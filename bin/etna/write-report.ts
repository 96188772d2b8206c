import type { Workspace } from "#lib/base/index.ts";
import {
  type Finding,
  type FixedFile,
  type IgnoredFinding,
  provenFixes,
  type ScanReport,
  type ScanSkip,
  toSarif,
} from "#lib/engines/rules/index.ts";
import { githubCommands } from "./github-commands.ts";
import { gitlabReport } from "./gitlab-report.ts";
import { prefixOf } from "./merge-base.ts";
import { json, type Output, writeInto } from "./outputs.ts";
import { writeOut } from "./run-command.ts";
import { scanText, type TextOptions } from "./scan-text.ts";
import { paintFor } from "./terminal.ts";

export const formats = ["text", "json", "sarif", "github", "gitlab"] as const;
export type Format = (typeof formats)[number];

/** Writes the report in each of the formats. Throws `invalid_input` for a file that cannot be written. */
export async function writeReport(
  report: ScanReport,
  workspace: Workspace,
  outputs: readonly Output<Format>[],
  options: TextOptions,
): Promise<void> {
  const prefix = await prefixOf(options.path);
  const inRepository = (path: string) => prefix + path;
  const texts = new Map<Format, string>();
  for (const { format, file } of outputs) {
    const text = texts.get(format) ?? (await formatted(format));
    if (format !== "text") texts.set(format, text);
    if (file === null) await writeOut(text);
    else
      await writeInto(
        file,
        format === "text" ? scanText(report, { ...options, paint: paintFor({}) }) : text,
      );
  }

  async function formatted(format: Format): Promise<string> {
    switch (format) {
      case "text":
        return scanText(report, options);
      case "json":
        return json({ version: 1, ...report });
      case "github":
        return githubCommands(report, inRepository);
      case "gitlab":
        return json(gitlabReport(report.findings, inRepository));
      case "sarif":
        return json(await sarifOf(report, workspace, inRepository));
    }
  }
}

async function sarifOf(
  report: ScanReport,
  workspace: Workspace,
  inRepository: (path: string) => string,
) {
  const moved = <Each extends { readonly path: string }>(each: Each): Each => {
    return { ...each, path: inRepository(each.path) };
  };
  const proven = await provenFixes(workspace, report.findings);
  const fixes = new Map([...proven].map(([print, files]) => [print, files.map(moved<FixedFile>)]));
  const placed = {
    ...report,
    findings: report.findings.map(moved<Finding>),
    ignored: report.ignored.map(moved<IgnoredFinding>),
    skipped: report.skipped.map(moved<ScanSkip>),
  };
  return toSarif(placed, { fixes, rulesUrl: publicAddress() });
}

/** An Etna that others reach; pages of one on this machine are of no use in a report that travels. */
function publicAddress(): string | undefined {
  const address = process.env.ETNA_PUBLIC_URL;
  return address?.startsWith("https://") === true ? address : undefined;
}
