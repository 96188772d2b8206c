import type { Config, KeyName } from "#lib/platform/config/index.ts";
import type { KeyManagement } from "./key-management.ts";
import { openLocalKeyFile } from "./local-key-file.ts";

/** The key that seals, and all that open: which of them is what a sealed value says itself. */
export interface KeyRing {
  readonly seals: KeyManagement;
  readonly opens: readonly KeyManagement[];
}

/** Asks nobody yet, so that it works while a service is away. Throws for a key file that cannot be used. */
export async function openKeyRing(settings: Config): Promise<KeyRing> {
  const seals = await open(settings.ETNA_KMS, settings, "make");
  const others = await Promise.all(
    settings.ETNA_KMS_ALSO.map((name) => open(name, settings, "demand")),
  );
  return { seals, opens: [seals, ...others] };
}

/** The services' libraries are loaded where they are configured, and nowhere else. */
async function open(
  name: KeyName,
  settings: Config,
  whereMissing: "make" | "demand",
): Promise<KeyManagement> {
  switch (name.kind) {
    case "local":
      return await openLocalKeyFile(name.file ?? settings.ETNA_KEY_FILE, whereMissing);
    case "vault": {
      const { openVault } = await import("./vault-client.ts");
      const { vaultTransit } = await import("./vault-transit.ts");
      return vaultTransit(openVault(settings), name);
    }
    case "aws": {
      const { awsKms, openAws } = await import("./aws-kms.ts");
      return awsKms(openAws(name.region), name);
    }
    case "gcp": {
      const { googleKms } = await import("./google-kms.ts");
      return googleKms(settings.CLOUDSDK_API_ENDPOINT_OVERRIDES_CLOUDKMS, name);
    }
  }
}
