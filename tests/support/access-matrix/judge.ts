import { type Caller, mayReach, mayRead } from "./access.ts";
import type { Ground } from "./ground.ts";
import { type Answer, send } from "./request.ts";
import type { Request, Subject } from "./subjects.ts";
import type { Target } from "./target.ts";

/** What was tried so far, and every way in which an answer was more than it may be, or less. */
export interface Ledger {
  attempts: number;
  readonly leaks: string[];
}

export interface Trial {
  readonly ground: Ground;
  readonly callers: readonly Caller[];
  readonly ledger: Ledger;
}

export interface At {
  readonly trial: Trial;
  readonly subject: Subject;
  readonly caller: Caller;
}

/** Of an answer, what a person or a program could tell from another one. */
export function comparable({ status, location, type, body }: Answer, target: Target): string {
  const asNamed = (text: string) =>
    Object.entries(target).reduce((so, [name, value]) => so.replaceAll(value, `<${name}>`), text);
  const alike = asNamed(body)
    .replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "<request>")
    .replaceAll(/just now|\d+ \w+ ago/g, "<time>");
  const words = type.startsWith("text/html")
    ? wordsOfPage(alike)
    : type.startsWith("text/x-component")
      ? wordsOfData(alike)
      : alike;
  return `${status} ${asNamed(location)} ${type} ${words}`;
}

/** The texts of a page, whose parts and title come in the order they are ready. */
function wordsOfPage(body: string): string {
  const silent = /<(script|style|title)\b.*?<\/\1>|<!--.*?-->/gs;
  return [...new Set(body.replace(silent, "").split(/<[^>]*>/))].sort().join("\n");
}

/** The texts, answers and errors in a tree of components, whose rows come in the order they are ready. */
function wordsOfData(body: string): string {
  const said = /E\{"digest":"[^"]*"|"(?:children|label|hint|href|error|done)":"[^"$][^"]*"/g;
  return [...new Set(body.match(said))].sort().join("\n");
}

/** The statuses that say no to this caller. */
export function refusals({ subject, caller }: At, request: Request): readonly number[] {
  switch (subject.kind) {
    case "operation":
      if (caller.scopes === undefined) return [401];
      if (caller.house === "A" || subject.may === "nobody") return [403];
      return request.path.includes("_") || request.body !== undefined ? [404] : [200, 404];
    case "route":
      if (subject.refused) return subject.refused;
      return caller.person === undefined ? [401] : [404];
    case "page":
      if (isData(request)) return [200];
      if (subject.refused) return subject.refused;
      return caller.person === undefined ? [307] : [404];
    case "action":
      // Scripts are sent the next page along with where it is, with status 200.
      if (caller.person === undefined) return [200, 303];
      if (caller.house === "A" || subject.may === "nobody") return [200];
      // Through a page that is there, "not found" comes inside of it.
      return request.way === "by way of a public page" ? [200, 404] : [404];
  }
}

export async function ask(at: At & { readonly request: Request }): Promise<Answer> {
  const { trial, subject, caller, request } = at;
  const { ground, ledger } = trial;
  ledger.attempts += 1;
  const answer = await send(ground.w.url, request, caller.headers);
  const reached = mayReach(subject, caller);
  const said = ground.canaries.in(saidIn(request));
  for (const [word, canary] of ground.canaries.in(answer.told)) {
    if (said.has(word)) continue;
    // A token reads for its house only where its scope lets it.
    const own =
      mayRead(canary, caller) && (reached || caller.scopes === undefined || caller.house === "B");
    const shows = reached ? subject.shows : subject.action?.capability;
    const shown = shows?.includes(canary.what);
    if (!own && !shown) leak(at, request, `tells ${canary.what}, ${word}`);
  }
  return answer;
}

export async function said({ subject, caller }: At, target: Target): Promise<string> {
  return (await subject.requests(target, caller)).map(saidIn).join(" ");
}

/** All that was said in a request. */
export function saidIn({ path, body }: Request): string {
  return [path, ...(body instanceof FormData ? body.values() : [body ?? ""])].join(" ");
}

/** Next.js sends a tree of components with status 200, even one that says "sent on" or "not there". */
export function isData({ headers }: Request): boolean {
  return headers?.rsc !== undefined;
}

export function leak({ trial, subject, caller }: At, request: Request, what: string): void {
  const way = request.way && ` (${request.way})`;
  trial.ledger.leaks.push(`${subject.name}${way}, ${caller.name}: ${JSON.stringify(what)}`);
}
