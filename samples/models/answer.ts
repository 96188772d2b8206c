import { streamedChat } from "./chat.ts";
import { scripted } from "./script.ts";

/** Below it is the script of the sample forge, in the wire format of an OpenAI-compatible server. */
const basePath = "/_sample/models/v1";

interface Asked {
  readonly method: string;
  readonly url: URL;
  readonly body: Buffer;
}

interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** Answers as the scripted model; null for what is not asked of it. It has no key, and nothing to keep. */
export function answerScripted({ method, url, body }: Asked): Answer | null {
  if (!url.pathname.startsWith(`${basePath}/`)) return null;
  if (method !== "POST" || url.pathname !== `${basePath}/chat/completions`) {
    return refused(404, "No such path.");
  }
  let model: string;
  try {
    ({ model } = JSON.parse(body.toString("utf8")) as { readonly model: string });
  } catch {
    return refused(400, "This is no JSON.");
  }
  // A script reads no tokens and writes none.
  const form = { id: 1, model, usage: { input: 0, output: 0 } };
  return {
    status: 200,
    headers: { "content-type": "text/event-stream" },
    body: streamedChat(scripted(body.toString("utf8")), form).join(""),
  };
}

function refused(status: number, message: string): Answer {
  const error = { message, type: "invalid_request_error", param: null, code: null };
  return { status, body: { error } };
}
