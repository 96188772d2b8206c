export interface Cut {
  readonly text: string;
  /** Where a place of the whole text is now. */
  readonly place: (at: number) => number;
}

interface Range {
  readonly start: number;
  readonly end: number;
}

/** Around what is to be kept, so that a person sees where it stood. */
const around = 200;

/** The beginning and the end of a text, and what stands around places that are to be kept. UTF-16 code units. */
export function cutText(text: string, limit: number, keep: readonly Range[]): Cut {
  const half = Math.floor(limit / 2);
  const windows = keep.slice(0, 10).map(({ start, end }) => ({
    start: start - around,
    end: Math.min(end, start + half) + around,
  }));
  const ranges = joined(
    [{ start: 0, end: half }, ...windows, { start: text.length - half, end: text.length }],
    text.length,
  );
  let out = "";
  const moves: { readonly range: Range; readonly at: number }[] = [];
  let last = 0;
  for (const range of ranges) {
    if (range.start > last) out += `\n[… ${range.start - last} characters left out …]\n`;
    moves.push({ range, at: out.length });
    out += text.slice(range.start, range.end).toWellFormed();
    last = range.end;
  }
  const place = (at: number) => {
    const move = moves.find(({ range }) => at <= range.end) ?? moves.at(-1);
    if (move === undefined) return 0;
    const inside = Math.min(Math.max(at, move.range.start), move.range.end);
    return move.at + inside - move.range.start;
  };
  return { text: out, place };
}

function joined(ranges: readonly Range[], length: number): readonly Range[] {
  const out: Range[] = [];
  for (const { start, end } of [...ranges].sort((a, b) => a.start - b.start)) {
    const [from, to] = [Math.max(0, start), Math.min(length, end)];
    const last = out.at(-1);
    if (last !== undefined && from <= last.end) {
      out[out.length - 1] = { start: last.start, end: Math.max(last.end, to) };
    } else out.push({ start: from, end: to });
  }
  return out;
}
