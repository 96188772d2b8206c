import { Authenticator, type Deviation } from "./authenticator.ts";
import type { Services } from "./services.ts";
import { seen, type Team } from "./team.ts";

type Person = ReturnType<Team["as"]>;
type Fix = { readonly id: string } & Parameters<typeof seen>[0];

const origin = "http://localhost:3000";

/** Gives a person a passkey, in the session that they act in. */
export async function addPasskey(s: Services, person: Person) {
  const own = s.audit.userActor(person.userId, null, person.sessionId);
  const key = new Authenticator(origin);
  const answer = s.secondFactor.passkeyRegistration.parse(
    key.register(await s.secondFactor.beginPasskey(own)),
  );
  const { id } = await s.secondFactor.finishPasskey(own, answer, "Key");
  const remove = () => s.secondFactor.removePasskey(own, id);
  return { id, key, remove };
}

/** What the passkey answers to the question about this fix. */
export async function answerFor(
  s: Services,
  person: Person,
  fix: Fix,
  key: Authenticator,
  wrong: Deviation = {},
) {
  const { organizationId } = person;
  const asked = await s.fixes.beginApproval(person, organizationId, fix.id, seen(fix));
  if (asked === null) throw new Error("They were asked for no signature.");
  return s.secondFactor.passkeyAnswer.parse(key.answer(asked, wrong));
}

/** Approves with a passkey, as the console does. */
export async function approveSigned(s: Services, person: Person, fix: Fix, key: Authenticator) {
  const answer = await answerFor(s, person, fix, key);
  return await s.fixes.approveFix(person, person.organizationId, fix.id, seen(fix), answer);
}
