import { z } from "zod";
import { emailAddress } from "#lib/services/organizations/index.ts";
import type { ProviderId } from "./providers.ts";

/** What a provider says about the person who has just signed in there. */
export interface ProviderProfile {
  /** The account's own id, which outlives its name and its address. */
  readonly subject: string;
  /** What its owner is called there. */
  readonly label: string;
  readonly name: string | null;
  /** An address that the provider has verified; null where it has verified none. */
  readonly verifiedEmail: string | null;
}

const text = z.string().min(1).max(300);
const subject = z.union([z.number().int().positive(), text]).transform(String);
const optionalName = z.string().max(300).nullish();

const github = z.object({ id: subject, login: text, name: optionalName, emails: z.unknown() });
const githubEmails = z.array(
  z.object({ email: z.string(), primary: z.boolean(), verified: z.boolean() }),
);
const gitlab = z.object({
  id: subject,
  username: text,
  name: optionalName,
  email: z.string().nullish(),
  confirmed_at: z.string().nullish(),
});
const google = z.object({
  sub: subject,
  email: z.string().nullish(),
  email_verified: z.unknown(),
  name: optionalName,
});

const readers: Readonly<Record<ProviderId, (answer: unknown) => ProviderProfile>> = {
  /** `GET /user`, with the answer of `GET /user/emails` as `emails`. Its public address proves nothing. */
  github(answer) {
    const user = github.parse(answer);
    const primary = githubEmails.parse(user.emails).find((email) => email.primary);
    return profile(user.id, user.login, user.name, primary?.verified ? primary.email : null);
  },
  /** `GET /api/v4/user`. */
  gitlab(answer) {
    const user = gitlab.parse(answer);
    return profile(user.id, user.username, user.name, user.confirmed_at ? user.email : null);
  },
  /** Claims of the ID token (OpenID Connect Core 1.0, 5.1). */
  google(answer) {
    const claims = google.parse(answer);
    const email = claims.email_verified === true ? claims.email : null;
    return profile(claims.sub, claims.email ?? claims.sub, claims.name, email);
  },
};

/** Reads a provider's answer. Throws a ZodError where it is not what the provider promises. */
export function readProviderProfile(provider: ProviderId, answer: unknown): ProviderProfile {
  return readers[provider](answer);
}

function profile(
  id: string,
  label: string,
  name: string | null | undefined,
  email: string | null | undefined,
): ProviderProfile {
  const address = emailAddress.safeParse(email);
  return {
    subject: id,
    label,
    name: name?.trim() || null,
    verifiedEmail: address.success ? address.data : null,
  };
}
