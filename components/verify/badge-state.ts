import { type VerifyCheck, verdictKind } from "./view.ts";

export type BadgeState = "verified" | "merged" | "changed" | "revoked" | "invalid" | "unknown";

/**
 * What a badge may say of a fix: its very verification, read as its page reads it; "unknown" where
 * there is no signed fix. Nothing that fails is ever "verified".
 */
export function badgeStateOf(
  verification: { readonly ok: boolean; readonly checks: readonly VerifyCheck[] } | null,
): BadgeState {
  if (verification === null) return "unknown";
  const { checks } = verification;
  const kind = verdictKind(verification);
  if (kind === "changed") return "changed";
  if (kind === "invalid") return isRevocation(checks) ? "revoked" : "invalid";
  const isMerged = checks.some(({ id, outcome }) => id === "merged" && outcome === "holds");
  return isMerged ? "merged" : "verified";
}

/** All that fails is that a key had been revoked when it signed; a retired one is no such thing. */
function isRevocation(checks: readonly VerifyCheck[]): boolean {
  // That the merge is held against an approval which fails, with nothing compared, only follows.
  const failed = checks.filter(
    ({ id, outcome, compared }) =>
      outcome === "fails" && !(id === "merged_approval" && compared.length === 0),
  );
  return failed.length > 0 && failed.every(isOfRevokedKey);
}

function isOfRevokedKey({ id, compared }: VerifyCheck): boolean {
  if (id !== "validity" && id !== "merged_validity") return false;
  const told = (wanted: string) => compared.find(({ label }) => label === wanted)?.value ?? "";
  const [revokedAt] = /^\d{4}-\S+Z/.exec(told("Revoked")) ?? [];
  // Both are ISO 8601 in UTC to the second, which sorts as text.
  return revokedAt !== undefined && told("Verified time") >= revokedAt;
}
