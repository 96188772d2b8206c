import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { z } from "zod";
import type { HttpBrowser } from "./http-browser.ts";

const manifestFile = join(import.meta.dirname, "../../.next/server/server-reference-manifest.json");
const manifest = z.object({
  node: z.record(z.string(), z.object({ exportedName: z.string(), filename: z.string() })),
});

export interface ServerAction {
  readonly id: string;
  readonly name: string;
}

/** Every server action of the build: each can be called by whoever knows its id. */
export async function serverActions(): Promise<readonly ServerAction[]> {
  const { node } = manifest.parse(JSON.parse(await readFile(manifestFile, "utf8")));
  const actions = Object.entries(node).map(([id, { exportedName }]) => ({
    id,
    name: exportedName,
  }));
  return actions.sort((a, b) => a.name.localeCompare(b.name));
}

interface Client {
  encodeReply(args: readonly unknown[]): Promise<string | FormData>;
}

/** React's own client half, so that arguments are written as a browser writes them. */
const client = createRequire(import.meta.url)(
  "next/dist/compiled/react-server-dom-turbopack/client.node.js",
) as Client;

export interface ActionCall {
  readonly name: string;
  /** Of the page that it is sent to. */
  readonly path: string;
  readonly args: readonly unknown[];
  /** On top of those that a browser sends; "" leaves one out. */
  readonly headers?: Readonly<Record<string, string>>;
}

export interface ActionAnswer {
  readonly status: number;
  /** Where it sends on to, if it does. */
  readonly redirect: string | null;
  readonly text: string;
  /** The refusal in words, if there is one. */
  readonly error: string | null;
  /** Names of the fields that were not accepted. */
  readonly fields: readonly string[];
}

/** Calls an action with any arguments, past the page that offers it. */
export async function callAction(
  url: string,
  browser: HttpBrowser,
  { name, path, args, headers = {} }: ActionCall,
): Promise<ActionAnswer> {
  const id = (await serverActions()).find((action) => action.name === name)?.id;
  if (id === undefined) throw new Error(`The build has no action ${name}.`);
  const sent = {
    accept: "text/x-component",
    "next-action": id,
    origin: url,
    cookie: cookieHeader(browser, url),
    ...headers,
  };
  const response = await fetch(url + path, {
    method: "POST",
    redirect: "manual",
    headers: Object.fromEntries(Object.entries(sent).filter(([, value]) => value !== "")),
    body: await client.encodeReply(args),
  });
  const text = await response.text();
  const answer = /^1:(\{.*\})$/m.exec(text)?.[1] ?? "{}";
  const state = z
    .object({ error: z.string().optional(), fields: z.record(z.string(), z.unknown()).optional() })
    .safeParse(JSON.parse(answer)).data;
  return {
    status: response.status,
    redirect: response.headers.get("x-action-redirect"),
    text,
    error: state?.error ?? null,
    fields: Object.keys(state?.fields ?? {}),
  };
}

export function cookieHeader(browser: HttpBrowser, url: string): string {
  return [...browser.cookies(url)].map(([name, value]) => `${name}=${value}`).join("; ");
}

export function formOf(fields: Readonly<Record<string, string>>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  return form;
}
