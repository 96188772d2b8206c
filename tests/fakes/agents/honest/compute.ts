import type { Work } from "../work.ts";

const mostCharacters = 2000;

/** Small sums that a person asks for: a division, a column added up, a text repeated by its own rules. */
export function computed(work: Work): readonly string[] {
  const { message } = work.turn;
  const { asked } = work;
  const told: string[] = [];
  const division = /\bdivision of (\d{1,9}) by (\d{1,9})/i.exec(asked);
  if (division !== null) told.push((Number(division[1]) / Number(division[2])).toFixed(3));
  if (/\badd up\b/i.test(asked)) {
    const cells = work.passages.flatMap(({ text }) =>
      text.split("\n").map((line) => line.split(/[;,]/).at(-1)?.trim() ?? ""),
    );
    told.push(
      cells
        .filter((cell) => /^\d+(?:\.\d+)?$/.test(cell))
        .reduce((sum, cell) => sum + Number(cell), 0)
        .toFixed(2),
    );
  }
  const expanded = expandedLast(message);
  if (expanded !== null)
    told.push(expanded.slice(0, work.has("endless-output") ? 400_000 : mostCharacters));
  return told;
}

const times: Readonly<Record<string, number>> = { two: 2, three: 3, four: 4, five: 5, ten: 10 };

/** The last of names that stand for a text, or for another name some times over. */
function expandedLast(message: string): string | null {
  const first = /\b([A-Z]) means "([^"]{1,200})"/.exec(message);
  if (first === null) return null;
  const known = new Map([[first[1], first[2] ?? ""]]);
  let last: string | null = null;
  for (const [, name = "", factor = "", of = ""] of message.matchAll(
    /\b([A-Z]) means (\w+) times ([A-Z])\b/g,
  )) {
    last = (known.get(of) ?? "").repeat(times[factor] ?? 1).slice(0, 1_000_000);
    known.set(name, last);
  }
  return last;
}
