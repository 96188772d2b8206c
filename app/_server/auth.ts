import { headers } from "next/headers";
import NextAuth, { type NextAuthConfig } from "next-auth";
import type { Adapter, AdapterUser } from "next-auth/adapters";
import {
  consumeSignInToken,
  findOrCreatePerson,
  findPerson,
  findPersonByEmail,
  linkValidForMs,
  type Person,
  readSession,
  revokeSession,
  sendSignInLink,
  sessionLifetimeMs,
  signInSettings,
  startSession,
  storeSignInToken,
} from "#lib/services/identity/index.ts";

const { publicUrl, authSecrets, linkSecret } = signInSettings();
// Without it a forged Host header would decide where a mailed link leads.
process.env.AUTH_URL = publicUrl;

function toUser(person: Person): AdapterUser {
  return { id: person.id, email: person.email, name: person.name, emailVerified: null };
}

/** People and links live in our own tables; sessions are a signed cookie that names a row. */
const adapter: Adapter = {
  createUser: async ({ email }) => toUser(await findOrCreatePerson(email)),
  getUser: async (id) => nullable(await findPerson(id)),
  getUserByEmail: async (email) => nullable(await findPersonByEmail(email)),
  getUserByAccount: async () => null,
  updateUser: async ({ id }) => {
    const person = await findPerson(id);
    if (person === null) throw new Error("The person is gone.");
    return toUser(person);
  },
  linkAccount: async () => undefined,
  createVerificationToken: async (token) => {
    await storeSignInToken({
      email: token.identifier,
      tokenHash: token.token,
      expiresAt: token.expires,
    });
    return token;
  },
  useVerificationToken: async ({ identifier, token }) => {
    const used = await consumeSignInToken(identifier, token);
    return used && { identifier, token, expires: used.expiresAt };
  },
};

function nullable(person: Person | null): AdapterUser | null {
  return person && toUser(person);
}

const cookieOptions = { httpOnly: true, sameSite: "lax", path: "/", secure: true } as const;

const settings: NextAuthConfig = {
  adapter,
  secret: [...authSecrets],
  trustHost: true,
  useSecureCookies: true,
  session: { strategy: "jwt", maxAge: sessionLifetimeMs / 1000 },
  pages: { signIn: "/sign-in", verifyRequest: "/sign-in/sent", error: "/sign-in" },
  cookies: {
    sessionToken: { name: "__Host-etna-session", options: cookieOptions },
    callbackUrl: { name: "__Host-etna-callback", options: cookieOptions },
    csrfToken: { name: "__Host-etna-csrf", options: cookieOptions },
  },
  providers: [
    {
      id: "email",
      type: "email",
      name: "E-mail",
      maxAge: linkValidForMs / 1000,
      secret: linkSecret,
      sendVerificationRequest: ({ identifier, url }) => sendSignInLink(identifier, url),
      options: {},
    },
  ],
  callbacks: {
    async jwt({ token, user }) {
      // A user comes along only when someone has just signed in.
      if (user?.id) {
        const userAgent = (await headers()).get("user-agent");
        return { sub: user.id, sid: await startSession(user.id, userAgent) };
      }
      // Asked on every request, so that a revoked session ends at once.
      const person = typeof token.sid === "string" ? await readSession(token.sid) : null;
      return person && { ...token, sub: person.id, email: person.email, name: person.name };
    },
    session({ session, token }) {
      session.user.id = token.sub ?? "";
      return session;
    },
  },
  events: {
    async signOut(message) {
      const token = "token" in message ? message.token : null;
      if (token?.sub && typeof token.sid === "string") await revokeSession(token.sub, token.sid);
    },
  },
};

export const { handlers, auth, signIn, signOut } = NextAuth(settings);
