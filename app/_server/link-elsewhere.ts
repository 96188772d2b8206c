import type { NextRequest } from "next/server";
import { z } from "zod";
import { isLinkOfAnotherBrowser } from "#lib/services/identity/index.ts";
import { publicAddress } from "./address.ts";
import { browserCookie } from "./sign-in-cookies.ts";

const linkQuery = z.object({ email: z.string().max(254), token: z.string().max(200) });

/**
 * Where to send whoever opens a magic link in another browser than the one that asked, a mail scanner
 * among them; null for any other request. The link stays as it is.
 */
export async function linkElsewhere(request: NextRequest): Promise<Response | null> {
  const { pathname, searchParams } = request.nextUrl;
  if (pathname !== "/api/auth/callback/email") return null;
  const query = linkQuery.safeParse(Object.fromEntries(searchParams));
  if (!query.success) return null;
  const { email, token } = query.data;
  const secret = request.cookies.get(browserCookie)?.value;
  if (!(await isLinkOfAnotherBrowser(email, token, secret))) return null;
  return Response.redirect(publicAddress("/sign-in/elsewhere"), 303);
}
