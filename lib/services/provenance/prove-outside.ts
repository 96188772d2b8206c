import { isAppError } from "#lib/base/index.ts";
import { readAs } from "#lib/platform/db/index.ts";
import type { Steps, Workflow } from "#lib/platform/jobs/index.ts";
import {
  type AttemptRequest,
  outsideProofWorkflowName,
  type ProofRequest,
} from "./ask-for-outside-proofs.ts";
import { askPublicLog } from "./ask-public-log.ts";
import { askTimestamp } from "./ask-timestamp.ts";
import { type Attempt, keepAttempt } from "./keep-outside-proof.ts";
import { type Asked, answerOf } from "./outside-answer.ts";
import { outsideSettings } from "./outside-settings.ts";

/** The database may be away for a while; whom we ask has pauses of its own. */
const retried = { maxAttempts: 8, firstPauseMs: 1_000 };

/** One attempt at having others say that a signature was there. Where it fails, it asks for the next. */
export const outsideProofWorkflow: Workflow<AttemptRequest> = {
  name: outsideProofWorkflowName,
  queue: "outside",
  async run(steps: Steps, { organizationId, attempt, ...request }) {
    const prove = () => proveOutside(organizationId, request, numberOf(attempt));
    await steps.step("prove", prove, retried);
  },
  async abandon({ organizationId, attempt, ...request }) {
    const row = await readRow(organizationId, request, numberOf(attempt));
    const silent = "The last attempt did not come to its end.";
    if (row !== null) await keepAttempt(organizationId, request, row, { silent });
  },
};

/**
 * Asks once, verifies what comes back, and keeps it; or keeps why not, and when to ask again. However
 * often it runs, a public log has one entry: it is asked with the very same bytes. With a number, only
 * where this attempt is the next one: of two that were asked for, one alone goes on.
 */
export async function proveOutside(
  organizationId: string,
  request: ProofRequest,
  number?: number,
): Promise<void> {
  const row = await readRow(organizationId, request, number);
  if (row === null) return;
  const signed = request.statement === "approved" ? row.fix.attestation : row.fix.mergeAttestation;
  if (signed === null) return;
  const asked = { bundle: signed.bundle, spki: signed.signingKey.spki };
  await keepAttempt(organizationId, request, row, await attempt(request, asked));
}

async function attempt({ kind }: ProofRequest, asked: Asked): Promise<Attempt> {
  const { timestamp, publicLog } = await outsideSettings();
  const settings = kind === "timestamp" ? timestamp : publicLog;
  if (settings === null) return { ended: "Nobody is asked any more: the setting was taken away." };
  const { url } = settings;
  try {
    const answer =
      "authorities" in settings
        ? await askTimestamp(settings, asked)
        : await askPublicLog(settings, asked);
    return { url, answer };
  } catch (error) {
    const answer = answerOf(error);
    if (answer !== null) return { url, answer };
    if (!isAppError(error, "unavailable")) throw error;
    return { url, silent: error.message, againInSeconds: error.retryAfterSeconds ?? 0 };
  }
}

/** What an earlier version asked for has none. */
function numberOf(attempt: string | undefined): number | undefined {
  return attempt === undefined ? undefined : Number(attempt);
}

/** The row of a proof that is still to be had, with what it is about. */
async function readRow(
  organizationId: string,
  { fixId, statement, kind }: ProofRequest,
  number?: number,
) {
  const signed = { include: { signingKey: true } } as const;
  return await readAs({ organizationId }, (db) =>
    db.outsideProof.findFirst({
      where: {
        ...{ organizationId, fixId, statement, kind, state: { in: ["awaited", "refused"] } },
        ...(number !== undefined && { attempts: number - 1 }),
      },
      include: { fix: { include: { attestation: signed, mergeAttestation: signed } } },
    }),
  );
}
