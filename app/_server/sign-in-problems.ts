import { z } from "zod";
import { findProvider } from "#lib/services/identity/index.ts";
import { type Query, queryValue } from "./query.ts";

/** What an error in the address means, in words. `name` is the provider's. */
const problems: Readonly<Record<string, (name: string) => string>> = {
  Verification: () =>
    "This link no longer works: it was used, or it is too old. Ask for another one.",
  AccessDenied: () => "This did not work, and nobody was signed in. Try again.",
  OAuthAccountNotLinked: (name) =>
    `There is an account with this address here, which your ${name} account is not connected to. Sign in with a link sent to the address, then connect ${name} under Settings, You.`,
  AccountOfAnother: (name) =>
    `This ${name} account is connected to somebody else here. They can disconnect it under Settings, You.`,
  OtherAccountLinked: (name) =>
    `Another ${name} account is connected already. Disconnect it first, then connect this one.`,
  SignedInAlready: (name) =>
    `You are signed in already, as somebody whom this ${name} account is not connected to. Connect it under Settings, You, or sign out first.`,
  ConfirmFirst: (name) =>
    `Too long ago that you proved it is you. Connect ${name} again, and confirm first.`,
  EmailNotVerified: (name) =>
    `${name} has not verified your address. Verify it there, or sign in with a link sent to it.`,
  SignUpClosed: () =>
    "There is no account for this address, and not everyone may make one here. Ask a member to invite it.",
  OAuthCallbackError: () => "The provider did not let you in, or you stopped it. Nothing happened.",
  Configuration: () =>
    "The answer could not be used: it was too old, used before, or made for another browser. Start again here. If it happens every time, ask the operator to run npm run doctor.",
};

/** The problem that the address names, or undefined. Nothing of the address itself is shown. */
export function signInProblem(query: Query): string | undefined {
  const error = queryValue(query, "error", z.string().max(40));
  if (error === undefined) return undefined;
  const provider = findProvider(queryValue(query, "provider", z.string().max(20)) ?? "");
  const say = Object.hasOwn(problems, error) ? problems[error] : undefined;
  return say?.(provider?.name ?? "provider") ?? "Signing in did not work. Try again.";
}
