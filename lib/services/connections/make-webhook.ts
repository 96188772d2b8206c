import { AppError, newId } from "#lib/base/index.ts";
import { config } from "#lib/platform/config/index.ts";
import { mutate, requirePermission, type UserActor } from "#lib/services/audit/index.ts";
import { newSecret } from "./flow.ts";
import { readConnection } from "./read-connection.ts";
import { sealWebhookSecret } from "./secrets.ts";

/** What a person writes into the webhook settings of the forge. */
export interface MadeWebhook {
  readonly id: string;
  readonly address: string;
  /** Told this one time. */
  readonly secret: string;
}

/**
 * Gives a connection by token or OAuth an address that its forge can report to; a former one stops
 * working. An App brings its own: throws `conflict`.
 */
export async function makeWebhook(
  actor: UserActor,
  organizationId: string,
  connectionId: string,
): Promise<MadeWebhook> {
  await requirePermission(actor, "webhook.create", organizationId);
  const { kind, method, state, name } = await readConnection(organizationId, connectionId);
  if (method === "github_app") {
    throw new AppError("conflict", "The App reports by itself. There is nothing to set up.");
  }
  if (state === "disconnected") throw new AppError("not_found", "There is no such connection.");
  const id = newId("webhook");
  const secret = newSecret();
  const sealedSecret = await sealWebhookSecret(organizationId, id, secret);
  await mutate(actor, "webhook.create", { type: "webhook", id }, async (tx, trail) => {
    await tx.webhookEndpoint.updateMany({
      where: { connectionId, revokedAt: null },
      data: { revokedAt: new Date() },
    });
    const data = { id, organizationId, kind, connectionId, sealedSecret: { ...sealedSecret } };
    await tx.webhookEndpoint.create({ data });
    trail.note({ connection: name });
  });
  return { id, address: `${config().publicUrl}/api/webhooks/${kind}/${id}`, secret };
}
