/** What an argument does beyond what it may, and where. */
export interface MoreThanAllowed {
  readonly what: string;
  readonly start: number;
  readonly end: number;
}

export interface SqlAllowed {
  readonly statements: readonly string[];
  /** Without it any table may be read. */
  readonly tables: readonly string[] | undefined;
}
