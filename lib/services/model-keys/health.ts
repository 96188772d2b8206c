import type { ModelFailureKind } from "#lib/engines/agent/index.ts";
import type { enums } from "#lib/platform/db/index.ts";
import { failureSentence, type Provider } from "#lib/platform/models/index.ts";
import { nameOfProvider } from "./providers.ts";

export interface KeyHealth {
  readonly state: enums.ModelKeyState;
  readonly stateReason: string | null;
}

const said: Readonly<Partial<Record<ModelFailureKind, enums.ModelKeyState>>> = {
  key_refused: "refused",
  out_of_credit: "out_of_credit",
  unreachable: "unreachable",
  address_refused: "unreachable",
};

/** How a key stands after a call; null where the failure says nothing of the key. */
export function healthAfter(
  provider: Provider,
  outcome: "answered" | ModelFailureKind,
): KeyHealth | null {
  if (outcome === "answered") return { state: "working", stateReason: null };
  const state = said[outcome];
  return state === undefined ? null : { state, stateReason: inWords(provider, outcome) };
}

/** What went wrong, for a person. Nothing that the provider wrote is in it. */
export function inWords(provider: Provider, kind: ModelFailureKind): string {
  const who = provider === "openai-compatible" ? "The server" : nameOfProvider(provider);
  return failureSentence(who, kind);
}
