import {
  createCipheriv,
  createDecipheriv,
  createHash,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
} from "node:crypto";
import { type FakeServer, startServer } from "./server.ts";

interface TransitKey {
  readonly type: "aes256-gcm96" | "ed25519";
  readonly secret: Buffer;
  readonly pair: { readonly publicKey: KeyObject; readonly privateKey: KeyObject } | null;
}

/** HashiCorp Vault with a transit engine at `transit/`, as its HTTP API documents it. */
export interface FakeVault extends FakeServer {
  readonly keys: Map<string, TransitKey>;
  /** Tokens and what each may still do: calls left until it expires. */
  readonly tokens: Map<string, number>;
  readonly role: { readonly roleId: string; readonly secretId: string };
  readonly kubernetes: { readonly role: string; readonly jwt: string };
  /** A Vault before 1.9, which takes associated_data and does nothing with it. */
  ignoresAssociatedData: boolean;
  logins: number;
}

export async function startVault(): Promise<FakeVault> {
  const secret = () => randomBytes(12).toString("hex");
  const server = await startServer((request) => answer(request));
  const fake: FakeVault = Object.assign(server, {
    keys: new Map<string, TransitKey>([["etna", aesKey()]]),
    tokens: new Map<string, number>(),
    role: { roleId: secret(), secretId: secret() },
    kubernetes: { role: "etna", jwt: secret() },
    ignoresAssociatedData: false,
    logins: 0,
  });
  return fake;

  function answer({
    method,
    path,
    headers,
    json,
  }: Parameters<Parameters<typeof startServer>[0]>[0]) {
    if (headers["x-vault-request"] !== "true") return errors(400, "missing X-Vault-Request");
    if (path === "/v1/auth/approle/login") {
      const { roleId, secretId } = fake.role;
      const fits = json.role_id === roleId && json.secret_id === secretId;
      return fits ? logIn() : errors(400, "invalid role or secret ID");
    }
    if (path === "/v1/auth/kubernetes/login") {
      const fits = json.role === fake.kubernetes.role && json.jwt === fake.kubernetes.jwt;
      return fits ? logIn() : errors(403, "permission denied");
    }
    const token = String(headers["x-vault-token"]);
    const left = fake.tokens.get(token) ?? 0;
    if (left <= 0) return errors(403, "permission denied");
    fake.tokens.set(token, left - 1);
    const [, verb = "", name = ""] = /^\/v1\/transit\/(\w+)\/([\w.-]+)$/.exec(path) ?? [];
    if (verb === "keys") return method === "GET" ? describe(name) : make(name, json);
    const key = fake.keys.get(name);
    if (key === undefined) return errors(400, "encryption key not found");
    if (verb === "encrypt" && method === "POST") return encrypt(key, json);
    if (verb === "decrypt" && method === "POST") return decrypt(key, json);
    if (verb === "sign" && method === "POST") return signWith(key, json);
    return errors(404);
  }

  function logIn() {
    fake.logins++;
    const token = `hvs.${secret()}`;
    fake.tokens.set(token, 1_000);
    return { status: 200, body: { auth: { client_token: token, lease_duration: 3600 } } };
  }

  function make(name: string, json: Record<string, unknown>) {
    if (json.exportable !== false) return errors(400, "the test wants keys that stay");
    if (!fake.keys.has(name)) {
      const pair = json.type === "ed25519" ? generateKeyPairSync("ed25519") : null;
      fake.keys.set(name, pair ? { type: "ed25519", secret: Buffer.alloc(0), pair } : aesKey());
    }
    return describe(name);
  }

  function describe(name: string) {
    const key = fake.keys.get(name);
    if (key === undefined) return errors(404);
    const spki = key.pair?.publicKey.export({ format: "der", type: "spki" });
    const version = { public_key: spki?.subarray(12).toString("base64") ?? "" };
    return { status: 200, body: { data: { name, type: key.type, keys: { "1": version } } } };
  }

  function aadOf(json: Record<string, unknown>): Buffer {
    const given = fake.ignoresAssociatedData ? "" : String(json.associated_data ?? "");
    return Buffer.from(given, "base64");
  }

  function encrypt({ type, secret: key }: TransitKey, json: Record<string, unknown>) {
    if (type !== "aes256-gcm96") return errors(400, "key type does not support encryption");
    const nonce = randomBytes(12);
    const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(aadOf(json));
    const plaintext = Buffer.from(String(json.plaintext), "base64");
    const bytes = Buffer.concat([
      nonce,
      cipher.update(plaintext),
      cipher.final(),
      cipher.getAuthTag(),
    ]);
    return { status: 200, body: { data: { ciphertext: `vault:v1:${bytes.toString("base64")}` } } };
  }

  function decrypt({ secret: key }: TransitKey, json: Record<string, unknown>) {
    const [, version, base64 = ""] = /^vault:v(\d+):(.*)$/.exec(String(json.ciphertext)) ?? [];
    if (version !== "1") return errors(400, "invalid ciphertext: version is too new");
    const bytes = Buffer.from(base64, "base64");
    try {
      const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, 12))
        .setAAD(aadOf(json))
        .setAuthTag(bytes.subarray(-16));
      const plaintext = Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()]);
      return { status: 200, body: { data: { plaintext: plaintext.toString("base64") } } };
    } catch {
      return errors(400, "cipher: message authentication failed");
    }
  }

  function signWith({ pair }: TransitKey, json: Record<string, unknown>) {
    if (pair === null) return errors(400, "key type does not support signing");
    const bytes = sign(null, Buffer.from(String(json.input), "base64"), pair.privateKey);
    return { status: 200, body: { data: { signature: `vault:v1:${bytes.toString("base64")}` } } };
  }
}

function errors(status: number, ...texts: string[]): { status: number; body: object } {
  return { status, body: { errors: texts } };
}

function aesKey(): TransitKey {
  const secret = createHash("sha256").update(randomBytes(32)).digest();
  return { type: "aes256-gcm96", secret, pair: null };
}
