import { access, constants, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { AppError } from "#lib/base/index.ts";

/** A format and where it goes; null is stdout. */
export interface Output<Format extends string> {
  readonly format: Format;
  readonly file: string | null;
}

/**
 * `--output FILE` takes what `--format` names, and stdout then has the text for a person;
 * `--output FORMAT=FILE` is one more, as often as one likes.
 */
export function outputsOf<Format extends string>(
  formats: readonly (Format | "text")[],
  format: Format | "text",
  given: readonly string[],
): readonly Output<Format | "text">[] {
  const outputs = given.map((each): Output<Format | "text"> => {
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

/** Before what a report costs is spent. Throws `invalid_input` for a folder that no file can be written to. */
export async function requireWritable(outputs: readonly Output<string>[]): Promise<void> {
  for (const { file } of outputs) {
    if (file === null) continue;
    try {
      await access(dirname(file), constants.W_OK);
    } catch (cause) {
      throw new AppError("invalid_input", `No file can be written to ${dirname(file)}.`, { cause });
    }
  }
}

/** Throws `invalid_input` for a file that cannot be written. */
export async function writeInto(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text);
  } catch (cause) {
    const why = cause instanceof Error && "code" in cause ? ` (${cause.code})` : "";
    throw new AppError("invalid_input", `${file} cannot be written${why}.`, { cause });
  }
}

export function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
