import { idleMarkWords, type ScanReport } from "#lib/engines/rules/index.ts";

/** What a scan could not do as its repository asked. Its texts are a stranger's. */
export interface ScanTrouble {
  readonly path: string;
  /** 1-based; null where it is about a whole file. */
  readonly line: number | null;
  readonly ruleId: string | null;
  /** What is wrong, in a whole sentence or more; 500 characters at most. */
  readonly message: string;
}

/** So many are kept of one scan; its outcome says how many there were. */
export const maxTroubles = 100;
const maxPath = 1000;
const maxRuleId = 200;
const maxMessage = 500;

/** What is kept of a report's problems, and after them of its comments that excuse nothing. */
export function troublesOf({
  problems,
  ignoreMarks,
}: Pick<ScanReport, "problems" | "ignoreMarks">): readonly ScanTrouble[] {
  const marks = ignoreMarks.map(({ path, line, ruleId, fault }) => ({
    ...{ path, line, ruleId },
    message: `The comment etna-ignore ${idleMarkWords[fault]}.`,
  }));
  return [...problems, ...marks].slice(0, maxTroubles).map((trouble) => ({
    path: storable(trouble.path, maxPath),
    line: trouble.line ?? null,
    ruleId: trouble.ruleId === undefined ? null : storable(trouble.ruleId, maxRuleId),
    message: storable(trouble.message, maxMessage),
  }));
}

/** What `troublesOf` made, back from its column. */
export function readTroubles(column: unknown): readonly ScanTrouble[] {
  return (column ?? []) as readonly ScanTrouble[];
}

/** PostgreSQL takes no U+0000 and no half of a character, and a quoted key may hold both. */
export function storable(text: string, maxLength: number): string {
  const short = text.length > maxLength ? `${text.slice(0, maxLength - 1)}…` : text;
  return short.replaceAll("\0", "\uFFFD").toWellFormed();
}
