import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { z } from "zod";
import { currentPerson } from "#app/_server/current.ts";
import { type Query, queryValue } from "#app/_server/query.ts";
import { returnPath } from "#app/_server/return-path.ts";
import { SignInCard } from "#components/account/cards.tsx";
import { linkValidForMs } from "#lib/services/identity/index.ts";
import { signInAction } from "./actions.ts";

export const metadata: Metadata = { title: "Sign in" };

const problems: Readonly<Record<string, string>> = {
  Verification: "This link no longer works: it was used, or it is too old. Ask for another one.",
  AccessDenied: "This address may not sign in here.",
  Configuration: "Signing in is not set up rightly here. Ask the operator to run npm run doctor.",
};

export default async function SignInPage({ searchParams }: { searchParams: Promise<Query> }) {
  const query = await searchParams;
  const next = returnPath(query.returnTo);
  if (await currentPerson()) redirect(next);
  const error = queryValue(query, "error", z.string().max(40));
  return (
    <SignInCard
      signIn={signInAction}
      next={next}
      problem={error && (problems[error] ?? "Signing in did not work. Ask for another link.")}
      linkMinutes={linkValidForMs / 60_000}
    />
  );
}
