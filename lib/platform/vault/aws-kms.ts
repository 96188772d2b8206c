import {
  CreateKeyCommand,
  DecryptCommand,
  EncryptCommand,
  GetPublicKeyCommand,
  KMSClient,
  type KMSServiceException,
  SignCommand,
} from "@aws-sdk/client-kms";
import { type AppError, isAppError } from "#lib/base/index.ts";
import { isEd25519Spki } from "./ed25519-key.ts";
import type { KeyManagement, RemoteSigning } from "./key-management.ts";
import { altered, bounded, kmsTimeoutMs, refused, unavailable } from "./refusals.ts";

const who = "AWS KMS";

/** Credentials, and AWS_ENDPOINT_URL_KMS where there is one, come from AWS's own variables. */
export function openAws(region: string): KMSClient {
  return new KMSClient({
    region,
    maxAttempts: 3,
    requestHandler: {
      connectionTimeout: 2_000,
      requestTimeout: 3_000,
      throwOnRequestTimeout: true,
    },
  });
}

/** A symmetric key of AWS KMS, by its ARN. The encryption context is what `aad` says. */
export function awsKms(
  client: KMSClient,
  { arn, text }: { readonly arn: string; readonly text: string },
): KeyManagement {
  const context = (aad: string) => ({ KeyId: arn, EncryptionContext: { purpose: aad } });
  return {
    keyId: text,
    async wrap(dataKey, aad) {
      const command = new EncryptCommand({ ...context(aad), Plaintext: dataKey });
      const { CiphertextBlob } = await send((options) => client.send(command, options));
      return present(CiphertextBlob);
    },
    async unwrap(wrapped, aad) {
      const command = new DecryptCommand({ ...context(aad), CiphertextBlob: wrapped });
      const { Plaintext, KeyId } = await send((options) => client.send(command, options));
      if (KeyId !== arn) throw refused(who, "It opened a secret with another key than ETNA_KMS.");
      return present(Plaintext);
    },
  };
}

/** Keys of the spec ECC_NIST_EDWARDS25519; MessageType RAW takes at most 4096 bytes. */
export function awsSigning(client: KMSClient): RemoteSigning {
  return {
    async create(label) {
      const made = new CreateKeyCommand({
        KeySpec: "ECC_NIST_EDWARDS25519",
        KeyUsage: "SIGN_VERIFY",
        Description: `Agent Etna ${label}`,
      });
      const { KeyMetadata } = await send((options) => client.send(made, options));
      const arn = KeyMetadata?.Arn ?? "";
      const asked = new GetPublicKeyCommand({ KeyId: arn });
      const { PublicKey } = await send((options) => client.send(asked, options));
      const spki = present(PublicKey);
      if (!isEd25519Spki(spki)) throw unavailable(who);
      return { reference: `aws:${arn}`, spki };
    },
    async sign(reference, bytes) {
      const command = new SignCommand({
        KeyId: reference.slice("aws:".length),
        Message: bytes,
        MessageType: "RAW",
        SigningAlgorithm: "ED25519_SHA_512",
      });
      const { Signature } = await send((options) => client.send(command, options));
      return present(Signature);
    },
  };
}

function present(bytes: Uint8Array | undefined): Uint8Array<ArrayBuffer> {
  if (bytes === undefined) throw unavailable(who);
  return new Uint8Array(bytes);
}

async function send<T>(ask: (options: { abortSignal: AbortSignal }) => Promise<T>): Promise<T> {
  // The signal ends the request; finding credentials before it is bounded by the race alone.
  const abortSignal = AbortSignal.timeout(kmsTimeoutMs);
  try {
    return await bounded(who, ask({ abortSignal }));
  } catch (error) {
    throw isAppError(error) ? error : inOurWords(error);
  }
}

/** What AWS says itself may name accounts and roles: it goes to the cause, and not to the reader. */
function inOurWords(error: unknown): AppError {
  const { name = "", $metadata } = error as Partial<KMSServiceException>;
  switch (name) {
    case "InvalidCiphertextException":
      return altered(who, error);
    case "IncorrectKeyException":
      return refused(who, "A stored secret was sealed under another key than this one.", error);
    case "DisabledException":
    case "KMSInvalidStateException":
      return refused(who, "The key is disabled or waits for its deletion. Enable it.", error);
    case "NotFoundException":
      return refused(who, "There is no such key in this account and region.", error);
    case "InvalidKeyUsageException":
    case "UnsupportedOperationException":
    case "ValidationException":
      return refused(who, "The key is not of the type that this needs.", error);
    case "AccessDeniedException":
    case "UnrecognizedClientException":
    case "InvalidSignatureException":
    case "IncompleteSignatureException":
    case "ExpiredTokenException":
    case "InvalidGrantTokenException":
    case "InvalidClientTokenId":
      return refused(who, "The credentials are not accepted, or may not use the key.", error);
    case "CredentialsProviderError":
      return refused(who, "This process has no credentials. Set those of AWS.", error);
  }
  const status = $metadata?.httpStatusCode ?? 0;
  const passing = status === 0 || status === 429 || status >= 500 || /Throttl|Limit/.test(name);
  return passing ? unavailable(who, error) : refused(who, "See its answer in the log.", error);
}
