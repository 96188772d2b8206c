import type { ConnectionRow } from "#components/settings/connection-row.ts";
import type { ConnectionView } from "#lib/services/connections/index.ts";

const dayMs = 24 * 60 * 60 * 1000;

export function connectionRow(base: string, connection: ConnectionView): ConnectionRow {
  const { id, kind, name, method, state, stateReason, repositories, grant } = connection;
  // What is renewed by itself has no end that a person must know.
  const endsAt = method === "gitlab_oauth" ? null : connection.tokenExpiresAt;
  return {
    id,
    kind,
    name,
    by: wayOf(connection),
    href: `${base}/settings/connections/${id}`,
    state,
    stateReason,
    checkedAt: connection.checkedAt?.toISOString() ?? null,
    endsAt: endsAt?.toISOString() ?? null,
    endsInDays: endsAt && Math.max(0, Math.floor((endsAt.getTime() - Date.now()) / dayMs)),
    repositories,
    ...grant,
    manageUrl: connection.manageUrl,
    isApp: method === "github_app",
    reports: connection.reports,
    heardAt: connection.heardAt?.toISOString() ?? null,
  };
}

function wayOf({ method, tokenHint }: ConnectionView): string {
  if (method === "github_app") return "An App of your own";
  if (method === "gitlab_oauth") return "Signed in there";
  return `A token ending in ${tokenHint ?? "…"}`;
}
