import { createHash } from "node:crypto";
import { AppError, decodeUtf8, newId } from "#lib/base/index.ts";
import { readAs } from "#lib/platform/db/index.ts";
import {
  type ForgeDelivery,
  readGithubWebhook,
  readGitlabWebhook,
} from "#lib/platform/forge/index.ts";
import { enqueue } from "#lib/platform/jobs/index.ts";
import { openSealed, type SealedSecret } from "#lib/platform/vault/index.ts";
import { mutate, systemActor } from "#lib/services/audit/index.ts";
import { webhookSecretAad } from "#lib/services/connections/index.ts";
import { deliveriesWorkflowName } from "./workflow-name.ts";

export interface IncomingDelivery {
  readonly kind: "github" | "gitlab";
  /** From the address that it was sent to. */
  readonly endpointId: string;
  readonly rawBody: Uint8Array;
  readonly headers: Headers;
}

/**
 * Keeps one message of a forge and asks for it to be handled, in one transaction. The same message
 * again, under whatever id, changes nothing. Throws `not_found` for an address that is none, and
 * `unauthenticated` for a wrong signature.
 */
export async function receiveDelivery(
  incoming: IncomingDelivery,
): Promise<{ readonly kept: boolean }> {
  const { kind, endpointId, rawBody, headers } = incoming;
  const endpoint = await readAs({ capability: endpointId }, (db) =>
    db.webhookEndpoint.findFirst({ where: { id: endpointId, kind, revokedAt: null } }),
  );
  if (endpoint === null) throw new AppError("not_found", "There is nothing here.");
  const { organizationId } = endpoint;
  const sealed = endpoint.sealedSecret as unknown as SealedSecret;
  const secret = await openSealed(sealed, webhookSecretAad(organizationId, endpointId));
  const read = kind === "github" ? readGithubWebhook : readGitlabWebhook;
  const delivery = read(rawBody, headers, decodeUtf8(secret) ?? "");
  if (delivery.notices.length === 0) return { kept: false };
  return { kept: await keep(endpointId, organizationId, delivery, rawBody) };
}

async function keep(
  endpointId: string,
  organizationId: string,
  delivery: ForgeDelivery,
  rawBody: Uint8Array,
): Promise<boolean> {
  const id = newId("delivery");
  const actor = systemActor("webhook", organizationId);
  return await mutate(actor, "webhook.receive", { type: "delivery", id }, async (tx, trail) => {
    trail.underWay();
    // Locks the endpoint: whoever handles its deliveries sees this one, or is asked to come.
    await tx.webhookEndpoint.update({
      where: { id: endpointId },
      data: { lastHeardAt: new Date() },
    });
    const waiting = await tx.webhookDelivery.findFirst({
      where: { endpointId, handledAt: null },
      select: { id: true },
    });
    const { count } = await tx.webhookDelivery.createMany({
      data: [
        {
          id,
          endpointId,
          organizationId,
          deliveryId: delivery.id,
          bodySha256: createHash("sha256").update(rawBody).digest("hex"),
          event: delivery.notices.map((notice) => notice.kind).join(", "),
          notices: { ...delivery, notices: delivery.notices.map((notice) => ({ ...notice })) },
        },
      ],
      skipDuplicates: true,
    });
    if (count === 0) return false;
    if (waiting === null) {
      const job = { id, organizationId, input: { endpointId } };
      await enqueue(tx, { name: deliveriesWorkflowName }, job);
    }
    return true;
  });
}
