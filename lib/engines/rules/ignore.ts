const mark =
  /(?:\/\/|#|\/\*|<!--)\s*etna-ignore\s+([a-z]+\/[a-z0-9-]+)\s*:\s*(\S.*?)\s*(?:\*\/|-->|$)/;

/**
 * The reason of an `etna-ignore RULE-ID: reason` comment on the finding's line or the one above.
 * Without a reason, or for another rule, nothing is ignored.
 */
export function ignoreReason(
  lines: readonly string[],
  line: number,
  ruleId: string,
): string | null {
  for (const text of [lines[line - 1], lines[line - 2]]) {
    const match = text === undefined || text.length > 2000 ? null : mark.exec(text);
    if (match?.[1] === ruleId && match[2] !== undefined) return match[2];
  }
  return null;
}

/** How many such comments a text has, whatever they excuse. */
export function countIgnoreMarks(text: string): number {
  return text.split(/\r?\n/).filter((line) => /etna-ignore\b/.test(line.slice(0, 2000))).length;
}
