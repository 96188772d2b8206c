import { Status } from "../ui/status.tsx";

/** What a key is now, by icon and word. */
export function KeyStatus({
  signingKey,
}: {
  signingKey: { until?: string | undefined; revokedAt?: string | undefined };
}) {
  if (signingKey.revokedAt) return <Status kind="failed">Revoked</Status>;
  if (signingKey.until) return <Status kind="stopped">Retired</Status>;
  return <Status kind="passed">In force</Status>;
}
