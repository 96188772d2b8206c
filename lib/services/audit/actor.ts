/** Who does something. A person always acts in one organization, or on their own account. */
export type Actor =
  | {
      readonly kind: "user";
      readonly userId: string;
      readonly organizationId: string | null;
      /** The session in which they ask. Null where none can be had yet: see `Grant.sessionless`. */
      readonly sessionId: string | null;
    }
  | {
      readonly kind: "system";
      /** The program that acts, such as "worker" or "cli". */
      readonly program: string;
      readonly organizationId: string | null;
    }
  | {
      /** A program of the organization's, holding one of its API tokens. */
      readonly kind: "token";
      readonly tokenId: string;
      readonly organizationId: string;
    }
  | {
      /** A member who acts on the forge, with an account there that they have linked here. */
      readonly kind: "forge";
      readonly userId: string;
      readonly organizationId: string;
      readonly issuer: string;
      readonly subject: string;
    }
  | {
      /** Nobody is signed in: a visitor who holds the one secret that opens the row in question. */
      readonly kind: "visitor";
      readonly capability: string;
    };

export type UserActor = Extract<Actor, { kind: "user" }>;
export type TokenActor = Extract<Actor, { kind: "token" }>;
export type ForgeActor = Extract<Actor, { kind: "forge" }>;

export function userActor(
  userId: string,
  organizationId: string | null,
  sessionId: string | null,
): UserActor {
  return { kind: "user", userId, organizationId, sessionId };
}

export function tokenActor(tokenId: string, organizationId: string): TokenActor {
  return { kind: "token", tokenId, organizationId };
}

export function systemActor(program: string, organizationId: string | null): Actor {
  return { kind: "system", program, organizationId };
}

export function forgeActor(
  userId: string,
  organizationId: string,
  account: { readonly issuer: string; readonly subject: string },
): ForgeActor {
  const { issuer, subject } = account;
  return { kind: "forge", userId, organizationId, issuer, subject };
}
