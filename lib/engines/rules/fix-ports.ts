import type { Advisories, Registry } from "./dependencies/ports.ts";

/** Which commit a version of a published action is, as its forge says. */
export interface ActionCommits {
  /**
   * The full SHA-1 of `ref` (a tag or a branch) in `repository` ("owner/name"), or null where there
   * is none. Throws `unavailable`.
   */
  commitOf(repository: string, ref: string): Promise<string | null>;
}

/** Who may be asked while a fix is made. What is absent is not asked, and such a fix is none. */
export interface FixPorts {
  readonly advisories?: Advisories | undefined;
  readonly registry?: Registry | undefined;
  readonly actionCommits?: ActionCommits | undefined;
}
