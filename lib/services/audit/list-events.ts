import { readAs } from "#lib/platform/db/index.ts";

export interface AuditEventView {
  readonly seq: string;
  readonly at: Date;
  readonly who: string;
  readonly action: string;
  readonly targetType: string;
  readonly targetId: string;
  readonly detail: Readonly<Record<string, unknown>>;
  readonly hash: string;
}

/** One page of an organization's trail, newest first; `before` is the sequence number to go on from. */
export async function listEvents(
  organizationId: string,
  options: { readonly before?: bigint; readonly limit: number },
): Promise<readonly AuditEventView[]> {
  return await readAs({ organizationId }, async (db) => {
    const events = await db.auditEvent.findMany({
      where: { chain: organizationId, ...(options.before && { seq: { lt: options.before } }) },
      orderBy: { seq: "desc" },
      take: options.limit,
    });
    const members = await db.user.findMany({ select: { id: true, name: true, email: true } });
    const names = new Map(members.map((user) => [user.id, user.name ?? user.email]));
    const tokens = await db.apiToken.findMany({ select: { id: true, name: true } });
    const tokenNames = new Map(tokens.map((token) => [token.id, token.name]));
    return events.map((event) => {
      const actor = event.actor as {
        kind: string;
        userId?: string;
        tokenId?: string;
        program?: string;
      };
      const target = event.target as { type: string; id: string };
      return {
        seq: event.seq.toString(),
        at: event.at,
        who: actor.userId
          ? (names.get(actor.userId) ?? "A former member")
          : actor.tokenId
            ? `Token ${tokenNames.get(actor.tokenId) ?? actor.tokenId}`
            : `Etna ${actor.program ?? ""}`.trim(),
        action: event.action,
        targetType: target.type,
        targetId: target.id,
        detail: event.detail as Record<string, unknown>,
        hash: event.hash,
      };
    });
  });
}
