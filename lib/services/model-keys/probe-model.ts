import { AppError } from "#lib/base/index.ts";
import { type ModelKey, readAs } from "#lib/platform/db/index.ts";
import { checkedWith, providerOfRow } from "./providers.ts";

/** The model that a stored key is checked with: the one that was asked last, else the cheapest. */
export async function probeModel({ id, organizationId, provider }: ModelKey): Promise<string> {
  // An address of the organization's own may know none of the provider's names.
  const last = await readAs({ organizationId }, (db) =>
    db.modelCall.findFirst({
      where: { organizationId, modelKeyId: id, attemptId: null, state: "answered" },
      orderBy: { askedAt: "desc" },
    }),
  );
  const known = providerOfRow(provider);
  const model = last?.model.slice(known.length + 1) ?? checkedWith(known);
  if (model !== null) return model;
  throw new AppError("precondition_failed", "No model of this server is known. Add the key anew.");
}
