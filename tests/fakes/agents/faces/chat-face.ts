import { z } from "zod";
import type { Asked } from "../agent.ts";
import { httpToolbox } from "./http-toolbox.ts";

const request = z.object({
  account: z.string(),
  session: z.string(),
  message: z.string(),
  documents: z.array(z.object({ name: z.string(), text: z.string() })).default([]),
  system: z.string().optional(),
  tools: z.string().optional(),
});

/** The agent’s own format: one message in, one reply out; tools are where the request says. */
export function readChat(body: string, person: string): Asked {
  const { account, session, message, documents, system, tools } = request.parse(JSON.parse(body));
  return {
    account,
    person,
    session,
    message,
    attachments: documents,
    system: system ?? null,
    earlier: null,
    tools: tools === undefined ? null : () => httpToolbox(tools),
  };
}

export function chatAnswer(text: string, isCut: boolean, inputTokens: number): unknown {
  return {
    reply: text,
    finish: isCut ? "length" : "stop",
    usage: { input: inputTokens, output: Math.ceil(text.length / 4) },
  };
}
