import { randomBytes } from "node:crypto";
import type { ErrorCode } from "#lib/base/index.ts";
import { classOfRequest, countRequest, requestId } from "#lib/services/admission/index.ts";
import { crossOriginHeaders, preflightHeaders } from "./cross-origin.ts";
import { formTargets } from "./form-targets.ts";
import { refusalOf } from "./refuse-request.ts";
import { contentSecurityPolicy, securityHeaders } from "./security-headers.ts";

export interface Asked {
  readonly method: string;
  /** Path and query, as they stand in the request line. */
  readonly target: string;
  readonly headers: Pick<Headers, "get" | "has">;
}

export interface Passage {
  /** For the response, whoever makes it. */
  readonly headers: Readonly<Record<string, string>>;
  /** For the request, in the place of what the client said. */
  readonly requestHeaders: Readonly<Record<string, string>>;
  /** The whole response, where nothing behind this has to be asked. */
  readonly answer: { readonly status: number; readonly body: string | null } | null;
}

type Answer = NonNullable<Passage["answer"]> & {
  readonly headers: Readonly<Record<string, string>>;
};

// Read at run time: an address baked in at build time would be the builder's.
const publicUrl = new URL(
  process.env.ETNA_PUBLIC_URL ?? `http://localhost:${process.env.PORT ?? "3000"}`,
);
const site = {
  https: publicUrl.protocol === "https:",
  formTargets: formTargets(process.env),
};

/**
 * Comes before every response, whether Next would make a page, a file, a redirect or an error of it,
 * and gives it the headers that the security page promises.
 */
export async function middleware(asked: Asked): Promise<Passage> {
  const nonce = randomBytes(16).toString("base64");
  const policy = contentSecurityPolicy(nonce, site);
  const pathname = pathOf(asked.target);
  const early =
    redirectToHttps(asked) ?? refuse(asked, pathname) ?? answerPreflight(asked, pathname);
  const counted = early === null ? await count(asked, pathname) : uncounted;
  const answer = early ?? counted.refusal;
  return {
    headers: {
      ...securityHeaders,
      "content-security-policy": policy,
      ...crossOriginHeaders(pathname),
      ...counted.headers,
      ...answer?.headers,
    },
    // Next reads the nonce from the policy on the request, the root layout from `x-nonce`.
    requestHeaders: { "x-nonce": nonce, "content-security-policy": policy },
    answer,
  };
}

/** As Next will match it: what is written with %61 is the same path. */
function pathOf(target: string): string {
  const [path = "/"] = target.split("?", 1);
  return decodeURIComponent(path);
}

interface Counts {
  readonly refusal: Answer | null;
  readonly headers: Readonly<Record<string, string>>;
}

const uncounted: Counts = { refusal: null, headers: {} };

async function count({ method, headers: given }: Asked, pathname: string): Promise<Counts> {
  const limitClass = classOfRequest(method, pathname);
  if (limitClass === null) return uncounted;
  const { refusal, headers } = await countRequest(limitClass, { headers: given });
  if (refusal === null) return { refusal, headers };
  const status = refusal.code === "unavailable" ? 503 : 429;
  return { refusal: problem({ status, code: refusal.code, title: refusal.message }), headers };
}

/** The proxy in front says what the visitor used; the target is our own address, never the Host's. */
function redirectToHttps({ target, headers }: Asked): Answer | null {
  if (!site.https || headers.get("x-forwarded-proto") !== "http") return null;
  // Beginning with two slashes it would be another site's address.
  const location = publicUrl.origin + target.replace(/^\/+/, "/");
  return { status: 308, body: null, headers: { location } };
}

function refuse({ method, headers }: Asked, pathname: string): Answer | null {
  const refusal = refusalOf({ method, headers, pathname }, publicUrl.origin);
  return refusal && problem(refusal);
}

function answerPreflight({ method, headers }: Asked, pathname: string): Answer | null {
  const allowed = preflightHeaders({ method, headers }, pathname);
  return allowed && { status: 204, body: null, headers: allowed };
}

/** problem+json (RFC 9457), in the form of every other refusal. */
function problem(refusal: {
  readonly status: number;
  readonly code: ErrorCode;
  readonly title: string;
}): Answer {
  const { status, code, title } = refusal;
  const type = `https://agentetna.com/errors/${code}`;
  return {
    status,
    body: JSON.stringify({ type, title, status, code, requestId: requestId() }),
    headers: { "content-type": "application/problem+json", "cache-control": "no-store" },
  };
}
