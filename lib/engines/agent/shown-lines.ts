import { redactSecrets } from "#lib/engines/rules/index.ts";

/** A longer line is no code that a person wrote: its head is enough. */
const maxLineLength = 1000;

/**
 * The lines of a file as a model may see them. Secrets are looked for in the whole file, before lines
 * are chosen: a part of a private key has no shape of its own.
 */
export async function shownLines(path: string, text: string): Promise<readonly string[]> {
  const { text: blanked } = await redactSecrets(path, text);
  const lines = blanked.toWellFormed().split(/\r?\n/);
  if (lines.at(-1) === "" && lines.length > 1) lines.pop();
  return lines.map((line) =>
    line.length <= maxLineLength
      ? line
      : `${line.slice(0, maxLineLength).toWellFormed()} [… ${line.length - maxLineLength} more characters]`,
  );
}
