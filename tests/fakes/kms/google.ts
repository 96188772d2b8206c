import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { crc32c } from "#lib/platform/vault/crc32c.ts";
import { type Answer, type Asked, type FakeServer, startServer } from "./server.ts";

/** Google Cloud KMS over REST, and the token exchange of workload identity federation. */
export interface FakeGoogle extends FakeServer {
  /** What GOOGLE_APPLICATION_CREDENTIALS names, where the workload's own token is in this file. */
  credentialsFor(subjectTokenFile: string): string;
  readonly subjectToken: string;
  /** The resource name of the key that is there. */
  readonly key: string;
  disabled: boolean;
  /** The account may not use the key. */
  denied: boolean;
  /** Tokens given out so far are no longer taken. */
  expireTokens(): void;
  /** Flips a bit of the next answer after its checksum was made. */
  garbleNext: boolean;
  readonly tokensGiven: number;
}

export async function startGoogle(): Promise<FakeGoogle> {
  const server = await startServer(answer);
  const subjectToken = randomBytes(24).toString("hex");
  const audience =
    "//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/providers/etna";
  const key = "projects/p/locations/europe/keyRings/etna/cryptoKeys/wrap";
  const secret = randomBytes(32);
  const tokens = new Set<string>();
  const fake = Object.assign(server, {
    subjectToken,
    credentialsFor: (subjectTokenFile: string) =>
      JSON.stringify({
        type: "external_account",
        audience,
        subject_token_type: "urn:ietf:params:oauth:token-type:jwt",
        token_url: `${server.url}/token`,
        credential_source: { file: subjectTokenFile },
      }),
    key,
    disabled: false,
    denied: false,
    expireTokens: () => tokens.clear(),
    garbleNext: false,
    tokensGiven: 0,
  });
  return fake;

  function answer(asked: Asked): Answer {
    if (asked.path === "/token") return token(asked);
    const bearer = asked.headers.authorization?.replace(/^Bearer /, "") ?? "";
    if (!tokens.has(bearer)) return refusal(401, "UNAUTHENTICATED");
    if (fake.denied) return refusal(403, "PERMISSION_DENIED");
    const [, name, verb] = /^\/v1\/(.+):(encrypt|decrypt)$/.exec(asked.path) ?? [];
    if (name !== key) return refusal(404, "NOT_FOUND");
    if (fake.disabled) return refusal(400, "FAILED_PRECONDITION");
    return verb === "encrypt" ? encrypt(asked.json) : decrypt(asked.json);
  }

  /** RFC 8693: the token that the workload has, for one of Google's. */
  function token({ raw }: Asked): Answer {
    const form = new URLSearchParams(raw.toString());
    const fits =
      form.get("grant_type") === "urn:ietf:params:oauth:grant-type:token-exchange" &&
      form.get("subject_token") === subjectToken &&
      form.get("audience") === audience &&
      form.get("scope")?.endsWith("/cloudkms");
    if (!fits) return { status: 400, body: { error: "invalid_grant" } };
    const value = `ya29.${randomBytes(16).toString("hex")}`;
    tokens.add(value);
    fake.tokensGiven++;
    const issued_token_type = "urn:ietf:params:oauth:token-type:access_token";
    const body = { access_token: value, token_type: "Bearer", expires_in: 3600, issued_token_type };
    return { status: 200, body };
  }

  function encrypt(json: Record<string, unknown>): Answer {
    const plaintext = summed(json, "plaintext");
    const aad = summed(json, "additionalAuthenticatedData");
    if (plaintext === null || aad === null) return refusal(400, "INVALID_ARGUMENT");
    const nonce = randomBytes(12);
    const cipher = createCipheriv("aes-256-gcm", secret, nonce).setAAD(aad);
    const bytes = Buffer.concat([
      nonce,
      cipher.update(plaintext),
      cipher.final(),
      cipher.getAuthTag(),
    ]);
    return {
      status: 200,
      body: {
        name: `${key}/cryptoKeyVersions/1`,
        ...told("ciphertext", bytes),
        verifiedPlaintextCrc32c: true,
        verifiedAdditionalAuthenticatedDataCrc32c: true,
        protectionLevel: "SOFTWARE",
      },
    };
  }

  function decrypt(json: Record<string, unknown>): Answer {
    const bytes = summed(json, "ciphertext");
    const aad = summed(json, "additionalAuthenticatedData");
    if (bytes === null || aad === null) return refusal(400, "INVALID_ARGUMENT");
    try {
      const decipher = createDecipheriv("aes-256-gcm", secret, bytes.subarray(0, 12))
        .setAAD(aad)
        .setAuthTag(bytes.subarray(-16));
      const plaintext = Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()]);
      return { status: 200, body: { ...told("plaintext", plaintext), usedPrimary: true } };
    } catch {
      return refusal(400, "INVALID_ARGUMENT");
    }
  }

  function told(name: string, bytes: Buffer): object {
    const sum = String(crc32c(bytes));
    const sent = Buffer.from(bytes);
    if (fake.garbleNext) sent[0] = (sent[0] ?? 0) ^ 1;
    fake.garbleNext = false;
    return { [name]: sent.toString("base64"), [`${name}Crc32c`]: sum };
  }
}

/** Null where the checksum is missing or is not that of the bytes: the test demands one. */
function summed(json: Record<string, unknown>, name: string): Buffer | null {
  const bytes = Buffer.from(String(json[name]), "base64");
  return json[`${name}Crc32c`] === String(crc32c(bytes)) ? bytes : null;
}

function refusal(code: number, status: string): Answer {
  return { status: code, body: { error: { code, message: status, status } } };
}
