import type { Severity } from "#lib/base/index.ts";
import type { Dependency, RuleText, TextRange } from "../rule.ts";

/** A fault of a dependency, before it gets a place in lines and a fingerprint. */
export interface DependencyFault extends TextRange {
  readonly rule: RuleText;
  readonly path: string;
  readonly severity: Severity;
  readonly message: string;
  /** What identifies it in its file. */
  readonly code: string;
  readonly fixable: boolean;
  readonly dependency?: Dependency;
}

/** The first few of a list, and how many more there are. */
export function listed(items: readonly string[], shown = 3): string {
  const rest = items.length - shown;
  return items.slice(0, shown).join(", ") + (rest > 0 ? ` and ${rest} more` : "");
}
