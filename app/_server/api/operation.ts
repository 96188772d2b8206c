import { createHash } from "node:crypto";
import { z } from "zod";
import { AppError } from "#lib/base/index.ts";
import { admit, countRequest } from "#lib/services/admission/index.ts";
import {
  answerOnce,
  authenticateToken,
  type KeptAnswer,
  requireScope,
  type TokenCaller,
} from "#lib/services/api-tokens/index.ts";
import type { TokenScope } from "#lib/services/audit/index.ts";
import { answerApi, nothingHere } from "../problem.ts";
import { readFile, readJson, type SentJson } from "./body.ts";

export type Method = "GET" | "POST" | "DELETE";

/** Who may call: anyone, a token with this scope, or no token at all and why. */
export type Access = "open" | TokenScope | { readonly people: string };

/** One operation of the API: what its route answers and what the OpenAPI document says are both made of this. */
export interface Operation {
  readonly id: string;
  readonly method: Method;
  /** Below /api/v1, as OpenAPI writes it: "/findings/{id}". */
  readonly path: string;
  readonly area: string;
  readonly summary: string;
  readonly detail?: string;
  readonly access: Access;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  /** The body is a file: `body` says what is in it, and the verb reads it. */
  readonly file?: { readonly mediaTypes: readonly string[]; readonly maxBytes: number };
  readonly status: 200 | 202;
  readonly answer: z.ZodType;
  /** The media type of the answer; application/json where it is absent. */
  readonly answerType?: string;
  /** Further statuses that may come back, besides those that follow from the rest. */
  readonly refusals?: readonly number[];
  /** Starts work that costs: counted by the limit for that as well. */
  readonly startsWork?: boolean;
  respond(request: Request, params: Params): Promise<Response>;
}

export type Params = Readonly<Record<string, string>>;

interface Input<Query, Body> {
  /** What stands for {id} in the path. */
  readonly id: string;
  readonly query: Query;
  readonly body: Body;
  /** The bytes of a file; empty where the operation takes none. */
  readonly file: Uint8Array;
}

type Description = Omit<Operation, "respond" | "query" | "body" | "answer" | "access">;

/** An operation for API tokens with this scope. What `run` returns is cut to what `answer` names. */
export function operation<
  Answer extends z.ZodType,
  Query extends z.ZodObject = z.ZodObject<Record<never, never>, z.core.$strict>,
  Body extends z.ZodType = z.ZodObject<Record<never, never>, z.core.$strict>,
>(
  described: Description & {
    readonly access: TokenScope;
    readonly query?: Query;
    readonly body?: Body;
    readonly answer: Answer;
    run(caller: TokenCaller, input: Input<z.output<Query>, z.output<Body>>): Promise<unknown>;
  },
): Operation {
  const { run, ...operation } = described;
  const { access, status, answer, method, query = none, body = none } = described;
  return {
    ...operation,
    respond: (request, params) =>
      answerApi(async () => {
        const caller = await callerOf(request);
        const counted = await count(caller);
        requireScope(caller, access);
        const url = new URL(request.url);
        const sent = method === "POST" ? await readSent(request, described) : null;
        const input = {
          id: idOf(params),
          query: query.parse(queryOf(url)) as z.output<Query>,
          body: (sent === null || described.file ? {} : body.parse(sent.value)) as z.output<Body>,
          file: sent?.file ?? new Uint8Array(),
        };
        const work = async () => {
          if (described.startsWork) await admit("model", countedOf(caller));
          const shaped = shape(answer, await run(caller, input));
          return {
            status,
            body:
              typeof shaped === "string" && described.answerType ? shaped : JSON.stringify(shaped),
          };
        };
        const key = sent === null ? null : request.headers.get("idempotency-key");
        if (key === null) return send(await work(), counted, described.answerType);
        const requestDigest = digest(`${method} ${url.pathname}\n`, sent?.file ?? sent?.text ?? "");
        const kept = await answerOnce(caller, { key: keyText(key), requestDigest }, work);
        return send(kept, counted, described.answerType, kept.replayed);
      }),
  };
}

/** An operation that no token may call. It is told so, in words, whatever it sends. */
export function peopleOnly(
  described: Omit<Description, "status"> & { readonly people: string },
): Operation {
  const { people, ...operation } = described;
  return {
    ...operation,
    access: { people },
    status: 200,
    answer: z.never(),
    respond: (request) =>
      answerApi(async () => {
        await count(await callerOf(request));
        throw new AppError("forbidden", people);
      }),
  };
}

/** An operation for everyone, read-only and without cookies. */
export function openOperation(described: Omit<Operation, "access">): Operation {
  return { ...described, access: "open" };
}

const none = z.strictObject({});

async function callerOf(request: Request): Promise<TokenCaller> {
  const header = request.headers.get("authorization");
  const token = header === null ? null : /^Bearer +(\S+)$/i.exec(header)?.[1];
  const caller = token ? await authenticateToken(token) : null;
  if (caller !== null) return caller;
  throw new AppError(
    "unauthenticated",
    header === null
      ? "Send an API token: Authorization: Bearer etna_…"
      : "This API token does not work, or no longer does.",
  );
}

/** What the limits count a token by: itself, and the organization that all its tokens share. */
function countedOf({ actor, organizationId }: TokenCaller) {
  return { user: actor.tokenId, organization: organizationId };
}

/** Counts a call, apart from the address it came from, which the middleware has counted. */
async function count(caller: TokenCaller): Promise<Readonly<Record<string, string>>> {
  const { refusal, headers } = await countRequest("api", countedOf(caller));
  if (refusal !== null) throw refusal;
  return headers;
}

async function readSent(
  request: Request,
  { body, file }: Pick<Operation, "body" | "file">,
): Promise<Partial<SentJson> & { readonly file?: Uint8Array }> {
  if (file !== undefined) return { file: await readFile(request, file) };
  return await readJson(request, body !== undefined);
}

/** An id that no row can have is answered like one of another organization. */
function idOf({ id }: Params): string {
  if (id === undefined) return "";
  if (!/^[a-z]{2}_\w{1,60}$/.test(id)) throw nothingHere();
  return id;
}

function queryOf(url: URL): Record<string, string> {
  const query: Record<string, string> = Object.create(null);
  for (const [name, value] of url.searchParams) {
    if (name in query) throw new AppError("invalid_input", `${name.slice(0, 80)}: Send it once.`);
    if (value.includes("\0")) throw new AppError("invalid_input", "Text holds no NUL character.");
    query[name] = value;
  }
  return { ...query };
}

/** Only what the schema names leaves; that it does not fit is our own fault, not the caller's. */
function shape(answer: z.ZodType, value: unknown): unknown {
  const parsed = answer.safeParse(value);
  if (!parsed.success) throw new Error("An answer is not what its schema says.", parsed.error);
  return parsed.data;
}

function send(
  { status, body }: KeptAnswer,
  counted: Readonly<Record<string, string>>,
  type?: string,
  replayed = false,
): Response {
  const headers = {
    ...counted,
    "cache-control": "no-store",
    "content-type": type ?? "application/json",
    ...(replayed && { "idempotent-replayed": "true" }),
  };
  return new Response(body, { status, headers });
}

function keyText(key: string): string {
  if (/^[\x21-\x7e]{1,255}$/.test(key)) return key;
  throw new AppError("invalid_input", "Idempotency-Key: Send 1 to 255 visible ASCII characters.");
}

function digest(line: string, body: string | Uint8Array): string {
  return createHash("sha256").update(line).update(body).digest("hex");
}
