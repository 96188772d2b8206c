import { z } from "zod";
import {
  type Bundle,
  type PublicEntry,
  publicEntrySchema,
  type TrustedRoot,
} from "#lib/engines/verify/index.ts";
import type { TimestampAuthority } from "./timestamp-authority.ts";

/** What others say of a signature, beside the log that it was made with. */
export interface OthersWord {
  /** TimeStampResp, DER in base64. */
  readonly timestamps: readonly string[];
  readonly entries: readonly PublicEntry[];
}

const maxOfEach = 4;

const wideSchema = z.looseObject({
  verificationMaterial: z.looseObject({
    tlogEntries: z
      .array(z.unknown())
      .min(1)
      .max(1 + maxOfEach),
    timestampVerificationData: z
      .strictObject({
        rfc3161Timestamps: z
          .array(z.strictObject({ signedTimestamp: z.base64().max(30_000) }))
          .max(maxOfEach),
      })
      .optional(),
  }),
});

/** The same envelope and the same own entry, with what others say of it. Cosign takes it as it is. */
export function widen(bundle: Bundle, { timestamps, entries }: OthersWord) {
  const { verificationMaterial: material, ...rest } = bundle;
  return {
    ...rest,
    verificationMaterial: {
      ...material,
      tlogEntries: [...material.tlogEntries, ...entries],
      ...(timestamps.length > 0 && {
        timestampVerificationData: {
          rfc3161Timestamps: timestamps.map((signedTimestamp) => ({ signedTimestamp })),
        },
      }),
    },
  };
}

export type WideBundle = ReturnType<typeof widen>;

/** The root that a widened bundle is verified with: the logs and authorities of all who speak in it. */
export function widenRoot(
  root: TrustedRoot,
  logs: TrustedRoot["tlogs"],
  authorities: readonly TimestampAuthority[],
) {
  return {
    ...root,
    tlogs: [...root.tlogs, ...logs],
    ...(authorities.length > 0 && { timestampAuthorities: authorities }),
  };
}

export type WideRoot = ReturnType<typeof widenRoot>;

/**
 * Parts a widened bundle into the one that `verifyBundle` reads and what others say. Whatever is no such
 * bundle comes back as it is, to be refused there.
 */
export function partBundle(json: unknown): { readonly bundle: unknown; readonly word: OthersWord } {
  const wide = wideSchema.safeParse(json);
  const none = { bundle: json, word: { timestamps: [], entries: [] } };
  if (!wide.success) return none;
  const { timestampVerificationData: data, ...material } = wide.data.verificationMaterial;
  const [own, ...others] = material.tlogEntries;
  if (!z.array(publicEntrySchema).safeParse(others).success) return none;
  const timestamps = data?.rfc3161Timestamps.map((one) => one.signedTimestamp) ?? [];
  return {
    bundle: { ...wide.data, verificationMaterial: { ...material, tlogEntries: [own] } },
    word: { timestamps, entries: others as readonly PublicEntry[] },
  };
}

const authoritySchema = z.object({
  subject: z.object({ organization: z.string().default(""), commonName: z.string().default("") }),
  uri: z.string().default(""),
  certChain: z.object({ certificates: z.array(z.object({ rawBytes: z.base64() })).min(1) }),
  validFor: z.object({ start: z.string(), end: z.string().default("9999-12-31T23:59:59Z") }),
});

/** The timestamp authorities that a trusted root names. Those of another form are left out. */
export function authoritiesOf(trustedRoot: unknown): readonly TimestampAuthority[] {
  const root = z.looseObject({ timestampAuthorities: z.array(z.unknown()) }).safeParse(trustedRoot);
  if (!root.success) return [];
  return root.data.timestampAuthorities.flatMap((one) => {
    const parsed = authoritySchema.safeParse(one);
    return parsed.success ? [parsed.data] : [];
  });
}
