import { z } from "zod";
import { isLoopback } from "./forge-roots.ts";

const address = z
  .url({ protocol: /^https?$/ })
  .refine((url) => url.startsWith("https:") || isLoopback(url), "must be https")
  // It is shown on public pages.
  .refine((url) => new URL(url).username === "" && new URL(url).password === "", {
    message: "must hold no name and no password",
  })
  .transform((url) => url.replace(/\/+$/, ""));

/** Who besides Etna is asked about each signature. All unset: nobody. */
export const outsideProofVariables = {
  /** A timestamp authority (RFC 3161 over HTTP). */
  ETNA_TIMESTAMP_URL: address.optional(),
  /** A file of PEM: the certificate that signs its tokens, its issuers, the root last. */
  ETNA_TIMESTAMP_CERTIFICATES: z.string().optional(),
  /** The policy that a token must be under, as a dotted number. */
  ETNA_TIMESTAMP_POLICY: z
    .string()
    .regex(/^[0-2](\.(0|[1-9]\d*))+$/, "must be a dotted number such as 1.2.3.4")
    .optional(),
  /** A public log that speaks as Rekor v1 does. */
  ETNA_REKOR_URL: address.optional(),
  /** A file of PEM: that log's P-256 key. */
  ETNA_REKOR_PUBLIC_KEY: z.string().optional(),
};

/** Who is asked and not to be believed, or the other way about. Empty where all fits. */
export function halfSetOutsideProofs(settings: {
  readonly ETNA_TIMESTAMP_URL?: string | undefined;
  readonly ETNA_TIMESTAMP_CERTIFICATES?: string | undefined;
  readonly ETNA_TIMESTAMP_POLICY?: string | undefined;
  readonly ETNA_REKOR_URL?: string | undefined;
  readonly ETNA_REKOR_PUBLIC_KEY?: string | undefined;
}): readonly string[] {
  const { ETNA_TIMESTAMP_URL: timestampUrl, ETNA_TIMESTAMP_CERTIFICATES: certificates } = settings;
  const { ETNA_REKOR_URL: rekorUrl, ETNA_REKOR_PUBLIC_KEY: rekorKey } = settings;
  const faults: string[] = [];
  if (timestampUrl !== undefined && certificates === undefined) {
    faults.push("ETNA_TIMESTAMP_CERTIFICATES: must be set, or no token can be verified");
  }
  for (const name of ["ETNA_TIMESTAMP_CERTIFICATES", "ETNA_TIMESTAMP_POLICY"] as const) {
    if (timestampUrl === undefined && settings[name] !== undefined) {
      faults.push(`${name}: needs ETNA_TIMESTAMP_URL`);
    }
  }
  if (rekorUrl !== undefined && rekorKey === undefined) {
    faults.push("ETNA_REKOR_PUBLIC_KEY: must be set, or no entry can be verified");
  }
  if (rekorUrl === undefined && rekorKey !== undefined) {
    faults.push("ETNA_REKOR_PUBLIC_KEY: needs ETNA_REKOR_URL");
  }
  return faults;
}
