import { decodeUtf8, utf8 } from "#lib/base/index.ts";
import { openSealed, type SealedSecret, seal } from "#lib/platform/vault/index.ts";

/** Binds a sealed webhook secret to its organization and endpoint. */
function webhookAad(organizationId: string, endpointId: string): string {
  return `etna/organization/${organizationId}/webhook/${endpointId}/1`;
}

export async function sealWebhookSecret(
  organizationId: string,
  endpointId: string,
  secret: string,
): Promise<SealedSecret> {
  return await seal(utf8(secret), webhookAad(organizationId, endpointId));
}

export async function openWebhookSecret(
  organizationId: string,
  endpointId: string,
  sealed: unknown,
): Promise<string> {
  const aad = webhookAad(organizationId, endpointId);
  return decodeUtf8(await openSealed(sealed as SealedSecret, aad)) ?? "";
}

function connectionAad(organizationId: string, connectionId: string, what: string): string {
  return `etna/organization/${organizationId}/connection/${connectionId}/${what}/1`;
}

type ConnectionSecret = "token" | "refresh";

export async function sealToken(
  organizationId: string,
  connectionId: string,
  what: ConnectionSecret,
  token: string,
): Promise<SealedSecret> {
  return await seal(utf8(token), connectionAad(organizationId, connectionId, what));
}

export async function openToken(
  organizationId: string,
  connectionId: string,
  what: ConnectionSecret,
  sealed: unknown,
): Promise<string> {
  const aad = connectionAad(organizationId, connectionId, what);
  return decodeUtf8(await openSealed(sealed as SealedSecret, aad)) ?? "";
}

/** What an app keeps to itself. */
interface AppSecrets {
  /** PEM, PKCS #1 or #8. */
  readonly privateKey: string;
  readonly clientSecret: string;
}

function appAad(organizationId: string, forgeAppId: string): string {
  return `etna/organization/${organizationId}/forge-app/${forgeAppId}/1`;
}

export async function sealApp(
  organizationId: string,
  forgeAppId: string,
  secrets: AppSecrets,
): Promise<SealedSecret> {
  return await seal(utf8(JSON.stringify(secrets)), appAad(organizationId, forgeAppId));
}

export async function openApp(
  organizationId: string,
  forgeAppId: string,
  sealed: unknown,
): Promise<AppSecrets> {
  const opened = await openSealed(sealed as SealedSecret, appAad(organizationId, forgeAppId));
  return JSON.parse(decodeUtf8(opened) ?? "") as AppSecrets;
}
