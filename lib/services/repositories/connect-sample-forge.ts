import { AppError } from "#lib/base/index.ts";
import { requirePermission, type UserActor } from "#lib/services/audit/index.ts";
import { joinSampleForge } from "#lib/services/connections/index.ts";
import { connectHostedRepositories } from "./connect-hosted.ts";
import type { ConnectedRepository } from "./record-repository.ts";

/**
 * Connects the sample repository on the sample forge of this machine: from there on it is one on
 * GitHub. Throws `precondition_failed` where there is no sample forge.
 */
export async function connectSampleForge(
  actor: UserActor,
  organizationId: string,
): Promise<ConnectedRepository> {
  await requirePermission(actor, "repository.connect", organizationId);
  const { connectionId, forgeId } = await joinSampleForge(actor, organizationId);
  const ids = [forgeId];
  const [made] = await connectHostedRepositories(actor, organizationId, connectionId, ids);
  if (made === undefined) throw new AppError("internal", "The sample was not connected.");
  return made;
}
