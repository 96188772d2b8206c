import { isSafePattern } from "redos-detector";

const maxPatternLength = 500;
const maxScore = 1000;
/** Steps end it, so that the judgement is the same on every machine. */
const maxSteps = 3000;

/**
 * Why a customer’s regular expression is not taken; null where it is. From each place of a text a safe
 * one tries few ways, so its time is at most the square of the text’s length, which `matchesText` bounds.
 */
export function unsafePattern(pattern: string): string | null {
  if (pattern.length > maxPatternLength) return `it is longer than ${maxPatternLength} characters`;
  if (/\\[1-9]|\\k</.test(pattern)) return "it refers back to a group";
  if (/\{\d{4,}|,\d{4,}\}/.test(pattern)) return "it repeats something more than 999 times";
  try {
    new RegExp(pattern, "iu");
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return "it is not a regular expression of JavaScript (with the flag u)";
  }
  try {
    const options = { maxScore, maxSteps, timeout: Number.POSITIVE_INFINITY };
    const { safe } = isSafePattern(`^(?:${pattern})`, { ...options, caseInsensitive: true });
    return safe ? null : "on some texts it would try very many ways";
  } catch (error) {
    if (error instanceof Error) return "it uses syntax that cannot be judged";
    throw error;
  }
}
