import { AppError } from "#lib/base/index.ts";
import { outboundAllow } from "#lib/platform/config/index.ts";
import {
  deleteGithubInstallation,
  type GithubAppKey,
  type GithubInstallation,
  type GithubServerOptions,
  githubInstallationTokens,
  grantedPermissions,
  readGithubInstallation,
} from "#lib/platform/forge/index.ts";
import { apiUrl } from "./hosts.ts";
import type { HostedConnection } from "./read-connection.ts";
import { openApp } from "./secrets.ts";

interface OpenedApp {
  readonly server: GithubServerOptions;
  readonly key: GithubAppKey;
}

/** An App of the organization's, with its key opened. */
export async function openForgeApp(app: {
  readonly id: string;
  readonly organizationId: string;
  readonly host: string;
  readonly appId: string;
  readonly sealedSecrets: unknown;
}): Promise<OpenedApp> {
  const { privateKey } = await openApp(app.organizationId, app.id, app.sealedSecrets);
  const server = { baseUrl: apiUrl("github", app.host), allow: outboundAllow() };
  return { server, key: { appId: app.appId, privateKey } };
}

/** Throws `not_found` where the App is installed there no more. */
export async function readInstallation(connection: HostedConnection): Promise<GithubInstallation> {
  const { app, installationId } = await installed(connection);
  return await readGithubInstallation(app.server, app.key, installationId);
}

/** Takes the App away from the account, and with it whatever any token of it could do. */
export async function uninstall(connection: HostedConnection): Promise<void> {
  const { app, installationId } = await installed(connection);
  await deleteGithubInstallation(app.server, app.key, installationId);
}

/**
 * Tokens for one operation, kept nowhere: for the one repository that is named, and for no more than
 * Etna needs and was granted.
 */
export async function installationTokens(
  connection: HostedConnection,
  repositoryId: string | null,
): Promise<() => Promise<string>> {
  const { app, installationId } = await installed(connection);
  return githubInstallationTokens(app.server, app.key, {
    installationId,
    permissions: grantedPermissions(connection.granted),
    ...(repositoryId !== null && { repositoryId }),
  });
}

/** As `describeGrant` writes what an installation may do. */
export function permissionNames({ permissions }: GithubInstallation): string[] {
  return Object.entries(permissions)
    .map(([name, level]) => `${name}:${level}`)
    .sort();
}

async function installed({ forgeApp, installationId }: HostedConnection) {
  if (forgeApp === null || installationId === null) {
    throw new AppError(
      "precondition_failed",
      "The App of this connection is gone. Connect GitHub again.",
    );
  }
  return { app: await openForgeApp(forgeApp), installationId };
}
