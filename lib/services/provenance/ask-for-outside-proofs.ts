import { config } from "#lib/platform/config/index.ts";
import type { Tx } from "#lib/platform/db/index.ts";
import { enqueue } from "#lib/platform/jobs/index.ts";

/** Apart from the workflow itself, so that whoever signs can ask for it without its code. */
export const outsideProofWorkflowName = "outside-proof";

export const outsideKinds = ["timestamp", "public_log"] as const;
export type OutsideKind = (typeof outsideKinds)[number];
export type ProvenStatement = "approved" | "merged";

export interface ProofRequest {
  readonly [key: string]: string;
  readonly fixId: string;
  readonly statement: ProvenStatement;
  readonly kind: OutsideKind;
}

/** What an attempt is told: it is made only while the row still waits for the attempt of this number. */
export interface AttemptRequest extends ProofRequest {
  readonly attempt: string;
}

/**
 * Asks for what others shall say of a signature, in the transaction that makes it. Nothing leaves here,
 * and nothing waits. A public log is for ever, so it is told of statements alone that name things in the
 * open; a timestamp authority is told a digest, of every one.
 */
export async function askForOutsideProofs(
  tx: Tx,
  organizationId: string,
  { fixId, statement }: Pick<ProofRequest, "fixId" | "statement">,
  namesPublic: boolean,
): Promise<void> {
  const { ETNA_TIMESTAMP_URL: timestamp, ETNA_REKOR_URL: rekor } = config();
  const urls = { timestamp, public_log: namesPublic ? rekor : undefined };
  for (const kind of outsideKinds) {
    const url = urls[kind];
    if (url === undefined) continue;
    const request = { fixId, statement, kind };
    await tx.outsideProof.create({
      data: { ...request, organizationId, state: "awaited", url, dueAt: new Date() },
    });
    await enqueueAttempt(tx, organizationId, request, 1);
  }
}

/** Each attempt is a short workflow of its own: between two of them no place in the queue is held. */
export async function enqueueAttempt(
  tx: Tx,
  organizationId: string,
  request: ProofRequest,
  attempt: number,
  notBefore?: Date,
): Promise<void> {
  const { fixId, statement, kind } = request;
  await enqueue(
    tx,
    { name: outsideProofWorkflowName },
    {
      id: `outside-${fixId}-${statement}-${kind}-${attempt}`,
      organizationId,
      input: { fixId, statement, kind, attempt: String(attempt) } satisfies AttemptRequest,
      ...(notBefore && { notBefore }),
    },
  );
}
