import { type Caller, mayReach } from "./access.ts";
import { type HttpMethod, methods } from "./discover.ts";
import { inTurns } from "./in-turns.ts";
import { ask, leak, type Trial } from "./judge.ts";
import type { Answer } from "./request.ts";
import { changed, stateOf } from "./state.ts";
import type { Request, Subject } from "./subjects.ts";

/** These stand for the rest: nothing is answered by method alone, and then by who asks. */
const names = ["owner", "owner of another organization", "signed out", "token: run"];

/** Each address is asked by every method that it does not document. */
export async function tryOtherMethods(trial: Trial, subjects: readonly Subject[]): Promise<void> {
  const { ground, callers, ledger } = trial;
  const addresses = new Map<string, { subject: Subject; documented: Set<HttpMethod> }>();
  for (const subject of subjects) {
    const [request] = await subject.requests(ground.target, callers[0]!);
    const known = addresses.get(request!.path);
    if (known) known.documented.add(request!.method);
    else addresses.set(request!.path, { subject, documented: new Set([request!.method]) });
  }
  const tries = [...addresses].flatMap(([path, { subject, documented }]) =>
    methods
      .filter((method) => !documented.has(method))
      .flatMap((method) =>
        callers
          .filter(({ name }) => names.includes(name))
          .map((caller) => ({
            caller,
            subject,
            documented,
            request: { way: method, method, path },
          })),
      ),
  );
  const before = await stateOf(ground.w.world);
  await inTurns(tries, async ({ documented, ...at }) => {
    const answer = await ask({ trial, ...at });
    const fault = faultOf(at, documented, answer);
    if (fault !== null) leak({ trial, ...at }, at.request, fault);
  });
  const touched = changed(before, await stateOf(ground.w.world));
  if (touched.length > 0) ledger.leaks.push(`Another method changed ${touched.join(", ")}.`);
}

/** What is wrong with an answer to a method that stands nowhere; null where nothing is. */
function faultOf(
  at: { readonly subject: Subject; readonly caller: Caller; readonly request: Request },
  documented: ReadonlySet<HttpMethod>,
  { status, allow, body }: Answer,
): string | null {
  const { subject, caller, request } = at;
  const { method } = request;
  if (status >= 500) return `answers ${status}`;
  if (method === "HEAD") return body === "" ? null : "has a body";
  if (subject.kind === "operation") {
    const expected = method === "OPTIONS" ? 204 : 405;
    if (status !== expected) return `answers ${status}, not ${expected}`;
    const said = allow.split(", ").filter((word) => word !== "OPTIONS");
    return said.sort().join() === [...documented].sort().join() ? null : `allows ${allow}`;
  }
  if (subject.kind === "route") {
    const expected = method === "OPTIONS" ? 204 : 405;
    return status === expected ? null : `answers ${status}, not ${expected}`;
  }
  // A page is drawn whatever the method, and for nobody but whom it is for.
  return status === 200 && !mayReach(subject, caller) ? "answers 200" : null;
}
