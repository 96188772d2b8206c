import { GoogleAuth } from "google-auth-library";
import { z } from "zod";
import { fromBase64, isAppError, toBase64, utf8 } from "#lib/base/index.ts";
import { type GuardedResponse, guardedFetch } from "#lib/platform/http/index.ts";
import { crc32c } from "./crc32c.ts";
import type { KeyManagement } from "./key-management.ts";
import { altered, bounded, kmsTimeoutMs, refused, unavailable } from "./refusals.ts";

const who = "Google Cloud KMS";

const checksum = z.string().regex(/^\d{1,10}$/);
const encrypted = z.object({
  name: z.string(),
  ciphertext: z.string(),
  ciphertextCrc32c: checksum,
  verifiedPlaintextCrc32c: z.literal(true),
  verifiedAdditionalAuthenticatedDataCrc32c: z.literal(true),
});
const decrypted = z.object({ plaintext: z.string(), plaintextCrc32c: checksum });
const refusal = z.object({ error: z.object({ status: z.string() }) });

/**
 * A symmetric key of Cloud KMS. Both ways carry CRC-32C checksums, as Google asks for: what a
 * machine on the way garbled is asked for again and not stored. Credentials are found as Google's
 * own libraries find them (GOOGLE_APPLICATION_CREDENTIALS, or the machine's service account).
 */
export function googleKms(
  endpoint: string,
  { key, text }: { readonly key: string; readonly text: string },
): KeyManagement {
  let auth = openAuth(key);
  async function ask(verb: "encrypt" | "decrypt", body: object): Promise<unknown> {
    const url = `${endpoint}/v1/${key}:${verb}`;
    let response = await post(url, await tokenOf(auth), body);
    if (response.status === 401) {
      // A token that was taken back before its time is still the library's.
      response.discard();
      auth = openAuth(key);
      response = await post(url, await tokenOf(auth), body);
    }
    return await answerOf(response, verb);
  }
  return {
    keyId: text,
    async wrap(dataKey, aad) {
      const body = { ...summed("plaintext", dataKey), ...boundTo(aad) };
      const answer = encrypted.safeParse(await ask("encrypt", body));
      if (!answer.success || !answer.data.name.startsWith(`${key}/`)) throw unavailable(who);
      return checked(answer.data.ciphertext, answer.data.ciphertextCrc32c);
    },
    async unwrap(wrapped, aad) {
      const body = { ...summed("ciphertext", wrapped), ...boundTo(aad) };
      const answer = decrypted.safeParse(await ask("decrypt", body));
      if (!answer.success) throw unavailable(who);
      return checked(answer.data.plaintext, answer.data.plaintextCrc32c);
    },
  };
}

function openAuth(key: string): GoogleAuth {
  // Not told the project, it would ask another service of Google's for it.
  const [, projectId = ""] = key.split("/");
  return new GoogleAuth({
    projectId,
    scopes: "https://www.googleapis.com/auth/cloudkms",
    clientOptions: { transporterOptions: { timeout: kmsTimeoutMs } },
  });
}

function boundTo(aad: string): object {
  return summed("additionalAuthenticatedData", utf8(aad));
}

function summed(name: string, bytes: Uint8Array): object {
  return { [name]: toBase64(bytes), [`${name}Crc32c`]: String(crc32c(bytes)) };
}

function checked(base64: string, sum: string): Uint8Array {
  const bytes = fromBase64(base64);
  if (bytes === null || crc32c(bytes) !== Number(sum)) throw unavailable(who);
  return bytes;
}

async function tokenOf(auth: GoogleAuth): Promise<string> {
  try {
    const token = await bounded(who, auth.getAccessToken());
    if (token) return token;
  } catch (error) {
    if (isAppError(error)) throw error;
    // A request that was sent carries its `config`; without one, nothing was found to ask with.
    const { status, config } = error as { status?: unknown; config?: unknown };
    const passing =
      typeof status === "number" ? status === 429 || status >= 500 : config !== undefined;
    if (passing) throw unavailable(who, error);
    throw refused(who, "This process has no credentials that Google accepts.", error);
  }
  throw refused(who, "This process has no credentials that Google accepts.");
}

async function post(url: string, token: string, body: object): Promise<GuardedResponse> {
  const { hostname, port, protocol } = new URL(url);
  try {
    return await guardedFetch(url, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify(body),
      timeoutMs: kmsTimeoutMs,
      maxBytes: 256 * 1024,
      maxRedirects: 0,
      // A private endpoint lies on a network of the operator's own.
      allow: [`${hostname}:${port || (protocol === "https:" ? "443" : "80")}`],
    });
  } catch (error) {
    if (isAppError(error, "unavailable")) throw unavailable(who, error);
    throw refused(who, "Check CLOUDSDK_API_ENDPOINT_OVERRIDES_CLOUDKMS.", error);
  }
}

async function answerOf(response: GuardedResponse, verb: "encrypt" | "decrypt"): Promise<unknown> {
  const { status } = response;
  if (status === 200) return await response.json().catch(() => null);
  const said = refusal.safeParse(await response.json().catch(() => null));
  const reason = said.success ? said.data.error.status : "";
  if (status === 429 || status >= 500) throw unavailable(who);
  if (reason === "FAILED_PRECONDITION") {
    throw refused(
      who,
      "The version of the key that is needed is disabled or destroyed. Enable it.",
    );
  }
  if (status === 401 || status === 403) {
    throw refused(who, "The credentials are not accepted, or may not use the key.");
  }
  if (status === 404) throw refused(who, "There is no such key.");
  if (verb === "decrypt" && reason === "INVALID_ARGUMENT") throw altered(who);
  throw refused(who, `It answered with status ${status}.`);
}
