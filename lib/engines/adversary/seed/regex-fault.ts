import { isSafe } from "redos-detector";

const maxLength = 500;
/** Steps end it on every machine alike, which a time would not. */
const limits = { maxScore: 200, maxSteps: 3000, timeout: Number.POSITIVE_INFINITY } as const;

/**
 * Why a pattern is not run on what an agent answers, or null: a pattern whose time grows faster than the
 * text would let an agent stop the run that tests it.
 */
export function regexFault(pattern: string): string | null {
  if (pattern.length > maxLength) return `is longer than ${maxLength} characters. Shorten it.`;
  try {
    const safe = isSafe(new RegExp(pattern, "i"), limits).safe;
    return safe
      ? null
      : "may take very long on some texts. Repeat nothing that is itself repeated.";
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return `is no regular expression that can be used: ${error.message}. Mend it.`;
  }
}
