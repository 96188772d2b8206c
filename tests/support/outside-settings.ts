import { writeFile } from "node:fs/promises";
import { join } from "node:path";

/** Who is asked about each signature besides the log, as the environment says it. */
export async function outsideSettings(
  folder: string,
  authority: { readonly url: string; readonly certificates: string },
  rekor: { readonly url: string; readonly publicKey: string },
): Promise<Readonly<Record<string, string>>> {
  const [certificates, publicKey] = [join(folder, "tsa.pem"), join(folder, "rekor.pub")];
  await writeFile(certificates, authority.certificates);
  await writeFile(publicKey, rekor.publicKey);
  return {
    ETNA_TIMESTAMP_URL: authority.url,
    ETNA_TIMESTAMP_CERTIFICATES: certificates,
    ETNA_REKOR_URL: rekor.url,
    ETNA_REKOR_PUBLIC_KEY: publicKey,
    ETNA_OUTBOUND_ALLOW: [authority, rekor].map(({ url }) => new URL(url).host).join(","),
  };
}
