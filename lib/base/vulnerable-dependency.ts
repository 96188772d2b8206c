/** A package of others with a known fault, as an advisory names it. */
export interface VulnerableDependency {
  readonly package: string;
  /** As the forge calls it, such as "npm" or "pip"; null where it does not say. */
  readonly ecosystem: string | null;
  /** The file of the repository that asks for it. */
  readonly manifestPath: string;
  /** Which versions have the fault, in the ecosystem's own notation, such as "< 4.17.21". */
  readonly vulnerableRange: string | null;
  /** The version that is in use, where the forge says so. */
  readonly installed: string | null;
  /** The first version without the fault; null while there is none. */
  readonly fixedIn: string | null;
  /** The advisory's ids: GHSA-…, CVE-…. */
  readonly ghsa: string | null;
  readonly cve: string | null;
  /** All ids of all advisories that Etna itself knows about it. */
  readonly advisories?: readonly string[];
}
