import { z } from "zod";
import { isLoopback } from "./forge-roots.ts";

/** Which key of which service wraps data keys. `text` is what stands beside every sealed value. */
export type KeyName =
  /** `file` is null for the file of ETNA_KEY_FILE. */
  | { readonly kind: "local"; readonly file: string | null; readonly text: string }
  | { readonly kind: "vault"; readonly mount: string; readonly key: string; readonly text: string }
  | { readonly kind: "aws"; readonly arn: string; readonly region: string; readonly text: string }
  | { readonly kind: "gcp"; readonly key: string; readonly text: string };

const vaultKey = /^vault:([A-Za-z0-9_-]+(?:\/[A-Za-z0-9_-]+)*)\/([A-Za-z0-9_.-]{1,128})$/;
const awsKey = /^aws:(arn:aws[a-z-]*:kms:([a-z0-9-]+):\d{12}:key\/[A-Za-z0-9-]+)$/;
const googleKey =
  /^gcp:(projects\/[\w.:-]+\/locations\/[\w-]+\/keyRings\/[\w-]+\/cryptoKeys\/[\w-]+)$/;

/** Reads `local`, `local:FILE`, `vault:MOUNT/KEY`, `aws:KEY-ARN` and `gcp:projects/…/cryptoKeys/KEY`. */
export const keyName = z.string().transform((text, context): KeyName => {
  if (text === "local") return { kind: "local", file: null, text };
  if (text.startsWith("local:") && text.length > 6) {
    return { kind: "local", file: text.slice(6), text };
  }
  const [, mount, key] = vaultKey.exec(text) ?? [];
  if (mount !== undefined && key !== undefined) return { kind: "vault", mount, key, text };
  // An alias can be pointed at another key, and then what it sealed no longer opens.
  const [, arn, region] = awsKey.exec(text) ?? [];
  if (arn !== undefined && region !== undefined) return { kind: "aws", arn, region, text };
  const [, resource] = googleKey.exec(text) ?? [];
  if (resource !== undefined) return { kind: "gcp", key: resource, text };
  context.addIssue(
    "must be local, local:FILE, vault:MOUNT/KEY, aws: and the ARN of a key, or gcp:projects/P/locations/L/keyRings/R/cryptoKeys/K",
  );
  return z.NEVER;
});

const serverUrl = z
  .url({ protocol: /^https?$/ })
  .refine((url) => url.startsWith("https:") || isLoopback(url), "must be https")
  .transform((url) => url.replace(/\/+$/, ""));

/** Where secrets are sealed, and what the services of others ask for. AWS reads its own variables. */
export const keyManagementVariables = {
  /** Local key management: a file with the wrapping key. */
  ETNA_KEY_FILE: z.string().default(".etna/keys/local.key"),
  /** The key that wraps whatever is sealed from now on. */
  ETNA_KMS: z.string().default("local").pipe(keyName),
  /** Comma-separated: keys that still open what they sealed, until `etna keys rewrap` has moved it. */
  ETNA_KMS_ALSO: z
    .string()
    .transform((text) => text.split(",").map((part) => part.trim()))
    .pipe(z.array(keyName))
    .default([]),
  /** Where new signing keys live: sealed in the database, or for ever in the service of ETNA_KMS. */
  ETNA_SIGNING: z.enum(["sealed", "kms"]).default("sealed"),
  VAULT_ADDR: serverUrl.optional(),
  VAULT_NAMESPACE: z.string().optional(),
  VAULT_TOKEN: z.string().optional(),
  VAULT_ROLE_ID: z.string().optional(),
  VAULT_SECRET_ID: z.string().optional(),
  VAULT_KUBERNETES_ROLE: z.string().optional(),
  VAULT_KUBERNETES_TOKEN_FILE: z
    .string()
    .default("/var/run/secrets/kubernetes.io/serviceaccount/token"),
  /** The name that gcloud reads: another address of Cloud KMS, such as a private endpoint. */
  CLOUDSDK_API_ENDPOINT_OVERRIDES_CLOUDKMS: serverUrl.default("https://cloudkms.googleapis.com"),
};

/** What is named but cannot be had with what else is set. Empty where all fits. */
export function unfitKeyManagement(settings: {
  readonly ETNA_KMS: KeyName;
  readonly ETNA_KMS_ALSO: readonly KeyName[];
  readonly ETNA_SIGNING: "sealed" | "kms";
  readonly VAULT_ADDR?: string | undefined;
  readonly VAULT_TOKEN?: string | undefined;
  readonly VAULT_ROLE_ID?: string | undefined;
  readonly VAULT_SECRET_ID?: string | undefined;
  readonly VAULT_KUBERNETES_ROLE?: string | undefined;
}): readonly string[] {
  const { ETNA_KMS, ETNA_KMS_ALSO, VAULT_ADDR, VAULT_TOKEN, VAULT_KUBERNETES_ROLE } = settings;
  const faults: string[] = [];
  if ([ETNA_KMS, ...ETNA_KMS_ALSO].some(({ kind }) => kind === "vault")) {
    if (VAULT_ADDR === undefined) faults.push("VAULT_ADDR: must be set for a key of Vault");
    const role = settings.VAULT_ROLE_ID !== undefined && settings.VAULT_SECRET_ID !== undefined;
    if (!role && VAULT_TOKEN === undefined && VAULT_KUBERNETES_ROLE === undefined) {
      faults.push(
        "VAULT_TOKEN: set it, or VAULT_ROLE_ID and VAULT_SECRET_ID, or VAULT_KUBERNETES_ROLE",
      );
    }
  }
  if (settings.ETNA_SIGNING === "kms" && !["vault", "aws"].includes(ETNA_KMS.kind)) {
    faults.push("ETNA_SIGNING: kms needs a key of Vault or of AWS in ETNA_KMS");
  }
  const names = [ETNA_KMS, ...ETNA_KMS_ALSO].map(({ text }) => text);
  if (new Set(names).size !== names.length) faults.push("ETNA_KMS_ALSO: names a key twice");
  return faults;
}
