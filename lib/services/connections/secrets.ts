import { decodeUtf8, utf8 } from "#lib/base/index.ts";
import { openSealed, purposeOf, type SealedSecret, seal } from "#lib/platform/vault/index.ts";

/** Binds a sealed webhook secret to its organization and endpoint. */
function webhookPurpose(organizationId: string, endpointId: string) {
  const row = { organization_id: organizationId, id: endpointId };
  return purposeOf("webhook_endpoints.sealed_secret", row);
}

export async function sealWebhookSecret(
  organizationId: string,
  endpointId: string,
  secret: string,
): Promise<SealedSecret> {
  return await seal(utf8(secret), webhookPurpose(organizationId, endpointId));
}

export async function openWebhookSecret(
  organizationId: string,
  endpointId: string,
  sealed: unknown,
): Promise<string> {
  const purpose = webhookPurpose(organizationId, endpointId);
  return decodeUtf8(await openSealed(sealed as SealedSecret, purpose)) ?? "";
}

type ConnectionSecret = "token" | "refresh";

function connectionPurpose(organizationId: string, connectionId: string, what: ConnectionSecret) {
  const row = { organization_id: organizationId, id: connectionId };
  return purposeOf(`connections.sealed_${what}`, row);
}

export async function sealToken(
  organizationId: string,
  connectionId: string,
  what: ConnectionSecret,
  token: string,
): Promise<SealedSecret> {
  return await seal(utf8(token), connectionPurpose(organizationId, connectionId, what));
}

export async function openToken(
  organizationId: string,
  connectionId: string,
  what: ConnectionSecret,
  sealed: unknown,
): Promise<string> {
  const purpose = connectionPurpose(organizationId, connectionId, what);
  return decodeUtf8(await openSealed(sealed as SealedSecret, purpose)) ?? "";
}

/** What an app keeps to itself. */
interface AppSecrets {
  /** PEM, PKCS #1 or #8. */
  readonly privateKey: string;
  readonly clientSecret: string;
}

function appPurpose(organizationId: string, forgeAppId: string) {
  const row = { organization_id: organizationId, id: forgeAppId };
  return purposeOf("forge_apps.sealed_secrets", row);
}

export async function sealApp(
  organizationId: string,
  forgeAppId: string,
  secrets: AppSecrets,
): Promise<SealedSecret> {
  return await seal(utf8(JSON.stringify(secrets)), appPurpose(organizationId, forgeAppId));
}

export async function openApp(
  organizationId: string,
  forgeAppId: string,
  sealed: unknown,
): Promise<AppSecrets> {
  const opened = await openSealed(sealed as SealedSecret, appPurpose(organizationId, forgeAppId));
  return JSON.parse(decodeUtf8(opened) ?? "") as AppSecrets;
}
