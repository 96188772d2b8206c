export interface ConnectionRow {
  readonly id: string;
  readonly kind: "github" | "gitlab";
  /** "halden on github.com". */
  readonly name: string;
  /** "An App of your own", "A token ending in 9fQa". */
  readonly by: string;
  readonly href: string;
  readonly state: "active" | "suspended" | "revoked";
  readonly stateReason: string | null;
  readonly checkedAt: string | null;
  /** Null for a token of no end, and for what is renewed by itself. */
  readonly endsAt: string | null;
  readonly endsInDays: number | null;
  readonly repositories: number;
  readonly needed: readonly {
    readonly name: string;
    readonly granted: boolean;
    readonly isOptional: boolean;
  }[];
  readonly surplus: readonly string[];
  readonly isKnown: boolean;
  readonly manageUrl: string | null;
  readonly isApp: boolean;
  readonly reports: boolean;
  readonly heardAt: string | null;
}
