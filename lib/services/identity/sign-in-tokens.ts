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

/** A secret for the browser that asks for a link: the link works only where it is presented. */
export function newBrowserSecret(): string {
  return randomBytes(32).toString("base64url");
}

/** Keeps a link for one browser. An older one for the same address and browser no longer works. */
export async function storeSignInToken(token: SignInToken, browserSecret: string): Promise<void> {
  const { email, tokenHash, expiresAt } = token;
  const browserHash = sha256(browserSecret);
  const actor = { kind: "visitor", capability: email } as const;
  await mutate(actor, "sign_in.request", { type: "sign_in", id: "link" }, async (tx) => {
    await tx.verificationToken.deleteMany({
      where: { OR: [{ expiresAt: { lt: new Date() } }, { identifier: email, browserHash }] },
    });
    await tx.verificationToken.create({
      data: { identifier: email, tokenHash, browserHash, expiresAt },
    });
  });
}

/**
 * Takes a token out of use. Null where it was used, is over, or was never given to this address;
 * and, leaving it in use, where another browser asked for it.
 */
export async function consumeSignInToken(
  email: string,
  tokenHash: string,
  browserSecret: string | undefined,
): Promise<SignInToken | null> {
  const actor = { kind: "visitor", capability: email } as const;
  const target = { type: "sign_in", id: "link" };
  return await mutate(actor, "sign_in.consume", target, async (tx, trail) => {
    const key = { identifier_tokenHash: { identifier: email, tokenHash } };
    const row = await tx.verificationToken.findUnique({ where: key });
    if (row === null || !isFor(browserSecret, row.browserHash)) {
      trail.unchanged();
      return null;
    }
    const { count } = await tx.verificationToken.deleteMany({
      where: { identifier: email, tokenHash },
    });
    if (count === 0) {
      trail.unchanged();
      return null;
    }
    const { expiresAt } = row;
    trail.note({ expired: expiresAt <= new Date() });
    return expiresAt > new Date() ? { email, tokenHash, expiresAt } : null;
  });
}

/** True where the link would work, were it opened in the browser that asked for it. Changes nothing. */
export async function isLinkOfAnotherBrowser(
  email: string,
  token: string,
  browserSecret: string | undefined,
): Promise<boolean> {
  const key = { identifier: email, tokenHash: hashOfToken(token) };
  const row = await readAs({ capability: email }, (db) =>
    db.verificationToken.findUnique({ where: { identifier_tokenHash: key } }),
  );
  return row !== null && row.expiresAt > new Date() && !isFor(browserSecret, row.browserHash);
}

/** A link of the terminal is bound to no browser: whoever reads the terminal runs the installation. */
function isFor(browserSecret: string | undefined, browserHash: string | null): boolean {
  if (browserHash === null) return true;
  return browserSecret !== undefined && sha256(browserSecret) === browserHash;
}

/** As next-auth makes it, so that the token alone, read from a database, opens nothing. */
function hashOfToken(token: string): string {
  return sha256(`${token}${required("ETNA_LINK_SECRET")}`);
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
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
  const tokenHash = hashOfToken(token);
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
