import { readFile } from "node:fs/promises";
import { z } from "zod";
import { isAppError } from "#lib/base/index.ts";
import type { Config } from "#lib/platform/config/index.ts";
import { type GuardedResponse, guardedFetch } from "#lib/platform/http/index.ts";
import { kmsTimeoutMs, refused, unavailable } from "./refusals.ts";

export const who = "Vault";

/** One path of Vault's HTTP API, as whoever the configuration says. */
export interface VaultClient {
  /** `path` begins after `/v1/`. Resolves to `data` of the answer. Throws as `KeyManagement` does. */
  ask(method: "GET" | "POST", path: string, body?: object): Promise<unknown>;
}

type Settings = Pick<
  Config,
  | "VAULT_ADDR"
  | "VAULT_NAMESPACE"
  | "VAULT_TOKEN"
  | "VAULT_ROLE_ID"
  | "VAULT_SECRET_ID"
  | "VAULT_KUBERNETES_ROLE"
  | "VAULT_KUBERNETES_TOKEN_FILE"
>;

const answerSchema = z.object({ data: z.unknown() });
const loginSchema = z.object({ auth: z.object({ client_token: z.string().min(1) }) });
const errorSchema = z.object({ errors: z.array(z.string()) });

/** A 400 whose words the caller must judge. */
export class VaultBadRequest extends Error {}

/** A token that Vault no longer takes is asked for anew, once, where it came from a role. */
export function openVault(settings: Settings): VaultClient {
  const address = new URL(settings.VAULT_ADDR ?? "");
  const port = address.port || (address.protocol === "https:" ? "443" : "80");
  let token = settings.VAULT_TOKEN;

  async function send(
    method: "GET" | "POST",
    path: string,
    body: object | undefined,
    as: string | undefined,
  ): Promise<GuardedResponse> {
    try {
      return await guardedFetch(`${settings.VAULT_ADDR}/v1/${path}`, {
        method,
        headers: {
          "content-type": "application/json",
          "x-vault-request": "true",
          ...(settings.VAULT_NAMESPACE && { "x-vault-namespace": settings.VAULT_NAMESPACE }),
          ...(as !== undefined && { "x-vault-token": as }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        timeoutMs: kmsTimeoutMs,
        maxBytes: 256 * 1024,
        maxRedirects: 0,
        // The operator named this server: it may well be on a network of their own.
        allow: [`${address.hostname}:${port}`],
      });
    } catch (error) {
      if (isAppError(error, "unavailable")) throw unavailable(who, error);
      throw refused(who, "Check VAULT_ADDR.", error);
    }
  }

  async function logIn(): Promise<string> {
    const { VAULT_ROLE_ID, VAULT_SECRET_ID, VAULT_KUBERNETES_ROLE } = settings;
    if (VAULT_ROLE_ID !== undefined) {
      const body = { role_id: VAULT_ROLE_ID, secret_id: VAULT_SECRET_ID };
      return await tokenOf(await send("POST", "auth/approle/login", body, undefined));
    }
    const jwt = await readFile(settings.VAULT_KUBERNETES_TOKEN_FILE, "utf8").catch((cause) => {
      throw refused(who, "The file of VAULT_KUBERNETES_TOKEN_FILE cannot be read.", cause);
    });
    const body = { role: VAULT_KUBERNETES_ROLE, jwt: jwt.trim() };
    return await tokenOf(await send("POST", "auth/kubernetes/login", body, undefined));
  }

  async function ask(method: "GET" | "POST", path: string, body?: object): Promise<unknown> {
    token ??= await logIn();
    let response = await send(method, path, body, token);
    if (response.status === 403 && settings.VAULT_TOKEN === undefined) {
      response.discard();
      token = await logIn();
      response = await send(method, path, body, token);
    }
    return await dataOf(response);
  }

  return { ask };
}

async function tokenOf(response: GuardedResponse): Promise<string> {
  if (response.status !== 200) {
    response.discard();
    if (isPassing(response.status)) throw unavailable(who);
    throw refused(who, "It does not accept the role that this process logs in with.");
  }
  const login = loginSchema.safeParse(await response.json());
  if (!login.success) throw unavailable(who);
  return login.data.auth.client_token;
}

/** 412, 429 and 5xx pass by themselves: a standby that lags behind, a quota, a seal. */
function isPassing(status: number): boolean {
  return status === 412 || status === 429 || status >= 500;
}

async function dataOf(response: GuardedResponse): Promise<unknown> {
  const { status } = response;
  if (status === 204) return null;
  if (status === 200) return answerSchema.safeParse(await response.json()).data?.data;
  if (status === 400) {
    const said = errorSchema.safeParse(await response.json().catch(() => null));
    throw new VaultBadRequest(said.success ? said.data.errors.join("; ") : "bad request");
  }
  response.discard();
  if (isPassing(status)) throw unavailable(who);
  if (status === 403) {
    throw refused(who, "The token has expired, or its policy does not allow this path.");
  }
  if (status === 404) throw refused(who, "There is no such key, or no transit engine at its path.");
  throw refused(who, `It answered with status ${status}.`);
}
