import { gzipSync } from "node:zlib";
import { z } from "zod";
import { AppError, type Severity, severities, toBase64 } from "#lib/base/index.ts";
import type { ForgeAlert } from "../forge-host.ts";
import type { GithubClient } from "./client.ts";
import { statusOf } from "./failure.ts";
import { checkObjectId } from "./options.ts";
import { anyAnswer } from "./schemas.ts";

const maxAlerts = 5000;

const codeAlert = z.object({
  number: z.number(),
  html_url: z.string(),
  rule: z.object({
    id: z.string().nullish(),
    description: z.string().optional(),
    severity: z.string().nullish(),
    security_severity_level: z.string().nullish(),
    tags: z.array(z.string()).nullish(),
  }),
  tool: z.object({ name: z.string().optional() }),
  most_recent_instance: z.object({
    location: z
      .object({
        path: z.string().optional(),
        start_line: z.number().optional(),
        end_line: z.number().optional(),
      })
      .optional(),
  }),
});

const dependencyAlert = z.object({
  number: z.number(),
  html_url: z.string(),
  dependency: z.object({ manifest_path: z.string().optional() }),
  security_advisory: z.object({
    ghsa_id: z.string(),
    summary: z.string(),
    severity: z.string(),
    cwes: z.array(z.object({ cwe_id: z.string() })),
  }),
});

const secretAlert = z.object({
  number: z.number(),
  html_url: z.string(),
  secret_type: z.string().optional(),
  secret_type_display_name: z.string().optional(),
  first_location_detected: z
    .object({
      path: z.string().optional(),
      start_line: z.number().optional(),
      end_line: z.number().optional(),
    })
    .nullish(),
});

export async function listAlerts(client: GithubClient): Promise<readonly ForgeAlert[]> {
  const [code, dependencies, secrets] = await Promise.all([
    open(client, codeAlert, "code-scanning"),
    open(client, dependencyAlert, "dependabot"),
    // Without this GitHub sends the secrets themselves.
    open(client, secretAlert, "secret-scanning", { hide_secret: true }),
  ]);
  return [...code.map(fromCode), ...dependencies.map(fromDependency), ...secrets.map(fromSecret)];
}

/** Empty where the scanner is off, or Etna was not given its alerts. */
async function open<T>(client: GithubClient, schema: z.ZodType<T>, kind: string, more = {}) {
  try {
    const route = `GET /repos/{owner}/{repo}/${kind}/alerts`;
    return await client.pages(schema, route, { state: "open", ...more }, maxAlerts);
  } catch (error) {
    const status = statusOf(error);
    const isOff = status === 404 || (status === 403 && !isLimit(error));
    if (!isOff) throw error;
    return [];
  }
}

function isLimit(error: unknown): boolean {
  return error instanceof Error && /rate limit/i.test(error.message);
}

function fromCode(alert: z.infer<typeof codeAlert>): ForgeAlert {
  const { rule, tool, most_recent_instance } = alert;
  const place = most_recent_instance.location;
  const cwe = rule.tags?.map((tag) => /cwe-0*(\d+)$/i.exec(tag)?.[1]).find((id) => id);
  return {
    id: `code-scanning/${alert.number}`,
    tool: tool.name ?? "code scanning",
    ruleId: rule.id ?? "unknown",
    severity: severityOf(rule.security_severity_level ?? rule.severity),
    cwe: cwe === undefined ? null : `CWE-${cwe}`,
    title: rule.description ?? rule.id ?? "Alert",
    ...linesOf(place?.path, place?.start_line, place?.end_line),
    url: alert.html_url,
  };
}

function fromDependency(alert: z.infer<typeof dependencyAlert>): ForgeAlert {
  const { ghsa_id, summary, severity, cwes } = alert.security_advisory;
  return {
    id: `dependabot/${alert.number}`,
    tool: "Dependabot",
    ruleId: ghsa_id,
    severity: severityOf(severity),
    cwe: cwes[0]?.cwe_id ?? null,
    title: summary,
    ...linesOf(alert.dependency.manifest_path, 1, 1),
    url: alert.html_url,
  };
}

function fromSecret(alert: z.infer<typeof secretAlert>): ForgeAlert {
  const place = alert.first_location_detected;
  return {
    id: `secret-scanning/${alert.number}`,
    tool: "secret scanning",
    ruleId: alert.secret_type ?? "secret",
    severity: "high",
    cwe: "CWE-798",
    title: alert.secret_type_display_name ?? "Secret",
    ...linesOf(place?.path, place?.start_line, place?.end_line),
    url: alert.html_url,
  };
}

function linesOf(path = "", startLine = 1, endLine = startLine) {
  return { path, startLine, endLine };
}

/** Of rules that are none of security GitHub says "error", "warning" and "note". */
function severityOf(word: string | null | undefined): Severity {
  if (word === "moderate") return "medium";
  return (
    severities.find((known) => known === word) ?? { error: "high" as const }[word ?? ""] ?? "low"
  );
}

/** SARIF 2.1.0, gzipped: GitHub takes 10 MB of that. */
export async function uploadSarif(
  client: GithubClient,
  commit: string,
  branch: string,
  sarif: string,
): Promise<void> {
  checkObjectId(commit);
  const packed = gzipSync(sarif);
  if (packed.length > 10_000_000) {
    throw new AppError("too_large", "GitHub takes SARIF of up to 10 MB when packed.");
  }
  const body = { commit_sha: commit, ref: `refs/heads/${branch}`, sarif: toBase64(packed) };
  try {
    await client.send(anyAnswer, "POST /repos/{owner}/{repo}/code-scanning/sarifs", body);
  } catch (error) {
    const status = statusOf(error);
    const isOff = status === 404 || (status === 403 && !isLimit(error));
    if (!isOff) throw error;
    throw new AppError(
      "precondition_failed",
      `${client.repository} takes no SARIF: code scanning is off, or Etna lacks the permission security_events: write.`,
      { cause: error },
    );
  }
}
