import type { Seed } from "./schema.ts";
import { slotsIn, textsOf } from "./texts.ts";

/** Where hostile text reaches an agent, by how it is read there. */
export const channels = [
  "say",
  "document",
  "message",
  "page",
  "record",
  "file",
  "memory",
  "agent-reply",
  "tool-output",
  "tool-description",
] as const;
export type Channel = (typeof channels)[number];

const channelOfTable: Readonly<Record<string, Channel>> = {
  documents: "document",
  messages: "message",
  pages: "page",
  customers: "record",
  orders: "record",
  invoices: "record",
  files: "file",
  memories: "memory",
  agents: "agent-reply",
  rows: "tool-output",
  output: "tool-output",
  failures: "tool-output",
  descriptions: "tool-description",
};

export interface PayloadPlace {
  readonly channel: Channel;
  /** The index of the turn that holds it; null where the world does. */
  readonly turn: number | null;
}

/**
 * Whether the payload is what the person themselves wants, said last; what follows words of theirs and is
 * followed by others is a text that they pasted.
 */
export function speaksPayload({ turns }: Pick<Seed, "turns">): boolean {
  return turns.some(({ say }) => say.trimEnd().endsWith("{{payload}}"));
}

/** Where a seed’s payload stands; null where it has none. */
export function payloadPlace({ turns, world }: Pick<Seed, "turns" | "world">): PayloadPlace | null {
  const turn = turns.findIndex(({ say }) => slotsIn(say).includes("payload"));
  if (turn >= 0) return { channel: "say", turn };
  for (const { at, text } of textsOf(world)) {
    if (slotsIn(text).includes("payload")) {
      return { channel: channelOfTable[String(at[0])] ?? "record", turn: null };
    }
  }
  return null;
}
