import { headers } from "next/headers";
import NextAuth, { type Account, type NextAuthConfig, type Profile } from "next-auth";
import type { Adapter, AdapterUser } from "next-auth/adapters";
import { reportError, userActor } from "#lib/services/audit/index.ts";
import {
  consumeSignInToken,
  findOrCreatePerson,
  findPerson,
  findPersonByAccount,
  findPersonByEmail,
  findProvider,
  linkValidForMs,
  maySignIn,
  type Person,
  readProviderProfile,
  readSession,
  revokeSession,
  sendSignInLink,
  sessionLifetimeMs,
  signInSettings,
  signInWithAccount,
  startSession,
  storeSignInToken,
} from "#lib/services/identity/index.ts";
import {
  browserSecret,
  cookieOptions,
  keepBrowserSecret,
  takeConnectIntent,
} from "./sign-in-cookies.ts";
import { oauthProviders } from "./sign-in-providers.ts";

declare module "next-auth" {
  interface Session {
    sessionId?: string;
    hasSecondFactor?: boolean;
    /** The second factor was not shown yet: whoever asks is nobody but to the page that asks for it. */
    halfOpen?: boolean;
  }
}

const { publicUrl, authSecrets, linkSecret } = signInSettings();
// Without it a forged Host header would decide where a mailed link leads.
process.env.AUTH_URL = publicUrl;

function toUser(person: Person): AdapterUser {
  return { id: person.id, email: person.email, name: person.name, emailVerified: null };
}

/** People and links live in our own tables; sessions are a signed cookie that names a row. */
const adapter: Adapter = {
  createUser: async ({ email }) => toUser(await findOrCreatePerson(email)),
  // Asked only for whom the cookie names, which a revoked session still does.
  getUser: async (id) => ((await auth())?.user?.id === id ? nullable(await findPerson(id)) : null),
  getUserByEmail: async (email) => nullable(await findPersonByEmail(email)),
  getUserByAccount: async ({ provider, providerAccountId: subject }) => {
    const issuer = findProvider(provider)?.url;
    return issuer === undefined ? null : nullable(await findPersonByAccount({ issuer, subject }));
  },
  updateUser: async ({ id }) => {
    const person = await findPerson(id);
    if (person === null) throw new Error("The person is gone.");
    return toUser(person);
  },
  linkAccount: () => {
    throw new Error("Accounts are connected before anyone is signed in with them.");
  },
  createVerificationToken: async (token) => {
    const { identifier: email, token: tokenHash, expires: expiresAt } = token;
    await storeSignInToken({ email, tokenHash, expiresAt }, await keepBrowserSecret());
    return token;
  },
  useVerificationToken: async ({ identifier, token }) => {
    const used = await consumeSignInToken(identifier, token, await browserSecret());
    return used && { identifier, token, expires: used.expiresAt };
  },
};

function nullable(person: Person | null): AdapterUser | null {
  return person && toUser(person);
}

/** True to go on; else the page that says why not. */
async function admitAccount(account: Account, profile: Profile): Promise<true | string> {
  const provider = findProvider(account.provider);
  if (provider === undefined) return "/sign-in?error=Configuration";
  const here = await auth();
  const actor = here?.user?.id ? userActor(here.user.id, null, here.sessionId ?? null) : null;
  const intent = await takeConnectIntent();
  const asksToConnect = intent !== null && intent.personId === actor?.userId && !here?.halfOpen;
  const refusal = await signInWithAccount(
    provider,
    readProviderProfile(provider.id, profile),
    actor && { actor, asksToConnect },
  );
  if (refusal === null) return true;
  const query = new URLSearchParams({ error: refusal, provider: provider.id });
  return `${asksToConnect ? intent.returnTo : "/sign-in"}?${query}`;
}

/** What a visitor brings about by an old link, cookie or answer: they are told, and nothing failed. */
const visitorsErrors: ReadonlySet<string> = new Set([
  "AccessDenied",
  "InvalidCheck",
  "JWTSessionError",
  "OAuthCallbackError",
  "Verification",
]);

const settings: NextAuthConfig = {
  adapter,
  logger: {
    error(error) {
      const type = "type" in error ? String(error.type) : error.name;
      if (!visitorsErrors.has(type)) reportError(error);
    },
  },
  secret: [...authSecrets],
  trustHost: true,
  useSecureCookies: true,
  session: { strategy: "jwt", maxAge: sessionLifetimeMs / 1000 },
  pages: { signIn: "/sign-in", verifyRequest: "/sign-in/sent", error: "/sign-in" },
  cookies: {
    sessionToken: { name: "__Host-etna-session", options: cookieOptions },
    callbackUrl: { name: "__Host-etna-callback", options: cookieOptions },
    csrfToken: { name: "__Host-etna-csrf", options: cookieOptions },
    pkceCodeVerifier: { name: "__Host-etna-pkce", options: cookieOptions },
    state: { name: "__Host-etna-state", options: cookieOptions },
    nonce: { name: "__Host-etna-nonce", options: cookieOptions },
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
    ...oauthProviders(),
  ],
  callbacks: {
    async signIn({ user, account, profile, email }) {
      // Whoever asks for a link gets the same answer; the mail says what it leads to.
      if (email?.verificationRequest) return true;
      if (account && profile) return await admitAccount(account, profile);
      return (await maySignIn(user.email ?? "")) || "/sign-in?error=SignUpClosed";
    },
    async jwt({ token, user }) {
      // A user comes along only when someone has just signed in.
      if (user?.id) {
        const before = await auth();
        if (before?.sessionId && before.user?.id) {
          await revokeSession(before.user.id, before.sessionId);
        }
        const userAgent = (await headers()).get("user-agent");
        return { sub: user.id, sid: await startSession(user.id, userAgent) };
      }
      // Asked on every request, so that a revoked session ends at once.
      const person = typeof token.sid === "string" ? await readSession(token.sid) : null;
      if (person === null) return null;
      const { id: sub, email, name, hasSecondFactor, halfOpen } = person;
      return { ...token, sub, email, name, hasSecondFactor, halfOpen };
    },
    session({ session, token }) {
      session.user.id = token.sub ?? "";
      if (typeof token.sid === "string") session.sessionId = token.sid;
      session.hasSecondFactor = token.hasSecondFactor === true;
      session.halfOpen = token.halfOpen !== false;
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
