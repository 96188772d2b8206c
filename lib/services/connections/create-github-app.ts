import { z } from "zod";
import { AppError, isId, newId } from "#lib/base/index.ts";
import { config, outboundAllow } from "#lib/platform/config/index.ts";
import {
  convertGithubManifest,
  type GithubAppSecrets,
  githubAppManifest,
} from "#lib/platform/forge/index.ts";
import { mutate, requirePermission, type UserActor } from "#lib/services/audit/index.ts";
import { getOrganization } from "#lib/services/organizations/index.ts";
import { type ForgeReturn, newSecret, requireState } from "./flow.ts";
import { apiUrl, appPage, isAppServer } from "./hosts.ts";
import { sealApp, sealWebhookSecret } from "./secrets.ts";

/** Where GitHub sends a person back to who has made the App. */
export const githubReturnPath = "/connect/github/return";

/** An organization on GitHub that is to own the App; empty for the person's own account. */
export const githubOwner = z
  .string()
  .trim()
  .regex(
    /^([A-Za-z0-9][A-Za-z0-9_-]{0,99})?$/,
    "This is not the name of an organization on GitHub.",
  );

/** Kept in the browser that sets out, until it comes back. */
export interface GithubAppFlow {
  readonly host: string;
  readonly state: string;
  readonly forgeAppId: string;
  readonly endpointId: string;
}

export interface GithubAppForm {
  /** What the form posts to. */
  readonly action: string;
  /** Its field `manifest`. */
  readonly manifest: string;
}

/** Prepares an App of the organization's own; a person makes it on GitHub with `githubAppForm`. */
export async function beginGithubApp(
  actor: UserActor,
  organizationId: string,
  host: string,
): Promise<GithubAppFlow> {
  await requirePermission(actor, "connection.create", organizationId);
  if (!isAppServer(host)) {
    throw new AppError("invalid_input", "Etna's App cannot be made there. Use a token instead.");
  }
  return { host, state: newSecret(), forgeAppId: newId("forgeApp"), endpointId: newId("webhook") };
}

/** What the browser hands to GitHub (docs.github.com, "Registering a GitHub App from a manifest"). */
export async function githubAppForm(
  organizationId: string,
  flow: GithubAppFlow,
  owner: string,
): Promise<GithubAppForm> {
  const organization = await getOrganization(organizationId);
  if (organization === null) throw new AppError("not_found", "There is nothing here.");
  const { publicUrl } = config();
  const console = `${publicUrl}/o/${organization.slug}/settings/connections`;
  const manifest = githubAppManifest({
    // GitHub's names have 34 characters at most, and a person may change it there.
    name: `Etna ${organization.slug}`.slice(0, 34),
    url: publicUrl,
    webhookUrl: `${publicUrl}/api/webhooks/github/${flow.endpointId}`,
    redirectUrl: publicUrl + githubReturnPath,
    setupUrl: `${console}/installed/${flow.forgeAppId}`,
    callbackUrls: [],
  });
  const place = owner === "" ? "/settings/apps/new" : `/organizations/${owner}/settings/apps/new`;
  return {
    action: `${flow.host}${place}?${new URLSearchParams({ state: flow.state })}`,
    manifest: JSON.stringify(manifest),
  };
}

/**
 * Takes over the App that was made, secrets and all. Returns where it is installed next. Throws
 * `forbidden` for an answer that this browser did not ask for, `not_found` for a code that was used.
 */
export async function finishGithubApp(
  actor: UserActor,
  organizationId: string,
  flow: GithubAppFlow,
  answer: ForgeReturn,
): Promise<string> {
  await requirePermission(actor, "connection.create", organizationId);
  requireState(flow.state, answer.state);
  const { host, forgeAppId, endpointId } = flow;
  if (!isId("forgeApp", forgeAppId) || !isId("webhook", endpointId)) {
    throw new AppError("invalid_input", "Begin again: the cookie of this browser is not Etna's.");
  }
  if (!isAppServer(host)) throw new AppError("not_found", "There is nothing here.");
  const server = { baseUrl: apiUrl("github", host), allow: outboundAllow() };
  const app = await convertGithubManifest(server, answer.code);
  await keepApp(actor, organizationId, flow, app);
  return `${appPage(host, app.slug)}/installations/new`;
}

async function keepApp(
  actor: UserActor,
  organizationId: string,
  { host, forgeAppId, endpointId }: GithubAppFlow,
  app: GithubAppSecrets,
): Promise<void> {
  const { appId, slug, clientId, privateKey, clientSecret, webhookSecret } = app;
  const sealedSecrets = await sealApp(organizationId, forgeAppId, { privateKey, clientSecret });
  const sealedSecret = await sealWebhookSecret(organizationId, endpointId, webhookSecret);
  const target = { type: "forge_app", id: forgeAppId };
  await mutate(actor, "connection.create", target, async (tx, trail) => {
    await tx.forgeApp.create({
      data: {
        id: forgeAppId,
        organizationId,
        host,
        appId,
        slug,
        name: slug,
        clientId,
        sealedSecrets: { ...sealedSecrets },
        createdById: actor.userId,
      },
    });
    await tx.webhookEndpoint.create({
      data: {
        id: endpointId,
        organizationId,
        kind: "github",
        forgeAppId,
        sealedSecret: { ...sealedSecret },
      },
    });
    trail.note({ app: slug, host });
  });
}
