import { utf8, type Workspace } from "#lib/base/index.ts";
import { isSkip, load } from "../load.ts";
import type { SourceFile } from "../source-file.ts";
import { functionAround, importsFor, namesUsedIn, surroundingLines } from "./around.ts";
import { callersOf } from "./callers.ts";
import { definitionOf, importedFile } from "./definitions.ts";
import type { ContextPiece, ContextPlace, OpenFile } from "./piece.ts";
import { selectPieces } from "./select.ts";

/** How many definitions and callers are looked for: more help nobody. */
const maxNames = 24;

/**
 * What to show of a repository for one finding: the function around it, the imports, types and
 * functions that it names, tests and callers of it, in this order, within `maxBytes` in all. JavaScript,
 * TypeScript and Python are looked into by their trees; of any other file it is the lines around. Reads
 * every file once, and parses those alone that name the function.
 */
export async function findContext(
  workspace: Workspace,
  place: ContextPlace,
  maxBytes: number,
): Promise<readonly ContextPiece[]> {
  const open = openFiles(workspace);
  const file = await open(place.path);
  if (file === null) return [];
  const found: ContextPiece[] = [];
  const around = functionAround(file, place);
  found.push(around ?? surroundingLines(file, place));
  const used = around === null ? [] : namesUsedIn(file, around).slice(0, maxNames);
  found.push(...importsFor(file, used));
  for (const name of used) {
    const own = definitionOf(file, name.text);
    if (own !== null) {
      if (!within(own, found[0])) found.push(own);
      continue;
    }
    const target = await importedFile(file, name.text, open);
    const there = target === null ? null : definitionOf(target.file, target.name);
    if (there !== null) found.push(there);
  }
  if (around?.name) found.push(...(await callersOf(workspace, file, around, open)));
  return selectPieces(found, maxBytes, (piece) => sizeOf(piece, open));
}

function within(inner: ContextPiece, outer: ContextPiece | undefined): boolean {
  if (outer === undefined || inner.path !== outer.path) return false;
  return outer.startLine <= inner.startLine && inner.endLine <= outer.endLine;
}

/** Files as the rules read them: none that is binary, generated or too large. */
function openFiles(workspace: Workspace): OpenFile {
  const opened = new Map<string, SourceFile | null>();
  let sizes: Promise<ReadonlyMap<string, number>> | undefined;
  return async (path) => {
    const known = opened.get(path);
    if (known !== undefined) return known;
    sizes ??= workspace
      .list()
      .then((files) => new Map(files.map((entry) => [entry.path, entry.sizeBytes])));
    const sizeBytes = (await sizes).get(path);
    const loaded = sizeBytes === undefined ? null : await load(workspace, { path, sizeBytes });
    const file = loaded === null || isSkip(loaded) ? null : loaded;
    // Only what is asked for twice is worth keeping: a whole repository would not fit.
    if (opened.size < 64) opened.set(path, file);
    return file;
  };
}

async function sizeOf(piece: ContextPiece, open: OpenFile): Promise<number> {
  const lines = (await open(piece.path))?.lines().slice(piece.startLine - 1, piece.endLine) ?? [];
  return utf8(lines.join("\n")).length;
}
