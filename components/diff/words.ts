import { diffWordsWithSpace } from "diff";

/** From and to, in UTF-16 units, `to` exclusive. */
export type Range = readonly [from: number, to: number];

const longestLine = 1000;
const leastAlike = 0.4;

/**
 * The words in which two versions of a line differ. Nothing is marked when the lines have little in
 * common: then the whole line is the change.
 */
export function changedWords(before: string, after: string): { before: Range[]; after: Range[] } {
  const none = { before: [], after: [] };
  if (before.length > longestLine || after.length > longestLine) return none;
  const marks: { before: Range[]; after: Range[] } = { before: [], after: [] };
  let inBefore = 0;
  let inAfter = 0;
  let alike = 0;
  for (const part of diffWordsWithSpace(before, after)) {
    const length = part.value.length;
    if (part.removed) marks.before.push([inBefore, inBefore + length]);
    else if (part.added) marks.after.push([inAfter, inAfter + length]);
    else alike += part.value.trim().length;
    if (!part.added) inBefore += length;
    if (!part.removed) inAfter += length;
  }
  const whole = Math.max(before.trim().length, after.trim().length);
  return whole > 0 && alike / whole >= leastAlike ? marks : none;
}
