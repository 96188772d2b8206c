import { AppError } from "#lib/base/index.ts";
import { readAs, sqlNull } from "#lib/platform/db/index.ts";
import { readGithubInstallation, weighGrant } from "#lib/platform/forge/index.ts";
import { requirePermission, type UserActor } from "#lib/services/audit/index.ts";
import { openForgeApp, permissionNames } from "./installation.ts";
import { type MadeConnection, recordConnection } from "./record-connection.ts";

/**
 * Connects an installation of the organization's own App. Its number comes by the browser, so it is
 * asked of GitHub with the App's key: an installation of any other App is `not_found`.
 */
export async function connectInstallation(
  actor: UserActor,
  organizationId: string,
  forgeAppId: string,
  installationId: string,
): Promise<MadeConnection> {
  await requirePermission(actor, "connection.create", organizationId);
  const app = await readAs({ organizationId }, (db) =>
    db.forgeApp.findFirst({ where: { id: forgeAppId, organizationId } }),
  );
  if (app === null) throw new AppError("not_found", "There is no such App.");
  const { server, key } = await openForgeApp(app);
  const installation = await readGithubInstallation(server, key, installationId);
  const granted = permissionNames(installation);
  const { id } = await recordConnection(actor, organizationId, {
    kind: "github",
    host: app.host,
    account: installation.account.name,
    fields: async () => ({
      method: "github_app",
      forgeAppId,
      installationId,
      sealedToken: sqlNull,
      sealedRefresh: sqlNull,
      tokenHint: null,
      tokenExpiresAt: null,
      granted,
      ...(installation.suspended && { state: "suspended", stateReason: suspendedThere }),
    }),
    isSame: async (known) =>
      known.forgeAppId === forgeAppId &&
      known.installationId === installationId &&
      known.granted.join() === granted.join(),
  });
  const { needed } = weighGrant("github_app", granted);
  const missing = needed.filter((one) => !one.granted && !one.isOptional);
  return { id, missing: missing.map(({ name }) => name) };
}

export const suspendedThere = "It is suspended on GitHub.";
