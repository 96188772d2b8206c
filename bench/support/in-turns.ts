import { median } from "../bench.ts";

export interface Turns {
  /** Median of the turns' ratios, `first` over `second`. */
  readonly ratio: number;
  /** Medians of what each measured. */
  readonly first: number;
  readonly second: number;
}

/** Two measurements in turns. The figure is the median of the turns' ratios. */
export async function inTurns(
  rounds: number,
  measureFirst: () => Promise<number>,
  measureSecond: () => Promise<number>,
): Promise<Turns> {
  const firsts: number[] = [];
  const seconds: number[] = [];
  for (let round = 0; round < rounds; round++) {
    // Who comes first changes, so that a machine that warms up or slows down favours neither.
    if (round % 2 === 0) {
      firsts.push(await measureFirst());
      seconds.push(await measureSecond());
    } else {
      seconds.push(await measureSecond());
      firsts.push(await measureFirst());
    }
  }
  const ratios = firsts.map((value, at) => value / (seconds[at] ?? Number.NaN));
  return { ratio: median(ratios), first: median(firsts), second: median(seconds) };
}
