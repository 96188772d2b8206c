/** What the schema cannot say is wrong. */
export interface LintFault {
  /** The field, for its line. */
  readonly at: readonly PropertyKey[];
  readonly message: string;
}
