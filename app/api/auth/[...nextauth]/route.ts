import type { NextRequest } from "next/server";
import { handlers } from "#app/_server/auth.ts";
import { linkElsewhere } from "#app/_server/link-elsewhere.ts";

// Signing in and out begins with a form of ours. Nothing here is asked with POST, so nothing answers.
export async function GET(request: NextRequest): Promise<Response> {
  return (await linkElsewhere(request)) ?? (await handlers.GET(request));
}
