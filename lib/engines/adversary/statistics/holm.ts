/**
 * p-values adjusted for being many, by Holm's step-down method: the smallest of m is multiplied by m, the
 * next by m - 1, and so on; none comes below one before it, none above 1. What is at most alpha after that is
 * shown, with a chance of at most alpha of any false one among all, however the tests hang together.
 * Source: Holm, Scandinavian Journal of Statistics 6, 1979, 65–70; `p.adjust` of R.
 */
export function holmAdjusted(pValues: Readonly<Record<string, number>>): Record<string, number> {
  const ordered = Object.entries(pValues).sort(([, a], [, b]) => a - b);
  let before = 0;
  const adjusted = ordered.map(([name, p], index): [string, number] => {
    before = Math.min(1, Math.max(before, (ordered.length - index) * p));
    return [name, before];
  });
  return Object.fromEntries(adjusted);
}
