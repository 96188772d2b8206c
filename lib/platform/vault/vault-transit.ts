import { z } from "zod";
import { AppError, decodeUtf8, fromBase64, toBase64, utf8 } from "#lib/base/index.ts";
import { spkiOf } from "./ed25519-key.ts";
import type { KeyManagement, RemoteSigning } from "./key-management.ts";
import { altered, refused, unavailable } from "./refusals.ts";
import { VaultBadRequest, type VaultClient, who } from "./vault-client.ts";

const encrypted = z.object({ ciphertext: z.string().regex(/^vault:v\d+:[A-Za-z0-9+/=]+$/) });
const decrypted = z.object({ plaintext: z.string() });
const signed = z.object({ signature: z.string().regex(/^vault:v1:[A-Za-z0-9+/=]+$/) });
const described = z.object({
  type: z.literal("ed25519"),
  keys: z.object({ "1": z.object({ public_key: z.string() }) }),
});

/** A key of Vault's transit engine of an AEAD type, such as aes256-gcm96 (Vault 1.9 and newer). */
export function vaultTransit(
  client: VaultClient,
  { mount, key, text }: { readonly mount: string; readonly key: string; readonly text: string },
): KeyManagement {
  return {
    keyId: text,
    async wrap(dataKey, aad) {
      const body = { plaintext: toBase64(dataKey), associated_data: toBase64(utf8(aad)) };
      const data = await client.ask("POST", `${mount}/encrypt/${key}`, body).catch(notUsable);
      return utf8(read(encrypted, data).ciphertext);
    },
    async unwrap(wrapped, aad) {
      const body = { ciphertext: decodeUtf8(wrapped), associated_data: toBase64(utf8(aad)) };
      const data = await client.ask("POST", `${mount}/decrypt/${key}`, body).catch(cannotOpen);
      const dataKey = fromBase64(read(decrypted, data).plaintext);
      if (dataKey === null) throw unavailable(who);
      return dataKey;
    },
  };
}

/** Ed25519 keys in the same engine; each is made not to be exportable, and never rotated there. */
export function vaultSigning(client: VaultClient, mount: string): RemoteSigning {
  return {
    async create(label) {
      const name = `etna-${label}`;
      const path = `${mount}/keys/${name}`;
      const wanted = { type: "ed25519", exportable: false, allow_plaintext_backup: false };
      await client.ask("POST", path, wanted).catch(notUsable);
      const { keys } = read(described, await client.ask("GET", path).catch(notUsable));
      const publicKey = fromBase64(keys["1"].public_key);
      if (publicKey?.length !== 32) throw unavailable(who);
      return { reference: `vault:${mount}/${name}`, spki: spkiOf(publicKey) };
    },
    async sign(reference, bytes) {
      const [, at, name] = /^vault:(.+)\/([^/]+)$/.exec(reference) ?? [];
      const body = { input: toBase64(bytes), key_version: 1 };
      const data = await client.ask("POST", `${at}/sign/${name}`, body).catch(notUsable);
      const { signature } = read(signed, data);
      return fromBase64(signature.slice("vault:v1:".length)) ?? new Uint8Array();
    },
  };
}

function read<T>(schema: z.ZodType<T>, data: unknown): T {
  const parsed = schema.safeParse(data);
  if (parsed.success) return parsed.data;
  throw new AppError("unavailable", "Vault did not answer as its transit engine does.");
}

function notUsable(error: unknown): never {
  if (!(error instanceof VaultBadRequest)) throw error;
  throw refused(who, "The key cannot be used for this: see that it exists and is of its type.");
}

function cannotOpen(error: unknown): never {
  if (!(error instanceof VaultBadRequest)) throw error;
  if (/not found|disallowed|min_decryption/i.test(error.message)) {
    throw refused(who, "The key, or the version of it that is needed, is not there.");
  }
  throw altered(who);
}
