import {
  assembleBundle,
  entryBody,
  isoSeconds,
  type KeysDocument,
  signKeys,
} from "#lib/engines/verify/index.ts";
import type { Steps, Workflow } from "#lib/platform/jobs/index.ts";
import { systemActor } from "#lib/services/audit/index.ts";
import { publishKeysWorkflowName } from "#lib/services/organizations/index.ts";
import { installationLog } from "./installation-log.ts";
import { mutateLogged } from "./mutate-logged.ts";
import { isPublished, readPublishedTrust } from "./published-keys.ts";

/** Key management may be away for a while; the keys themselves have changed already. */
const retried = { maxAttempts: 8, firstPauseMs: 1_000 };

/** What follows a change of an organization's keys: a signed `keys.json`, in the log. */
export const publishKeysWorkflow: Workflow<Readonly<Record<string, string>>> = {
  name: publishKeysWorkflowName,
  async run(steps: Steps, { organizationId }) {
    await steps.step("publish", () => publishKeys(organizationId), retried);
  },
  async abandon() {
    // Nothing to undo: keys.json is handed out unsigned until the next change is published.
  },
};

/**
 * Signs the organization's keys as they are, with the log's key, because its own may be the one that
 * is taken back; logs that, and keeps it. Once for one state of the keys.
 */
export async function publishKeys(organizationId: string): Promise<void> {
  const log = await installationLog();
  const target = { type: "organization", id: organizationId };
  const actor = systemActor("worker", organizationId);
  await mutateLogged(actor, "key.publish", target, async (tx, trail, append) => {
    const trust = await readPublishedTrust(tx, organizationId);
    const last = await tx.keysPublication.findFirst({
      where: { organizationId },
      orderBy: { sequence: "desc" },
    });
    const known = last?.document as unknown as KeysDocument | undefined;
    if (trust.keys.length === 0 || isPublished(known, trust)) return trail.unchanged();
    const issuedAt = new Date();
    // Of two who publish at once, one meets the other's number and begins anew.
    const sequence = (last?.sequence ?? 0) + 1;
    const content = {
      organization: organizationId,
      sequence,
      issuedAt: isoSeconds(issuedAt),
      ...trust,
    };
    const { document, envelope } = await signKeys(content, log.signer);
    const logged = await append(entryBody(envelope, log.spki));
    const attestation = assembleBundle({ envelope, spki: log.spki, ...logged });
    const { logIndex } = logged.entry;
    const whole = JSON.parse(JSON.stringify({ ...document, attestation }));
    await tx.keysPublication.create({
      data: { organizationId, sequence, document: whole, logIndex: BigInt(logIndex), issuedAt },
    });
    const { keys, approvers = [], signedApprovals = [] } = document;
    trail.note({
      ...{ sequence, logIndex },
      ...{ keys: keys.length, approvers: approvers.length, demands: signedApprovals.length },
    });
  });
}
