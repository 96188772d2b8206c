import { createHash } from "node:crypto";
import { AppError, type JsonObject, newId } from "#lib/base/index.ts";
import { readAs, type Tx } from "#lib/platform/db/index.ts";
import {
  type ForgeDelivery,
  readGithubWebhook,
  readGitlabWebhook,
} from "#lib/platform/forge/index.ts";
import { enqueue } from "#lib/platform/jobs/index.ts";
import { mutate, systemActor } from "#lib/services/audit/index.ts";
import { openWebhookSecret } from "#lib/services/connections/index.ts";
import { subjectsOf } from "./subjects.ts";
import { deliveriesWorkflowName } from "./workflow-name.ts";

/** The largest message that a forge sends. */
export const maxDeliveryBytes = 25 * 1024 * 1024;

export interface IncomingDelivery {
  readonly kind: "github" | "gitlab";
  /** From the address that it was sent to. */
  readonly endpointId: string;
  readonly headers: Headers;
  /** Asked for only where there is somebody to read it for. */
  readonly rawBody: () => Promise<Uint8Array>;
}

/**
 * Keeps one message of a forge and asks for it to be handled, in one transaction. The same message
 * again, under whatever id, changes nothing; one that is about nothing of interest is not kept.
 * Throws `not_found` for an address that is none, and `unauthenticated` for a wrong signature.
 */
export async function receiveDelivery(
  incoming: IncomingDelivery,
): Promise<{ readonly kept: boolean }> {
  const { kind, endpointId, headers } = incoming;
  const endpoint = await readAs({ capability: endpointId }, (db) =>
    db.webhookEndpoint.findFirst({ where: { id: endpointId, kind, revokedAt: null } }),
  );
  if (endpoint === null) throw new AppError("not_found", "There is nothing here.");
  const { organizationId, sealedSecret } = endpoint;
  const secret = await openWebhookSecret(organizationId, endpointId, sealedSecret);
  const rawBody = await incoming.rawBody();
  const read = kind === "github" ? readGithubWebhook : readGitlabWebhook;
  const delivery = await read(rawBody, headers, secret);
  const id = newId("delivery");
  const actor = systemActor("webhook", organizationId);
  return await mutate(actor, "webhook.receive", { type: "delivery", id }, async (tx, trail) => {
    trail.underWay();
    // Locks the endpoint: whoever handles its deliveries sees this one, or is asked to come.
    const { count } = await tx.webhookEndpoint.updateMany({
      where: { id: endpointId, revokedAt: null },
      data: { lastHeardAt: new Date() },
    });
    if (count === 0) throw new AppError("not_found", "There is nothing here.");
    if (subjectsOf([delivery]).length === 0) return { kept: false };
    const bodySha256 = createHash("sha256").update(rawBody).digest("hex");
    return { kept: await keep(tx, { id, endpointId, organizationId, bodySha256 }, delivery) };
  });
}

interface Row {
  readonly id: string;
  readonly endpointId: string;
  readonly organizationId: string;
  readonly bodySha256: string;
}

async function keep(tx: Tx, row: Row, delivery: ForgeDelivery): Promise<boolean> {
  const { id, endpointId, organizationId } = row;
  const waiting = await tx.webhookDelivery.findFirst({
    where: { endpointId, handledAt: null },
    select: { id: true },
  });
  const { count } = await tx.webhookDelivery.createMany({
    data: [
      {
        ...row,
        deliveryId: delivery.id,
        event: delivery.notices.map((notice) => notice.kind).join(", "),
        // What was parsed from JSON is JSON.
        notices: delivery as unknown as JsonObject,
      },
    ],
    skipDuplicates: true,
  });
  if (count === 0) return false;
  if (waiting === null) {
    await enqueue(
      tx,
      { name: deliveriesWorkflowName },
      { id, organizationId, input: { endpointId } },
    );
  }
  return true;
}
