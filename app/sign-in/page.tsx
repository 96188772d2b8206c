import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { currentPerson, leadOnHalfIn } from "#app/_server/current.ts";
import type { Query } from "#app/_server/query.ts";
import { returnPath } from "#app/_server/return-path.ts";
import { signInProblem } from "#app/_server/sign-in-problems.ts";
import { SignInCard } from "#components/account/cards.tsx";
import { linkValidForMs } from "#lib/services/identity/index.ts";
import { signInAction } from "./actions.ts";
import { providerChoice } from "./provider-choice.ts";

export const metadata: Metadata = { title: "Sign in" };

export default async function SignInPage({ searchParams }: { searchParams: Promise<Query> }) {
  const query = await searchParams;
  const next = returnPath(query.returnTo);
  const problem = signInProblem(query);
  // Somebody who is signed in stays only to read what went wrong.
  if (problem === undefined) {
    if (await currentPerson()) redirect(next);
    await leadOnHalfIn(next);
  }
  return (
    <SignInCard
      signIn={signInAction}
      choice={providerChoice()}
      next={next}
      problem={problem}
      linkMinutes={linkValidForMs / 60_000}
    />
  );
}
