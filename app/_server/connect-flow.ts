import { cookies } from "next/headers";
import { z } from "zod";
import { AppError } from "#lib/base/index.ts";
import { githubOwner } from "#lib/services/connections/index.ts";
import { cookieOptions } from "./sign-in-cookies.ts";

const flowCookie = "__Host-etna-forge";
const flowSeconds = 60 * 60;

const text = z.string().min(1).max(300);
const common = { slug: text, personId: text, host: text, state: text };
const flows = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("github"),
    ...common,
    forgeAppId: text,
    endpointId: text,
    owner: githubOwner,
  }),
  z.object({ kind: z.literal("gitlab"), ...common, verifier: text }),
]);

/** What somebody wanted who set out for a forge, and the secrets that its answer is held against. */
export type ConnectFlow = z.infer<typeof flows>;

/** Kept in this browser alone, for an hour: making an App on GitHub may take a while. */
export async function keepConnectFlow(flow: ConnectFlow): Promise<void> {
  const value = Buffer.from(JSON.stringify(flow)).toString("base64url");
  (await cookies()).set(flowCookie, value, { ...cookieOptions, maxAge: flowSeconds });
}

/** Null where this browser did not set out for a forge of this kind. */
export async function readConnectFlow<Kind extends ConnectFlow["kind"]>(
  kind: Kind,
): Promise<Extract<ConnectFlow, { kind: Kind }> | null> {
  const value = (await cookies()).get(flowCookie)?.value ?? "";
  const parsed = flows.safeParse(parseJson(Buffer.from(value, "base64url").toString("utf8")));
  if (!parsed.success || parsed.data.kind !== kind) return null;
  return parsed.data as Extract<ConnectFlow, { kind: Kind }>;
}

/** The flow counts for one return from the forge. */
export async function forgetConnectFlow(): Promise<void> {
  (await cookies()).set(flowCookie, "", { ...cookieOptions, maxAge: 0 });
}

/** What a forge adds to the address that it sends a browser back to. */
export function readReturn(request: Request): { readonly code: string; readonly state: string } {
  const query = new URL(request.url).searchParams;
  const [code, state] = [query.get("code") ?? "", query.get("state") ?? ""];
  if (code !== "" && code.length <= 500 && state.length <= 500) return { code, state };
  throw new AppError("precondition_failed", "The forge sent no code: nobody agreed there.");
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}
