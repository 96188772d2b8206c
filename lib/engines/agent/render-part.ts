import { redactSecrets } from "#lib/engines/rules/index.ts";
import { escapeName, type Fence } from "./fence.ts";
import type { CodePiece, Part } from "./parts.ts";

/** Ours as it is, another's as data; secrets are blanked in both. */
export async function renderWords(
  part: Exclude<Part, { readonly code: CodePiece }>,
  fence: Fence,
): Promise<string> {
  if ("own" in part) return (await redactSecrets("note.txt", part.own)).text;
  return fence.wrap(part.from, (await redactSecrets("data.txt", part.data)).text);
}

/** Once more, as it stands alone, and before it is written down: what is recorded is what is sent. */
export async function blanked(piece: CodePiece): Promise<CodePiece> {
  const { text } = await redactSecrets(piece.path, piece.lines.join("\n"));
  return { ...piece, lines: text.split("\n") };
}

export function renderCode(
  { path, startLine, lines }: CodePiece,
  why: string | undefined,
  fence: Fence,
): string {
  const numbered = lines.map((line, at) => `${startLine + at}\t${line}`).join("\n");
  return fence.wrap(why === undefined ? path : `${path} (${why})`, numbered);
}

export function notShown({ path, startLine, endLine }: CodePiece): string {
  const place = `${escapeName(path)} ${startLine}-${endLine}`;
  return `[${place} is not shown: this run has read its share of the repository. Work with what you have.]`;
}
