import { type Caller, mayReach } from "./access.ts";
import { anotherSession } from "./callers.ts";
import { inTurns } from "./in-turns.ts";
import { type At, ask, comparable, isData, leak, refusals, said, type Trial } from "./judge.ts";
import { addPerson } from "./people.ts";
import type { Answer } from "./request.ts";
import { changed, stateOf } from "./state.ts";
import type { Request, Subject } from "./subjects.ts";
import type { Target } from "./target.ts";

/** Everybody asks for what only shows something. */
export async function tryReading(trial: Trial, subjects: readonly Subject[]): Promise<void> {
  const { ground, callers } = trial;
  const before = await stateOf(ground.w.world);
  const pairs = subjects.flatMap((subject) => callers.map((caller) => ({ subject, caller })));
  await inTurns(pairs, async ({ subject, caller }) => {
    const at = { trial, subject, caller };
    if (mayReach(subject, caller)) await checkWorks(at, ground.target);
    else await checkRefused(at, ground.target);
    for (const request of (await subject.never?.(ground.target, ground.phantom)) ?? []) {
      const answer = await ask({ ...at, request });
      if (answer.status !== 404 && !isData(request)) {
        leak(at, request, `answers ${answer.status} where nothing is`);
      }
    }
  });
  const after = changed(before, await stateOf(ground.w.world));
  if (after.length > 0) trial.ledger.leaks.push(`Looking changed ${after.join(", ")}.`);
}

/** Everybody asks for what changes something: first those who may not, then one by one who may. */
export async function tryChanging(trial: Trial, subject: Subject): Promise<void> {
  const { ground, callers, ledger } = trial;
  const { world } = ground.w;
  const ready = async (caller?: Caller) => ({
    ...ground.target,
    ...(await subject.ready?.(ground, caller)),
  });
  const refusedTarget = await ready();
  const before = await stateOf(world);
  const refused = callers.filter((caller) => !mayReach(subject, caller));
  await inTurns(refused, (caller) => checkRefused({ trial, subject, caller }, refusedTarget));
  const touched = changed(before, await stateOf(world));
  if (touched.length > 0) {
    ledger.leaks.push(`${subject.name}: one who may not changed ${touched.join(", ")}.`);
  }
  for (const caller of callers) {
    if (!mayReach(subject, caller)) continue;
    const at = { trial, subject, caller };
    if (subject.action?.personal) await checkFellows(at, await ready());
    const actor = await actorOf(at);
    const { as: headers = actor.headers, ...target } = await ready(actor);
    await checkChanges({ ...at, caller: { ...actor, headers } }, target);
    await subject.action?.after?.(ground, caller);
  }
  const special = await subject.action?.worksFor?.(ground);
  if (special === undefined) return;
  const { person, target } = special;
  const session = await anotherSession(ground, person);
  const caller: Caller = { name: "whom it is for", person, ...session, house: "A", role: "viewer" };
  const entitled = { ...subject, may: "signedIn" } as const;
  await checkChanges({ trial, subject: entitled, caller }, { ...ground.target, ...target });
}

/** The caller, or one like them where what they do would end what they are. */
async function actorOf({ trial: { ground }, subject, caller }: At): Promise<Caller> {
  const { endsSession, asNewcomer } = subject.action ?? {};
  if (asNewcomer) {
    const person = await addPerson(ground.w, ground.canaries, "nobody");
    return { ...caller, person, ...(await anotherSession(ground, person)) };
  }
  const id = caller.person?.id ?? caller.halfIn;
  if (!endsSession || id === undefined) return caller;
  return { ...caller, ...(await anotherSession(ground, { id })) };
}

/** One who may does it, and it is done. */
async function checkChanges(at: At, target: Target): Promise<void> {
  const { world } = at.trial.ground.w;
  const before = await stateOf(world);
  await checkWorks(at, target);
  const { proof, endsSession } = at.subject.action ?? {};
  if (proof !== undefined || (endsSession && at.caller.person === undefined)) return;
  if (changed(before, await stateOf(world)).length === 0) {
    at.trial.ledger.leaks.push(`${at.subject.name}, ${at.caller.name}: it changed nothing.`);
  }
}

async function checkWorks(at: At, target: Target): Promise<void> {
  const { subject, caller, trial } = at;
  const { canaries, phantom } = trial.ground;
  const answers: Answer[] = [];
  for (const request of await subject.requests(target, caller)) {
    const answer = await ask({ ...at, request });
    answers.push(answer);
    const usual = subject.kind === "action" ? [200, 303] : [200];
    // The data of a page that sends on comes with the status of any other data.
    const statuses = subject.status ?? usual;
    if (!statuses.includes(answer.status)) leak(at, request, `answers ${answer.status}`);
    if (subject.kind === "action") checkDone(at, request, answer);
    const seen = new Set([...canaries.in(answer.told).values()].map(({ what }) => what));
    if (subject.sees && !seen.has(subject.sees)) leak(at, request, `does not show ${subject.sees}`);
  }
  if (subject.action?.alike) await checkAlike(at, { target, answers }, phantom);
}

/** A form answers in words where it failed, whatever the status. */
function checkDone(at: At, request: Request, answer: Answer): void {
  const { proof } = at.subject.action ?? {};
  const words = /^[0-9a-f]+:\{"(?:error|fields)":(.*)/m.exec(answer.body)?.[1];
  if (words) leak(at, request, `fails: ${words}`);
  if (proof && "leadsTo" in proof && !proof.leadsTo.test(answer.location)) {
    leak(at, request, `leads to "${answer.location}"`);
  }
  if (proof && "tells" in proof) {
    const told = [...at.trial.ground.canaries.in(answer.body).values()];
    if (!told.some(({ what }) => what === proof.tells)) leak(at, request, "tells nothing");
  }
}

/** One who may not is told so, learns nothing, and cannot tell what is there from what is not. */
async function checkRefused(at: At, target: Target): Promise<void> {
  const { subject, caller, trial } = at;
  const { phantom, b } = trial.ground;
  const plain = await subject.requests(target, caller);
  const detours = (await subject.detours?.(target, caller)) ?? [];
  const answers: Answer[] = [];
  for (const request of [...plain, ...detours]) {
    const answer = await ask({ ...at, request });
    answers.push(answer);
    const statuses = refusals(at, request);
    if (!statuses.includes(answer.status)) {
      leak(at, request, `answers ${answer.status}, not ${statuses.join(" or ")}`);
    }
    const signIn = subject.kind === "action" && caller.person === undefined;
    if (signIn && !/^(https?:\/\/[^/]+)?\/(sign-in|second-factor)\b/.test(answer.location)) {
      leak(at, request, `leads to "${answer.location}"`);
    }
    const { proof } = subject.action ?? {};
    if (proof && "leadsTo" in proof && proof.leadsTo.test(answer.location)) {
      leak(at, request, `leads on to "${answer.location}"`);
    }
  }
  if (caller.house === "A" || subject.may === "anyone" || subject.action?.capability) return;
  await checkAlike(at, { target, answers }, phantom);
  if (caller.house === "B") {
    // Their own house in the address, and another's things in what is asked for.
    const [theirs, none] = [target, { ...phantom, fresh: target.fresh }].map((t) => ({
      ...t,
      slug: b.slug,
    }));
    if ((await said(at, theirs!)) === (await said(at, none!))) return;
    await checkAlike(at, { target: theirs!, answers: await askAll(at, theirs!) }, none!);
  }
}

/** A member's own things stay as they are when a fellow member names them. */
async function checkFellows(at: At, fellows: Target): Promise<void> {
  const { world } = at.trial.ground.w;
  if (at.caller.role === "owner") return;
  const before = await stateOf(world);
  for (const request of await at.subject.requests(fellows, at.caller)) {
    await ask({ ...at, request });
    const touched = changed(before, await stateOf(world));
    if (touched.length > 0) leak(at, request, `changes a fellow's ${touched.join(", ")}`);
  }
}

async function checkAlike(
  at: At,
  real: { readonly target: Target; readonly answers: readonly Answer[] },
  unreal: Target,
): Promise<void> {
  const requests = await at.subject.requests(unreal, at.caller);
  for (const [index, request] of requests.entries()) {
    const one = comparable(real.answers[index]!, real.target);
    const two = comparable(await ask({ ...at, request }), unreal);
    if (one !== two) {
      const differs = [...one].findIndex((letter, place) => letter !== two[place]);
      const [a, b] = [one, two].map((text) => text.slice(Math.max(0, differs - 60), differs + 160));
      leak(at, request, `tells what is there from what is not: ${a} | ${b}`);
    }
  }
}

async function askAll(at: At, target: Target): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  for (const request of await at.subject.requests(target, at.caller)) {
    answers.push(await ask({ ...at, request }));
  }
  return answers;
}
