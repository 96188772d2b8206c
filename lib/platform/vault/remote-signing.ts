import { AppError } from "#lib/base/index.ts";
import { type Config, config } from "#lib/platform/config/index.ts";
import type { RemoteSigning } from "./key-management.ts";

/** A signing key that the configured service makes, or null where ETNA_SIGNING keeps keys here. */
export async function createRemoteKey(
  label: string,
): Promise<{ readonly reference: string; readonly spki: Uint8Array } | null> {
  if (config().ETNA_SIGNING !== "kms") return null;
  const signing = await openSigning(config());
  return await signing.create(label);
}

/** Signs with the key that a row names, wherever new keys are made by now. */
export async function signRemotely(reference: string, bytes: Uint8Array): Promise<Uint8Array> {
  const signing = await openSigning(config(), reference);
  return await signing.sign(reference, bytes);
}

/** Where a new signing key is made, or where the one that `reference` names is. */
async function openSigning(settings: Config, reference?: string): Promise<RemoteSigning> {
  const { ETNA_KMS } = settings;
  const [, region] = /^aws:arn:[^:]+:kms:([^:]+):/.exec(reference ?? ETNA_KMS.text) ?? [];
  if (region !== undefined) {
    const { awsSigning, openAws } = await import("./aws-kms.ts");
    return awsSigning(openAws(region));
  }
  const isVaults = reference?.startsWith("vault:") ?? ETNA_KMS.kind === "vault";
  if (isVaults && settings.VAULT_ADDR !== undefined) {
    const { openVault } = await import("./vault-client.ts");
    const { vaultSigning } = await import("./vault-transit.ts");
    return vaultSigning(openVault(settings), ETNA_KMS.kind === "vault" ? ETNA_KMS.mount : "");
  }
  throw new AppError(
    "precondition_failed",
    "A signing key lives in a service that this process does not know. Set what it was made with.",
  );
}
