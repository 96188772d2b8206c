import { writeFile } from "node:fs/promises";
import { AppError, type Workspace } from "#lib/base/index.ts";
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
import { writeOut } from "./run-command.ts";
import { scanText, type TextOptions } from "./scan-text.ts";
import { paintFor } from "./terminal.ts";

export const formats = ["text", "json", "sarif", "github", "gitlab"] as const;
export type Format = (typeof formats)[number];

/** A format and where it goes; null is stdout. */
export interface Output {
  readonly format: Format;
  readonly file: string | null;
}

/**
 * `--output FILE` takes what `--format` names, and stdout then has the text for a person;
 * `--output FORMAT=FILE` is one more, as often as one likes.
 */
export function outputsOf(format: Format, given: readonly string[]): readonly Output[] {
  const outputs = given.map((each): Output => {
    const [, name, file] = /^([a-z]+)=(.+)$/s.exec(each) ?? [];
    const named = formats.find((known) => known === name);
    return named === undefined || file === undefined
      ? { format, file: each }
      : { format: named, file };
  });
  if (outputs.some(({ file }) => file === "")) {
    throw new AppError("invalid_input", "--output names no file.");
  }
  const isElsewhere = given.length > 0 && outputs.some((each, at) => each.file === given[at]);
  return [{ format: isElsewhere ? "text" : format, file: null }, ...outputs];
}

/** Writes the report in each of the formats. Throws `invalid_input` for a file that cannot be written. */
export async function writeReport(
  report: ScanReport,
  workspace: Workspace,
  outputs: readonly Output[],
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

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

async function writeInto(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text);
  } catch (cause) {
    const why = cause instanceof Error && "code" in cause ? ` (${cause.code})` : "";
    throw new AppError("invalid_input", `${file} cannot be written${why}.`, { cause });
  }
}

/** An Etna that others reach; pages of one on this machine are of no use in a report that travels. */
function publicAddress(): string | undefined {
  const address = process.env.ETNA_PUBLIC_URL;
  return address?.startsWith("https://") === true ? address : undefined;
}
