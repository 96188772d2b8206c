import { createHash, randomBytes } from "node:crypto";
import { config, required } from "#lib/platform/config/index.ts";
import { readAs } from "#lib/platform/db/index.ts";
import { mutate, systemActor } from "#lib/services/audit/index.ts";

export const linkValidForMs = 15 * 60 * 1000;

/** What a magic link proves. `tokenHash` joins the token and the link secret. */
export interface SignInToken {
  readonly email: string;
  readonly tokenHash: string;
  readonly expiresAt: Date;
}

export async function storeSignInToken(token: SignInToken): Promise<void> {
  const actor = { kind: "visitor", capability: token.email } as const;
  await mutate(actor, "sign_in.request", { type: "sign_in", id: "link" }, async (tx) => {
    await tx.verificationToken.deleteMany({ where: { expiresAt: { lt: new Date() } } });
    await tx.verificationToken.create({
      data: { identifier: token.email, tokenHash: token.tokenHash, expiresAt: token.expiresAt },
    });
  });
}

/** Takes a token out of use. Null where it was used, is over, or was never given to this address. */
export async function consumeSignInToken(
  email: string,
  tokenHash: string,
): Promise<SignInToken | null> {
  const actor = { kind: "visitor", capability: email } as const;
  const target = { type: "sign_in", id: "link" };
  return await mutate(actor, "sign_in.consume", target, async (tx, trail) => {
    const key = { identifier_tokenHash: { identifier: email, tokenHash } };
    const row = await tx.verificationToken.findUnique({ where: key });
    const { count } = await tx.verificationToken.deleteMany({
      where: { identifier: email, tokenHash },
    });
    if (row === null || count === 0) {
      trail.unchanged();
      return null;
    }
    const { expiresAt } = row;
    trail.note({ expired: expiresAt <= new Date() });
    return expiresAt > new Date() ? { email, tokenHash, expiresAt } : null;
  });
}

/**
 * A one-time sign-in link for the first owner, for the terminal of whoever installed Etna. Null
 * once anyone has signed in.
 */
export async function createFirstOwnerLink(): Promise<string | null> {
  const { ETNA_OWNER_EMAIL: email, publicUrl } = config();
  const signIns = await readAs({ capability: "installation" }, (db) =>
    db.auditEvent.count({ where: { chain: "installation", action: "session.start" } }),
  );
  if (signIns > 0) return null;
  const token = randomBytes(32).toString("hex");
  const tokenHash = createHash("sha256")
    .update(`${token}${required("ETNA_LINK_SECRET")}`)
    .digest("hex");
  const expiresAt = new Date(Date.now() + linkValidForMs);
  await mutate(
    systemActor("start", null),
    "sign_in.request",
    { type: "sign_in", id: "first-owner" },
    async (tx) => {
      await tx.verificationToken.create({ data: { identifier: email, tokenHash, expiresAt } });
    },
  );
  const query = new URLSearchParams({ callbackUrl: `${publicUrl}/welcome`, token, email });
  return `${publicUrl}/api/auth/callback/email?${query}`;
}
