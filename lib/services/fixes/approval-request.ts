import { z } from "zod";
import type { JsonObject } from "#lib/base/index.ts";

/** What the person saw when they said yes: the approval is for exactly this. */
export const approvalRequest = z.object({
  headCommit: z.string().regex(/^[0-9a-f]{40,64}$/),
  headTree: z.string().regex(/^[0-9a-f]{40,64}$/),
  patchSha256: z.string().regex(/^[0-9a-f]{64}$/),
});

export type ApprovalRequest = z.infer<typeof approvalRequest>;

/** A verdict on the forge, as it was re-read there. */
export interface ForgeReview extends JsonObject {
  readonly id: string;
  readonly account: string;
  readonly accountId: string;
  /** RFC 3339; null where the forge keeps no time. */
  readonly at: string | null;
}
