import { Secret, TOTP } from "otpauth";
import { userActor } from "#lib/services/audit/index.ts";
import { Authenticator } from "../authenticator.ts";
import type { Caller, SignedIn } from "./access.ts";
import { type ActionEntry, form, type Prepared } from "./action-entry.ts";
import { anotherSession } from "./callers.ts";
import type { Ground } from "./ground.ts";
import { addPerson } from "./people.ts";

const security = "app/account/security/actions.ts";
const proof = "app/second-factor/actions.ts";

/** The caller in their session; where nobody in particular is meant, someone new in one of theirs. */
async function actorOf(ground: Ground, caller?: Caller) {
  const person: SignedIn = caller?.person ?? (await addPerson(ground.w, ground.canaries, "nobody"));
  const sessionId = caller?.sessionId ?? (await anotherSession(ground, person)).sessionId;
  return { person, actor: userActor(person.id, null, sessionId) };
}

async function withPasskey(ground: Ground, caller?: Caller) {
  const { person, actor } = await actorOf(ground, caller);
  const { beginPasskey, finishPasskey, passkeyRegistration } = ground.w.s.secondFactor;
  const key = new Authenticator(ground.w.url);
  const answer = passkeyRegistration.parse(key.register(await beginPasskey(actor)));
  const { id: passkeyId } = await finishPasskey(actor, answer, "Key");
  return { person, actor, key, passkeyId };
}

/** A session of whoever has a factor, before they have shown it. */
async function halfOpen(ground: Ground, person: SignedIn) {
  const { sessionId, headers } = await anotherSession(ground, person);
  return { as: headers, actor: userActor(person.id, null, sessionId) };
}

async function withApp(ground: Ground, caller?: Caller) {
  const { person, actor } = await actorOf(ground, caller);
  const { secret } = await ground.w.s.secondFactor.beginTotp(actor);
  const app = new TOTP({ secret: Secret.fromBase32(secret) });
  /** Codes count once, so each is of a later moment than the one before. */
  const code = (stepsAhead: number) =>
    app.generate({ timestamp: Date.now() + stepsAhead * 30_000 });
  return { person, actor, code };
}

const passkey = async (ground: Ground, caller?: Caller): Promise<Prepared> => {
  const { passkeyId } = await withPasskey(ground, caller);
  return { passkeyId };
};

const own = { may: "signedIn", asNewcomer: true } as const;
const ownFresh = { ...own, fresh: true } as const;
const prove = { may: "atSession", asNewcomer: true } as const;
const withCode: ActionEntry["args"] = (t) => [{}, form({ code: t.code })];
const provingCode: ActionEntry["args"] = (t) => [null, ...withCode(t, nobody)];
const nobody: Caller = { name: "", headers: {} };

/** A person's own factors, and proving by them that it is them. */
export const factorActions: Readonly<Record<string, ActionEntry>> = {
  [`${security} beginPasskeyAction`]: { ...ownFresh, args: () => [] },
  [`${security} finishPasskeyAction`]: {
    ...ownFresh,
    args: (t) => [{}, form({ name: t.fresh, answer: t.answer })],
    ready: async (ground, caller) => {
      if (caller === undefined) return {};
      const { actor } = await actorOf(ground, caller);
      const options = await ground.w.s.secondFactor.beginPasskey(actor);
      return { answer: JSON.stringify(new Authenticator(ground.w.url).register(options)) };
    },
  },
  [`${security} renamePasskeyAction`]: {
    ...own,
    args: (t) => [{}, form({ passkeyId: t.passkeyId, name: t.fresh })],
    personal: true,
    ready: passkey,
  },
  [`${security} removePasskeyAction`]: {
    ...ownFresh,
    args: (t) => [{}, form({ passkeyId: t.passkeyId })],
    personal: true,
    ready: passkey,
  },
  [`${security} beginTotpAction`]: { ...ownFresh, args: () => [{}] },
  [`${security} confirmTotpAction`]: {
    ...ownFresh,
    args: withCode,
    ready: async (ground, caller) => ({ code: (await withApp(ground, caller)).code(0) }),
  },
  [`${security} removeTotpAction`]: {
    ...ownFresh,
    args: () => [{}],
    ready: async (ground, caller) => {
      const { actor, code } = await withApp(ground, caller);
      await ground.w.s.secondFactor.confirmTotp(actor, code(0), new Headers());
      return {};
    },
  },
  [`${security} renewRecoveryCodesAction`]: { ...ownFresh, args: () => [{}], ready: passkey },
  [`${proof} beginProofAction`]: {
    ...prove,
    args: () => [],
    ready: async (ground, caller) => {
      const { person } = await withPasskey(ground, caller);
      return { as: (await halfOpen(ground, person)).as };
    },
  },
  [`${proof} proveWithPasskeyAction`]: {
    ...prove,
    args: (t) => [null, {}, form({ answer: t.answer })],
    ready: async (ground, caller) => {
      const { person, key } = await withPasskey(ground, caller);
      const { as, actor } = await halfOpen(ground, person);
      const { passkey: options } = await ground.w.s.secondFactor.beginProof(actor);
      return { as, answer: JSON.stringify(key.answer(options!)) };
    },
  },
  [`${proof} proveWithCodeAction`]: {
    ...prove,
    args: provingCode,
    ready: async (ground, caller) => {
      const { person, actor, code } = await withApp(ground, caller);
      await ground.w.s.secondFactor.confirmTotp(actor, code(0), new Headers());
      return { as: (await halfOpen(ground, person)).as, code: code(1) };
    },
  },
  [`${proof} proveWithRecoveryCodeAction`]: {
    ...prove,
    args: provingCode,
    ready: async (ground, caller) => {
      const { person, actor } = await withPasskey(ground, caller);
      const [code = ""] = await ground.w.s.secondFactor.renewRecoveryCodes(actor);
      return { as: (await halfOpen(ground, person)).as, code };
    },
  },
  [`${proof} leaveAction`]: { may: "anyone", args: () => [], endsSession: true },
};
