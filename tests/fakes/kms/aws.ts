import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  randomUUID,
  sign,
  timingSafeEqual,
} from "node:crypto";
import { type Answer, type Asked, type FakeServer, startServer } from "./server.ts";

type State = "Enabled" | "Disabled" | "PendingDeletion";

interface AwsKey {
  readonly arn: string;
  state: State;
  readonly secret: Buffer;
  readonly pair: { readonly publicKey: KeyObject; readonly privateKey: KeyObject } | null;
}

/** AWS KMS as its API reference documents it: JSON 1.1 behind Signature Version 4. */
export interface FakeAws extends FakeServer {
  readonly credentials: { readonly id: string; readonly secret: string };
  readonly keys: Map<string, AwsKey>;
  /** The symmetric key that is there from the beginning. */
  readonly arn: string;
  addKey(): AwsKey;
  /** What was refused for its signature. */
  readonly badSignatures: string[];
}

const region = "eu-central-1";

export async function startAws(): Promise<FakeAws> {
  const server = await startServer(answer);
  const keys = new Map<string, AwsKey>();
  const first = addKey();
  const fake: FakeAws = Object.assign(server, {
    credentials: {
      id: `AKIA${randomBytes(8).toString("hex").toUpperCase()}`,
      secret: randomBytes(20).toString("hex"),
    },
    keys,
    arn: first.arn,
    addKey: () => addKey(),
    badSignatures: [],
  });
  return fake;

  function addKey(pair: AwsKey["pair"] = null): AwsKey {
    const arn = `arn:aws:kms:${region}:111122223333:key/${randomUUID()}`;
    const key: AwsKey = { arn, state: "Enabled", secret: randomBytes(32), pair };
    keys.set(arn, key);
    return key;
  }

  function answer(asked: Asked): Answer {
    const wrong = wrongSignature(asked, fake.credentials);
    if (wrong !== null) {
      fake.badSignatures.push(wrong);
      return refusal("InvalidSignatureException", wrong);
    }
    const target = String(asked.headers["x-amz-target"]).replace("TrentService.", "");
    if (target === "CreateKey") return create(asked.json);
    const key = keys.get(String(asked.json.KeyId));
    if (key === undefined) return refusal("NotFoundException", "no such key");
    if (key.state === "Disabled") return refusal("DisabledException", `${key.arn} is disabled.`);
    if (key.state !== "Enabled") return refusal("KMSInvalidStateException", "pending deletion");
    if (target === "Encrypt") return encrypt(key, asked.json);
    if (target === "Decrypt") return decrypt(key, asked.json);
    if (target === "GetPublicKey") return publicKey(key);
    if (target === "Sign") return signWith(key, asked.json);
    return refusal("UnknownOperationException", target);
  }

  function create(json: Record<string, unknown>): Answer {
    if (json.KeySpec !== "ECC_NIST_EDWARDS25519" || json.KeyUsage !== "SIGN_VERIFY") {
      return refusal("ValidationException", "unexpected spec");
    }
    const { arn } = addKey(generateKeyPairSync("ed25519"));
    return { status: 200, body: { KeyMetadata: { Arn: arn, KeyId: arn.split("/")[1] } } };
  }

  function encrypt(key: AwsKey, json: Record<string, unknown>): Answer {
    const plaintext = Buffer.from(String(json.Plaintext), "base64");
    if (key.pair !== null) return refusal("InvalidKeyUsageException", "not for encryption");
    if (plaintext.length > 4096) return refusal("ValidationException", "too long");
    const nonce = randomBytes(12);
    const cipher = createCipheriv("aes-256-gcm", key.secret, nonce).setAAD(context(json));
    const blob = Buffer.concat([
      createHash("sha256").update(key.arn).digest(),
      nonce,
      cipher.update(plaintext),
      cipher.final(),
      cipher.getAuthTag(),
    ]);
    return { status: 200, body: { CiphertextBlob: blob.toString("base64"), KeyId: key.arn } };
  }

  function decrypt(key: AwsKey, json: Record<string, unknown>): Answer {
    const blob = Buffer.from(String(json.CiphertextBlob), "base64");
    const named = createHash("sha256").update(key.arn).digest();
    if (!blob.subarray(0, 32).equals(named)) return refusal("IncorrectKeyException", key.arn);
    try {
      const decipher = createDecipheriv("aes-256-gcm", key.secret, blob.subarray(32, 44))
        .setAAD(context(json))
        .setAuthTag(blob.subarray(-16));
      const bytes = Buffer.concat([decipher.update(blob.subarray(44, -16)), decipher.final()]);
      return { status: 200, body: { Plaintext: bytes.toString("base64"), KeyId: key.arn } };
    } catch {
      return refusal("InvalidCiphertextException", "");
    }
  }

  function publicKey({ arn, pair }: AwsKey): Answer {
    if (pair === null) return refusal("UnsupportedOperationException", arn);
    const spki = pair.publicKey.export({ format: "der", type: "spki" }).toString("base64");
    return { status: 200, body: { KeyId: arn, PublicKey: spki } };
  }

  function signWith({ arn, pair }: AwsKey, json: Record<string, unknown>): Answer {
    const message = Buffer.from(String(json.Message), "base64");
    const raw = json.MessageType === "RAW" && json.SigningAlgorithm === "ED25519_SHA_512";
    if (pair === null || !raw) return refusal("InvalidKeyUsageException", arn);
    if (message.length > 4096) return refusal("ValidationException", "longer than 4096 bytes");
    const signature = sign(null, message, pair.privateKey).toString("base64");
    return { status: 200, body: { KeyId: arn, Signature: signature } };
  }
}

/** The context is a set of pairs: their order does not count. */
function context(json: Record<string, unknown>): Buffer {
  const pairs = Object.entries((json.EncryptionContext ?? {}) as Record<string, string>);
  return Buffer.from(JSON.stringify(pairs.sort()));
}

function refusal(type: string, message: string): Answer {
  return {
    status: 400,
    body: { __type: type, message },
    headers: { "content-type": "application/x-amz-json-1.1", "x-amzn-errortype": type },
  };
}

/** Signature Version 4 as AWS describes it, made anew from the request. Null where it is right. */
function wrongSignature(
  { method, path, headers, raw }: Asked,
  credentials: { readonly id: string; readonly secret: string },
): string | null {
  const [, id, day, where, service, names = "", signature = ""] =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request, SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/.exec(
      headers.authorization ?? "",
    ) ?? [];
  if (id !== credentials.id) return "The security token included in the request is invalid.";
  if (where !== region || service !== "kms")
    return "Credential should be scoped to a valid region.";
  const date = String(headers["x-amz-date"]);
  const at = Date.parse(
    date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, "$1-$2-$3T$4:$5:$6Z"),
  );
  if (!(Math.abs(Date.now() - at) < 5 * 60_000) || !date.startsWith(day ?? "-")) {
    return "Signature expired.";
  }
  const signed = names.split(";");
  if (!["host", "x-amz-date", "x-amz-target"].every((name) => signed.includes(name))) {
    return "A header that must be signed is not.";
  }
  const lines = signed.map((name) => `${name}:${String(headers[name]).trim()}\n`).join("");
  const canonical = [method, path, "", lines, names, sha256(raw)].join("\n");
  const scope = `${day}/${where}/${service}/aws4_request`;
  const toSign = ["AWS4-HMAC-SHA256", date, scope, sha256(canonical)].join("\n");
  const key = [where ?? "", service ?? "", "aws4_request"].reduce<Buffer>(
    (secret, part) => hmac(secret, part),
    hmac(`AWS4${credentials.secret}`, day ?? ""),
  );
  const expected = hmac(key, toSign);
  if (timingSafeEqual(expected, Buffer.from(signature, "hex"))) return null;
  return "The request signature we calculated does not match the signature you provided.";
}

function sha256(data: string | Buffer): string {
  return createHash("sha256").update(data).digest("hex");
}

function hmac(key: string | Buffer, data: string): Buffer {
  return createHmac("sha256", key).update(data).digest();
}
