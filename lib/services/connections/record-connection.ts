import { AppError, newId } from "#lib/base/index.ts";
import {
  type Connection,
  type enums,
  type Prisma,
  readAs,
  type sqlNull,
} from "#lib/platform/db/index.ts";
import { mutate, type UserActor } from "#lib/services/audit/index.ts";
import { lockOrganization } from "#lib/services/organizations/index.ts";
import { type HostedKind, hostName } from "./hosts.ts";

export interface MadeConnection {
  readonly id: string;
  /** What Etna needs and was not granted. */
  readonly missing: readonly string[];
}

interface Fields {
  readonly method: Exclude<enums.ConnectionMethod, "folder">;
  readonly forgeAppId: string | null;
  readonly installationId: string | null;
  readonly sealedToken: Prisma.InputJsonObject | typeof sqlNull;
  readonly sealedRefresh: Prisma.InputJsonObject | typeof sqlNull;
  readonly tokenHint: string | null;
  readonly tokenExpiresAt: Date | null;
  readonly granted: readonly string[];
  readonly state?: "active" | "suspended";
  readonly stateReason?: string | null;
}

export interface NewConnection {
  readonly kind: HostedKind;
  readonly host: string;
  /** The account that it acts in, or as. */
  readonly account: string;
  /** Sealed for the connection of this id. */
  readonly fields: (connectionId: string) => Promise<Fields>;
  /** Whether a connection of the same account is this very one, so that again is no change. */
  readonly isSame: (known: Connection) => Promise<boolean>;
}

/** Keeps a connection. The same account's next credential takes the place of the former one. */
export async function recordConnection(
  actor: UserActor,
  organizationId: string,
  made: NewConnection,
): Promise<{ readonly id: string }> {
  const { kind, host, account } = made;
  const name = `${account} on ${hostName(host)}`;
  const key = { organizationId_kind_name: { organizationId, kind, name } };
  const before = await readAs({ organizationId }, (db) => db.connection.findUnique({ where: key }));
  const id = before?.id ?? newId("connection");
  const { granted, ...fields } = await made.fields(id);
  const target = { type: "connection", id };
  return await mutate(actor, "connection.create", target, async (tx, trail) => {
    await lockOrganization(tx, organizationId);
    const known = await tx.connection.findUnique({ where: key });
    if (known?.state === "active" && (await made.isSame(known))) {
      trail.unchanged();
      return { id: known.id };
    }
    if (known !== null && known.id !== id) {
      throw new AppError("conflict", "This account was connected a moment ago. Reload the page.");
    }
    const data = {
      ...fields,
      state: fields.state ?? ("active" as const),
      stateReason: fields.stateReason ?? null,
      host,
      account,
      granted: [...granted],
      checkedAt: new Date(),
      connectedById: actor.userId,
    };
    if (known === null) {
      await tx.connection.create({ data: { id, organizationId, kind, name, ...data } });
    } else {
      await tx.connection.update({ where: { id }, data });
    }
    trail.note({ name, method: fields.method, granted: [...granted] });
    return { id };
  });
}
