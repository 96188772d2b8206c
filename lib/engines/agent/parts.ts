/** Lines of one file as they would be sent: secrets are blanked already. */
export interface CodePiece {
  readonly path: string;
  /** 1-based, inclusive. */
  readonly startLine: number;
  readonly endLine: number;
  readonly lines: readonly string[];
}

/** What a message is made of. Only `own` speaks for Etna; everything else is fenced as data. */
export type Part =
  | { readonly own: string }
  | { readonly code: CodePiece; readonly why?: string }
  | { readonly data: string; readonly from: string };

export type HistoryMessage =
  | { readonly role: "user"; readonly parts: readonly Part[] }
  | {
      readonly role: "assistant";
      readonly text: string;
      readonly calls: readonly {
        readonly id: string;
        readonly name: string;
        readonly input: unknown;
      }[];
      readonly continuation: unknown;
    }
  | {
      readonly role: "tool";
      readonly results: readonly {
        readonly callId: string;
        readonly toolName: string;
        readonly parts: readonly Part[];
      }[];
    };
