import { z } from "zod";

/** What the person saw when they said yes: the approval is for exactly this. */
export const approvalRequest = z.object({
  headCommit: z.string().regex(/^[0-9a-f]{40,64}$/),
  headTree: z.string().regex(/^[0-9a-f]{40,64}$/),
  patchSha256: z.string().regex(/^[0-9a-f]{64}$/),
});

export type ApprovalRequest = z.infer<typeof approvalRequest>;
