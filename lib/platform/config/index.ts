import { z } from "zod";
import { AppError } from "#lib/base/index.ts";
import { forgeRoot, isLoopback } from "./forge-roots.ts";
import { keyManagementVariables, unfitKeyManagement } from "./key-management.ts";
import { halfSetOutsideProofs, outsideProofVariables } from "./outside-proofs.ts";
import { type SampleForge, sampleForgeOf } from "./sample-forge.ts";
import { halfSetProviders, signInVariables } from "./sign-in.ts";

export { type ForgeRoot, isLoopback, refusesSharedRoots } from "./forge-roots.ts";
export type { KeyName } from "./key-management.ts";
export type { SampleForge } from "./sample-forge.ts";
export type { SignUpPolicy } from "./sign-in.ts";

const list = (separator: string) =>
  z.string().transform((text) =>
    text
      .split(separator)
      .map((part) => part.trim())
      .filter(Boolean),
  );

const cidr = z.union([z.cidrv4(), z.cidrv6()], "must be a range of addresses such as 10.0.0.0/8");

const hostAndPort = z
  .string()
  .regex(
    /^(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9.-]+):([1-9]\d{0,4})$/,
    "must be host:port or a range of addresses such as 10.0.0.0/8",
  );

const serverAddress = z
  .url({ protocol: /^https?$/ })
  .refine((url) => url.startsWith("https:") || isLoopback(url), "must be https")
  .transform((url) => url.replace(/\/+$/, ""));

/** `name+id+key https://witness.example`: a witness's key as C2SP writes it, and where it is asked. */
const witness = z.string().transform((text, context) => {
  const [, verifierKey, address] = /^(\S+\+[0-9a-f]{8}\+\S+)\s+(\S+)$/.exec(text) ?? [];
  const url = serverAddress.safeParse(address);
  if (verifierKey !== undefined && url.success) return { verifierKey, url: url.data };
  context.addIssue("must be the key of a witness and its address: name+id+key https://…");
  return z.NEVER;
});

const secret = z.string().min(32, "must have at least 32 characters");

const environment = z.object({
  NODE_ENV: z.enum(["development", "production", "test"]).default("development"),
  PORT: z.coerce.number().int().min(1).max(65535).default(3000),
  /** Public base URL of this installation, without a trailing slash. */
  ETNA_PUBLIC_URL: z
    .url({ protocol: /^https?$/ })
    .transform((url) => url.replace(/\/+$/, ""))
    .optional(),
  /** The owner's connection, used by migrations alone. */
  DATABASE_URL: z.string().optional(),
  /** The connection of the application's role, which cannot bypass row-level security. */
  APP_DATABASE_URL: z.string().optional(),
  /** The connection of the worker's role to the schema of the durable workflows. */
  WORKER_DATABASE_URL: z.string().optional(),
  ETNA_APP_DATABASE_PASSWORD: secret.optional(),
  ETNA_WORKER_DATABASE_PASSWORD: secret.optional(),
  /** Comma-separated; the first signs, all verify. */
  AUTH_SECRET: list(",").pipe(z.array(secret).min(1)).optional(),
  /** Joins the hash of every magic link; apart from AUTH_SECRET, so that its rotation kills no pending link. */
  ETNA_LINK_SECRET: secret.optional(),
  ...keyManagementVariables,
  /** Colon-separated folders below which local repositories may be connected; `slug=folder` for one organization. */
  ETNA_LOCAL_FORGE_ROOTS: list(":").pipe(z.array(forgeRoot)).default([]),
  /** Where Etna keeps the sample repositories and other files of its own. */
  ETNA_DATA_DIR: z.string().default(".etna"),
  SMTP_URL: z.url({ protocol: /^smtps?$/ }).optional(),
  MAIL_FROM: z.string().default("Agent Etna <etna@localhost>"),
  /** Who the first sign-in link is for. */
  ETNA_OWNER_EMAIL: z.string().default("owner@localhost"),
  ...signInVariables,
  /** A worker that gave no sign of life for so long is dead, and others take over its work. */
  ETNA_WORKER_DEAD_AFTER_MS: z.coerce.number().int().min(200).default(10_000),
  /** Comma-separated `host:port` or ranges: what outbound requests may reach besides the public internet. */
  ETNA_OUTBOUND_ALLOW: list(",")
    .pipe(z.array(z.union([cidr, hostAndPort])))
    .default([]),
  /** Who knows which packages are vulnerable: OSV's API or a mirror of it; `off` asks nobody. */
  ETNA_OSV_URL: z.union([z.literal("off"), serverAddress]).default("https://api.osv.dev"),
  /** Where npm packages are described when a fixed version is chosen. */
  ETNA_NPM_REGISTRY_URL: serverAddress.default("https://registry.npmjs.org"),
  /** Who knows which commit a version of an action is: GitHub's API; `off` asks nobody. */
  ETNA_ACTIONS_URL: z.union([z.literal("off"), serverAddress]).default("https://api.github.com"),
  /** Comma-separated addresses of GitHub Enterprise Servers on which people may make Etna's App. */
  ETNA_GITHUB_SERVERS: list(",").pipe(z.array(serverAddress)).default([]),
  /** Comma-separated witnesses who are asked to cosign each head of the log. */
  ETNA_LOG_WITNESSES: list(",").pipe(z.array(witness)).default([]),
  ...outsideProofVariables,
  /** `off`, or where `npm start` has put the sample forge of this machine. */
  ETNA_SAMPLE_FORGE: z.union([z.literal("off"), serverAddress.refine(isLoopback)]).optional(),
  /** What Etna shows there when it makes something ready for a newcomer. */
  ETNA_SAMPLE_FORGE_SECRET: secret.optional(),
  /** Multiplies every rate limit: for load tests of one's own on loopback. */
  ETNA_LIMIT_SCALE: z.coerce.number().int().min(1).max(1_000_000).default(1),
  /** Comma-separated ranges of the proxies in front of Etna, whose X-Forwarded-For is believed. */
  ETNA_TRUSTED_PROXIES: list(",").pipe(z.array(cidr)).default([]),
  /** Where rate limits are counted, for several processes together. Without one, each counts in memory. */
  REDIS_URL: z.url({ protocol: /^rediss?$/ }).optional(),
  /** The same at Upstash, over HTTPS; REDIS_URL wins. */
  UPSTASH_REDIS_REST_URL: z.url({ protocol: /^https?$/ }).optional(),
  UPSTASH_REDIS_REST_TOKEN: z.string().optional(),
  /** Base of the predicate types in signed statements. */
  ETNA_ATTESTATION_BASE_URL: z.string().default("https://agentetna.com"),
});

export type Config = z.infer<typeof environment> & {
  readonly publicUrl: string;
  /** The forge that a newcomer tries Etna on; null wherever anyone else can reach this installation. */
  readonly sampleForge: SampleForge | null;
};

let cached: Config | undefined;

/** The environment, parsed once. Throws `invalid_input` naming each variable that is wrong. */
export function config(): Config {
  cached ??= parseConfig(process.env);
  return cached;
}

export function parseConfig(variables: Readonly<Record<string, string | undefined>>): Config {
  const set = Object.fromEntries(
    Object.entries(variables).filter(([, value]) => value !== undefined && value !== ""),
  );
  const parsed = environment.safeParse(set);
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
    throw new AppError("invalid_input", `The environment is not usable.\n${lines.join("\n")}`);
  }
  const lacking = halfSetProviders(parsed.data);
  if (lacking.length > 0) {
    throw new AppError("invalid_input", `Set ${lacking.join(" and ")} as well, or neither half.`);
  }
  const unfit = [...unfitKeyManagement(parsed.data), ...halfSetOutsideProofs(parsed.data)];
  if (unfit.length > 0) {
    throw new AppError("invalid_input", `The environment is not usable.\n${unfit.join("\n")}`);
  }
  const publicUrl = parsed.data.ETNA_PUBLIC_URL ?? `http://localhost:${parsed.data.PORT}`;
  return { ...parsed.data, publicUrl, sampleForge: sampleForgeOf(parsed.data, publicUrl) };
}

/** What may be reached besides the public internet: what the operator named, and the sample forge. */
export function outboundAllow(): readonly string[] {
  const { ETNA_OUTBOUND_ALLOW, sampleForge } = config();
  return sampleForge === null
    ? ETNA_OUTBOUND_ALLOW
    : [...ETNA_OUTBOUND_ALLOW, new URL(sampleForge.url).host];
}

/** A value that this process cannot do without. Throws `invalid_input` that says how to set it. */
export function required<Name extends keyof Config>(name: Name): NonNullable<Config[Name]> {
  const value = config()[name];
  if (value === undefined || value === null) {
    throw new AppError("invalid_input", `${name} is not set. Run \`npm run doctor\` to see why.`);
  }
  return value;
}
