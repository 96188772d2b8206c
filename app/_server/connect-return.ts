import { unstable_rethrow } from "next/navigation";
import type { ErrorCode } from "#lib/base/index.ts";
import { publicAddress } from "./address.ts";
import { type Current, requireMember } from "./current.ts";
import { nothingHere } from "./errors.ts";
import { shown } from "./problem.ts";
import type { Query } from "./query.ts";

/**
 * Runs what a return from a forge is for, as the member who set out, and leads to a page. What went
 * wrong is said on the page of the connections, by its code: no words come by an address.
 */
export async function answerReturn(
  slug: string,
  personId: string | null,
  work: (member: Current) => Promise<string>,
): Promise<Response> {
  const member = await requireMember(slug);
  try {
    // Whoever happens to be signed in now did not ask for this.
    if (personId !== null && personId !== member.person.id) throw nothingHere();
    const path = await work(member);
    return Response.redirect(path.startsWith("/") ? publicAddress(path) : path, 303);
  } catch (error) {
    unstable_rethrow(error);
    const problem = new URLSearchParams({ problem: shown(error).code });
    return Response.redirect(publicAddress(`/o/${slug}/settings/connections?${problem}`), 303);
  }
}

const words: Readonly<Partial<Record<ErrorCode, string>>> = {
  forbidden:
    "That was not the answer to what you set out for in this browser, or your role may not connect. Begin again.",
  reauthentication_required:
    "Too long ago that you signed in. Confirm that it is you, then connect.",
  precondition_failed: "The forge did not grant it. Begin again.",
  unavailable: "The forge did not answer. Nothing was lost. Try again in a minute.",
  not_found: "The forge does not know that any more. Begin again.",
  invalid_input: "The forge granted less than Etna needs. Connect it again, and agree to that.",
  conflict: "This account was connected a moment ago.",
};

/** In words, what a return from a forge came to; undefined where nothing went wrong. */
export function connectProblem({ problem }: Query): string | undefined {
  if (typeof problem !== "string") return undefined;
  return words[problem as ErrorCode] ?? "It could not be connected. Begin again.";
}
