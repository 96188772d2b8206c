import { createRequire } from "node:module";
import { computeCacheBustingSearchParam } from "next/dist/shared/lib/router/utils/cache-busting-search-param.js";
import type { HttpMethod } from "./discover.ts";

/** What is sent, but for who sends it. */
export interface Sent {
  readonly method: HttpMethod;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | FormData;
}

export interface Answer {
  readonly status: number;
  /** Where it sends on to, by a header of HTTP or of Next.js. */
  readonly location: string;
  readonly type: string;
  readonly allow: string;
  /** Headers and body: all that has been told. */
  readonly told: string;
  readonly body: string;
}

/** One request, no further, with what the caller presents. A stream is read to its first words. */
export async function send(
  url: string,
  sent: Sent,
  credentials: Readonly<Record<string, string>>,
): Promise<Answer> {
  const abort = new AbortController();
  const response = await fetch(url + sent.path, {
    method: sent.method,
    headers: { origin: url, ...sent.headers, ...credentials },
    redirect: "manual",
    signal: abort.signal,
    ...(sent.body !== undefined && { body: sent.body }),
  });
  const { headers, status } = response;
  const type = headers.get("content-type") ?? "";
  const body = type.startsWith("text/event-stream")
    ? await firstOf(response)
    : await response.text();
  if (type.startsWith("text/event-stream")) abort.abort();
  const location = headers.get("location") ?? headers.get("x-action-redirect") ?? "";
  const told = `${[...headers].map(([name, value]) => `${name}: ${value}`).join("\n")}\n\n${body}`;
  return { status, location, type, allow: headers.get("allow") ?? "", told, body };
}

async function firstOf(response: Response): Promise<string> {
  const reader = response.body?.getReader();
  const { value } = (await reader?.read()) ?? {};
  return new TextDecoder().decode(value);
}

/** A page as the router of Next.js asks for it: the tree of components, as data. */
export async function asData(path: string): Promise<Sent> {
  const proof = await computeCacheBustingSearchParam(undefined, undefined, undefined, undefined);
  const query = `${path.includes("?") ? "&" : "?"}_rsc${proof ? `=${proof}` : ""}`;
  return { method: "GET", path: path + query, headers: { rsc: "1" } };
}

type EncodeReply = (value: unknown) => Promise<string | FormData>;
const require = createRequire(import.meta.url);
/** React's own: what a browser runs before it sends a call. */
const { encodeReply } = require("next/dist/compiled/react-server-dom-turbopack/client.node") as {
  readonly encodeReply: EncodeReply;
};

/** A call of a server action as scripts on `path` make it. */
export async function asCall(path: string, id: string, args: readonly unknown[]): Promise<Sent> {
  const body = await encodeReply(args);
  return {
    method: "POST",
    path,
    headers: {
      accept: "text/x-component",
      "next-action": id,
      ...(typeof body === "string" && { "content-type": "text/plain;charset=UTF-8" }),
    },
    body,
  };
}

/** The same without scripts, as a form's hidden fields have it; the arguments but the form are bound. */
export async function asForm(path: string, id: string, args: readonly unknown[]): Promise<Sent> {
  const bound = args.filter((arg) => !(arg instanceof FormData));
  const form = args.find((arg) => arg instanceof FormData);
  const body = new FormData();
  for (const [name, value] of form ?? []) body.append(name, value);
  if (bound.length === 0) body.append(`$ACTION_ID_${id}`, "");
  else {
    body.append("$ACTION_REF_1", "");
    body.append("$ACTION_1:0", JSON.stringify({ id, bound: "$@1" }));
    body.append("$ACTION_1:1", JSON.stringify(bound));
  }
  return { method: "POST", path, body };
}
