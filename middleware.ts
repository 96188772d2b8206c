import { type NextRequest, NextResponse } from "next/server";
import { crossOriginHeaders, preflightHeaders } from "#app/_server/cross-origin.ts";
import { formTargets } from "#app/_server/form-targets.ts";
import { refusalOf } from "#app/_server/refuse-request.ts";
import { contentSecurityPolicy, setSecurityHeaders } from "#app/_server/security-headers.ts";
import type { ErrorCode } from "#lib/base/index.ts";
import { classOfRequest, countRequest, requestId } from "#lib/services/admission/index.ts";

export const config = { runtime: "nodejs" };

// Read at run time: an address baked in at build time would be the builder's.
const publicUrl = new URL(
  process.env.ETNA_PUBLIC_URL ?? `http://localhost:${process.env.PORT ?? "3000"}`,
);
const site = {
  https: publicUrl.protocol === "https:",
  development: process.env.NODE_ENV === "development",
  formTargets: formTargets(process.env),
};

/** Runs before every response, and puts on each the headers that the security page promises. */
export async function middleware(request: NextRequest): Promise<NextResponse> {
  const nonce = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString("base64");
  const policy = contentSecurityPolicy(nonce, site);
  const response =
    redirectToHttps(request) ??
    refuse(request) ??
    answerPreflight(request) ??
    (await countAndPass(request, nonce, policy));
  setSecurityHeaders(response.headers, policy);
  const open = crossOriginHeaders(request.nextUrl.pathname);
  for (const [name, value] of Object.entries(open)) response.headers.set(name, value);
  // What a refusal says in its body, and a route in its own, is this same id.
  if (!response.headers.has("x-request-id")) response.headers.set("x-request-id", requestId());
  return response;
}

async function countAndPass(
  request: NextRequest,
  nonce: string,
  policy: string,
): Promise<NextResponse> {
  const limitClass = classOfRequest(request.method, request.nextUrl.pathname);
  if (limitClass === null) return pass(request, nonce, policy);
  const { refusal, headers } = await countRequest(limitClass, { headers: request.headers });
  const response =
    refusal === null
      ? pass(request, nonce, policy)
      : refusalAnswer({
          status: refusal.code === "unavailable" ? 503 : 429,
          code: refusal.code,
          title: refusal.message,
        });
  for (const [name, value] of Object.entries(headers)) response.headers.set(name, value);
  return response;
}

/** Next reads the nonce from the policy on the request, the root layout from `x-nonce`. */
function pass(request: NextRequest, nonce: string, policy: string): NextResponse {
  const headers = new Headers(request.headers);
  headers.set("x-nonce", nonce);
  headers.set("content-security-policy", policy);
  return NextResponse.next({ request: { headers } });
}

/** The proxy in front says what the visitor used; the target is our own address, never the Host's. */
function redirectToHttps(request: NextRequest): NextResponse | null {
  if (!site.https || request.headers.get("x-forwarded-proto") !== "http") return null;
  const { pathname, search } = request.nextUrl;
  return NextResponse.redirect(new URL(pathname + search, publicUrl), 308);
}

function refuse(request: NextRequest): NextResponse | null {
  const { method, headers } = request;
  const { pathname } = request.nextUrl;
  const refusal = refusalOf({ method, headers, pathname }, publicUrl.origin);
  return refusal && refusalAnswer(refusal);
}

function answerPreflight(request: NextRequest): NextResponse | null {
  const headers = preflightHeaders(request, request.nextUrl.pathname);
  return headers && new NextResponse(null, { status: 204, headers });
}

/** problem+json (RFC 9457), in the form of every other refusal. */
function refusalAnswer(refusal: {
  readonly status: number;
  readonly code: ErrorCode;
  readonly title: string;
}): NextResponse {
  const { status, code, title } = refusal;
  const id = requestId();
  return NextResponse.json(
    { type: `https://agentetna.com/errors/${code}`, title, status, code, requestId: id },
    {
      status,
      headers: {
        "content-type": "application/problem+json",
        "cache-control": "no-store",
        "x-request-id": id,
      },
    },
  );
}
