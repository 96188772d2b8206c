import type { ContextPiece } from "./piece.ts";

const rank: readonly ContextPiece["why"][] = [
  "around",
  "import",
  "type",
  "callee",
  "test",
  "caller",
];

/**
 * The best pieces that fit, each line once: a piece that does not fit is left out, and a smaller one after
 * it may still be in. The lines around the finding are always there.
 */
export async function selectPieces(
  found: readonly ContextPiece[],
  maxBytes: number,
  sizeOf: (piece: ContextPiece) => Promise<number>,
): Promise<readonly ContextPiece[]> {
  const chosen: ContextPiece[] = [];
  let bytes = 0;
  const ranked = found.toSorted((a, b) => rank.indexOf(a.why) - rank.indexOf(b.why));
  for (const piece of ranked) {
    for (const rest of withoutKnown(piece, chosen)) {
      const size = await sizeOf(rest);
      if (rest.why !== "around" && bytes + size > maxBytes) continue;
      bytes += size;
      chosen.push(rest);
    }
  }
  return chosen;
}

/** The parts of a piece that no other shows. */
function withoutKnown(
  piece: ContextPiece,
  chosen: readonly ContextPiece[],
): readonly ContextPiece[] {
  let parts: readonly ContextPiece[] = [piece];
  for (const known of chosen.filter(({ path }) => path === piece.path)) {
    parts = parts.flatMap((part) => {
      if (known.endLine < part.startLine || part.endLine < known.startLine) return [part];
      const above = { ...part, endLine: known.startLine - 1 };
      const below = { ...part, startLine: known.endLine + 1 };
      return [above, below].filter(({ startLine, endLine }) => startLine <= endLine);
    });
  }
  return parts;
}
