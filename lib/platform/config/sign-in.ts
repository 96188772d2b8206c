import { z } from "zod";

/** Who may become a member of nothing yet: anyone, only whom a member invited, or some domains. */
export type SignUpPolicy =
  | { readonly kind: "open" | "invited" }
  | { readonly kind: "domains"; readonly domains: readonly string[] };

const loopback = /^http:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;
const address = z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, ""));
const domainName = /^(?=.{3,253}$)[a-z0-9-]+(\.[a-z0-9-]+)+$/;

/** A stand-in on this machine only: nothing elsewhere can be made to vouch for people. */
const standIn = address.refine((url) => loopback.test(url), "must be on this machine").optional();

/** Signing in with accounts elsewhere. A provider is offered when its ID and its SECRET are set. */
export const signInVariables = {
  AUTH_GITHUB_ID: z.string().optional(),
  AUTH_GITHUB_SECRET: z.string().optional(),
  AUTH_GOOGLE_ID: z.string().optional(),
  AUTH_GOOGLE_SECRET: z.string().optional(),
  AUTH_GITLAB_ID: z.string().optional(),
  AUTH_GITLAB_SECRET: z.string().optional(),
  /** GitLab.com or a self-managed instance, whose word on who owns an address is then believed. */
  AUTH_GITLAB_URL: address
    .refine((url) => url.startsWith("https:") || loopback.test(url), "must be https")
    .default("https://gitlab.com"),
  /** Stand-ins for GitHub and Google, for tests. */
  AUTH_GITHUB_URL: standIn,
  AUTH_GOOGLE_URL: standIn,
  /** `open`, `invited`, or a comma-separated list of domains. The invited may always sign up. */
  ETNA_SIGN_UP: z
    .string()
    .default("open")
    .transform((text, context): SignUpPolicy => {
      const kind = text.trim().toLowerCase();
      if (kind === "open" || kind === "invited") return { kind };
      const domains = kind
        .split(",")
        .map((domain) => domain.trim())
        .filter(Boolean);
      const wrong = domains.find((domain) => !domainName.test(domain));
      if (wrong === undefined && domains.length > 0) return { kind: "domains", domains };
      context.addIssue("must be open, invited, or domains such as example.com, example.org");
      return z.NEVER;
    }),
};

/** An ID without its SECRET, or the other way round, is a mistake that must not pass for "not set". */
export function halfSetProviders(values: Readonly<Record<string, unknown>>): readonly string[] {
  return ["GITHUB", "GOOGLE", "GITLAB"].flatMap((name) => {
    const [id, secret] = [`AUTH_${name}_ID`, `AUTH_${name}_SECRET`];
    if ((values[id] === undefined) === (values[secret] === undefined)) return [];
    return [values[id] === undefined ? id : secret];
  });
}
