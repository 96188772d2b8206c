/**
 * Who is asking, for one transaction. Row-level security shows the rows of `organizationId`, the
 * user's own rows, and the one row that `capability` (an unguessable id or a token's hash) opens.
 */
export interface Scope {
  readonly organizationId?: string;
  readonly userId?: string;
  readonly capability?: string;
}
