import type { NextRequest } from "next/server";
import { handlers } from "#app/_server/auth.ts";
import { linkElsewhere } from "#app/_server/link-elsewhere.ts";

export async function GET(request: NextRequest): Promise<Response> {
  return (await linkElsewhere(request)) ?? (await handlers.GET(request));
}

export const { POST } = handlers;
