import type { AttemptView } from "#lib/services/attempts/index.ts";

export interface HeatRange {
  readonly startLine: number;
  readonly endLine: number;
  readonly bytes: number;
  readonly sha256: string;
  /** Which requests carried it first: "1", or "2nd model 1". */
  readonly request: string;
}

export interface HeatFile {
  readonly path: string;
  /** Its length; of what nobody counted, up to the last line that was shown. */
  readonly lines: number;
  /** Distinct lines that were shown. */
  readonly shownLines: number;
  readonly ranges: readonly HeatRange[];
  /** By square of `linesPerSquare`: how many requests newly showed some of it. */
  readonly squares: readonly number[];
}

export interface Heat {
  readonly linesPerSquare: number;
  readonly files: readonly HeatFile[];
}

const maxSquares = 40;
const steps = [10, 20, 50, 100, 200, 500, 1000, 2000, 5000];

/** What models were shown, file by file, over all attempts of a run. */
export function heatOf(
  attempts: readonly Pick<AttemptView, "number" | "purpose" | "ledger" | "events">[],
): Heat {
  const lengths = lengthsOf(attempts);
  const pieces = attempts.flatMap(({ ledger, purpose, number }) =>
    ledger.pieces.map((piece) => ({
      ...piece,
      of: `${number}/${piece.request}`,
      request: requestWord(purpose, piece.request),
    })),
  );
  const longest = Math.max(
    1,
    ...pieces.map(({ path, endLine }) => Math.max(endLine, lengths.get(path) ?? 0)),
  );
  const linesPerSquare =
    steps.find((step) => longest / step <= maxSquares) ?? Math.ceil(longest / maxSquares);
  const files = [...Map.groupBy(pieces, ({ path }) => path)].map(([path, own]) => {
    const lines = Math.max(lengths.get(path) ?? 0, ...own.map(({ endLine }) => endLine));
    return {
      path,
      lines,
      shownLines: countLines(own),
      ranges: own,
      squares: Array.from({ length: Math.ceil(lines / linesPerSquare) }, (_, at) => {
        const first = at * linesPerSquare + 1;
        const last = first + linesPerSquare - 1;
        const inside = own.filter(
          ({ startLine, endLine }) => startLine <= last && endLine >= first,
        );
        return new Set(inside.map(({ of }) => of)).size;
      }),
    };
  });
  return { linesPerSquare, files: files.sort((a, b) => (a.path < b.path ? -1 : 1)) };
}

/** "1–17, 40–66": distinct lines, joined where they touch. */
export function rangeWords(ranges: readonly Pick<HeatRange, "startLine" | "endLine">[]): string {
  return joined(ranges)
    .map(({ startLine, endLine }) =>
      startLine === endLine ? `${startLine}` : `${startLine}–${endLine}`,
    )
    .join(", ");
}

type Span = Pick<HeatRange, "startLine" | "endLine">;

function joined(ranges: readonly Span[]): readonly Span[] {
  const out: { startLine: number; endLine: number }[] = [];
  for (const { startLine, endLine } of ranges.toSorted((a, b) => a.startLine - b.startLine)) {
    const last = out.at(-1);
    if (last !== undefined && startLine <= last.endLine + 1) {
      last.endLine = Math.max(last.endLine, endLine);
    } else out.push({ startLine, endLine });
  }
  return out;
}

function countLines(ranges: readonly Span[]): number {
  return joined(ranges).reduce((sum, { startLine, endLine }) => sum + endLine - startLine + 1, 0);
}

function lengthsOf(attempts: readonly Pick<AttemptView, "events">[]): ReadonlyMap<string, number> {
  const told = attempts.flatMap(({ events }) =>
    events.flatMap(({ detail }) =>
      Array.isArray(detail.files)
        ? (detail.files as unknown as readonly { path: string; lines: number }[])
        : [],
    ),
  );
  return new Map(told.map(({ path, lines }) => [path, lines]));
}

function requestWord(purpose: AttemptView["purpose"], request: number): string {
  const of = { fix: "", repair: "repair, ", second_check: "second model, " } as const;
  return `${of[purpose]}request ${request}`;
}
