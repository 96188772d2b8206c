import { expect } from "vitest";
import {
  openTarget,
  readTargetSpec,
  type TargetPorts,
  type World,
} from "#lib/engines/adversary/index.ts";
import type {
  Conversation,
  SessionRequest,
  TargetAnswer,
  TargetFailure,
} from "#lib/engines/adversary/target.ts";

/** A conversation with the target that a file describes. */
export async function converse(
  spec: object,
  ports: TargetPorts,
  request: Partial<SessionRequest> & { readonly world?: World | null } = {},
): Promise<Conversation> {
  const target = openTarget(readTargetSpec(JSON.stringify(spec)), ports);
  return await target.open({
    attempt: "attempt-of-the-test",
    session: 1,
    as: "first",
    system: null,
    world: null,
    plant: [],
    ...request,
  });
}

export async function say(
  conversation: Conversation,
  text: string,
  more: { readonly once?: boolean; readonly signal?: AbortSignal } = {},
): Promise<TargetAnswer | TargetFailure> {
  const { signal = new AbortController().signal, ...rest } = more;
  return await conversation.send({ text, documents: [], ...rest }, signal);
}

/** One turn with a target, and its end. */
export async function ask(
  spec: object,
  ports: TargetPorts,
  text = "Hello",
): Promise<TargetAnswer | TargetFailure> {
  const conversation = await converse(spec, ports);
  try {
    return await say(conversation, text);
  } finally {
    await conversation.close();
  }
}

export function expectAnswer(given: TargetAnswer | TargetFailure): TargetAnswer {
  expect(given).toMatchObject({ ok: true });
  if (!given.ok) throw new Error(given.message);
  return given;
}
