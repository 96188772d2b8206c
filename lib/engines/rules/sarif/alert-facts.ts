import type { VulnerableDependency } from "#lib/base/index.ts";

/** What comes from a forge itself, beside what every result of a scanner says. */
export interface AlertFacts {
  readonly url: string | null;
  /** Why people there decided that it need not be fixed; null while it is open. */
  readonly dismissal: string | null;
  readonly dependency: VulnerableDependency | null;
}

/** No uploaded file's category begins so: none of them closes what a forge itself reports. */
export const forgeCategory = "forge:";
