import { isNamedElsewhere } from "./known-rules.ts";
import { sameWeakness } from "./weakness.ts";

export interface ReportedPlace {
  readonly path: string;
  readonly startLine: number;
  readonly endLine: number;
  readonly cwe: string;
  /** The rule's id as its own scanner has it. */
  readonly ruleId: string;
}

/** Where a rule of ours reports. */
export interface OwnPlace extends ReportedPlace {
  readonly id: string;
  readonly fingerprint: string;
}

/**
 * The finding of ours that reports the same fault: the very one that `etna scan` wrote down, or one on
 * lines that overlap, of a rule that is known to look for the same or of the same weakness; of several,
 * one of such a rule, then the one that begins nearest.
 */
export function findTwin(
  ownInFile: readonly OwnPlace[],
  reported: ReportedPlace,
  etnaPrint: string | null = null,
): OwnPlace | null {
  const same = ownInFile.find(({ fingerprint }) => fingerprint === etnaPrint);
  if (same !== undefined) return same;
  const distance = (own: OwnPlace) => Math.abs(own.startLine - reported.startLine);
  const isNamed = (own: OwnPlace) => isNamedElsewhere(own.ruleId, reported.ruleId);
  const overlapping = ownInFile
    .filter((own) => own.path === reported.path)
    .filter((own) => own.startLine <= reported.endLine && reported.startLine <= own.endLine)
    .filter((own) => isNamed(own) || sameWeakness(own.cwe, reported.cwe))
    .sort(
      (a, b) =>
        Number(isNamed(b)) - Number(isNamed(a)) ||
        distance(a) - distance(b) ||
        (a.id < b.id ? -1 : 1),
    );
  return overlapping[0] ?? null;
}
