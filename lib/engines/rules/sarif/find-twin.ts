import { sameWeakness } from "./weakness.ts";

export interface ReportedPlace {
  readonly path: string;
  readonly startLine: number;
  readonly endLine: number;
  readonly cwe: string;
}

/** Where a rule of ours reports. */
export interface OwnPlace extends ReportedPlace {
  readonly id: string;
  readonly fingerprint: string;
}

/**
 * The finding of ours that reports the same fault: the very one that `etna scan` wrote down, or one
 * of the same weakness on lines that overlap; of several, the one that begins nearest.
 */
export function findTwin(
  ownInFile: readonly OwnPlace[],
  reported: ReportedPlace,
  etnaPrint: string | null = null,
): OwnPlace | null {
  const same = ownInFile.find(({ fingerprint }) => fingerprint === etnaPrint);
  if (same !== undefined) return same;
  const distance = (own: OwnPlace) => Math.abs(own.startLine - reported.startLine);
  const overlapping = ownInFile
    .filter((own) => own.path === reported.path && sameWeakness(own.cwe, reported.cwe))
    .filter((own) => own.startLine <= reported.endLine && reported.startLine <= own.endLine)
    .sort((a, b) => distance(a) - distance(b) || (a.id < b.id ? -1 : 1));
  return overlapping[0] ?? null;
}
