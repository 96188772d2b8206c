import type { z } from "zod";
import { type Severity, severities } from "#lib/base/index.ts";
import { type AlertSource, type ForgeAlert, maxAlerts } from "../forge-host.ts";
import {
  type CodeAlert,
  codeAlert,
  type DependencyAlert,
  dependencyAlert,
  type SecretAlert,
  secretAlert,
} from "./alert-shapes.ts";
import type { Ask, GithubClient } from "./client.ts";
import { isOff, isRefused } from "./scanner-refusal.ts";

interface Scanner<T> {
  readonly name: AlertSource["name"];
  readonly schema: z.ZodType<T>;
  readonly read: (alert: T) => ForgeAlert;
  /** What else is asked; open ones and dismissed ones are two lists. */
  readonly asks: readonly [open: Ask, dismissed: Ask];
}

const code: Scanner<CodeAlert> = {
  name: "code-scanning",
  schema: codeAlert,
  read: fromCode,
  asks: [{ state: "open" }, { state: "dismissed" }],
};

const dependabot: Scanner<DependencyAlert> = {
  name: "dependabot",
  schema: dependencyAlert,
  read: fromDependency,
  asks: [{ state: "open" }, { state: "auto_dismissed,dismissed" }],
};

/** Without `hide_secret` GitHub sends the secrets themselves. */
const secrets: Scanner<SecretAlert> = {
  name: "secret-scanning",
  schema: secretAlert,
  read: fromSecret,
  asks: [
    { state: "open", hide_secret: true },
    {
      state: "resolved",
      resolution: "false_positive,wont_fix,used_in_tests",
      hide_secret: true,
    },
  ],
};

export async function listAlerts(client: GithubClient): Promise<readonly AlertSource[]> {
  const first = await tell(client, code, maxAlerts);
  const second = await tell(client, dependabot, maxAlerts - first.alerts.length);
  const left = maxAlerts - first.alerts.length - second.alerts.length;
  return [first, second, await tell(client, secrets, left)];
}

async function tell<T>(
  client: GithubClient,
  { name, schema, read, asks }: Scanner<T>,
  most: number,
): Promise<AlertSource> {
  const found = new Map<string, ForgeAlert>();
  try {
    for (const ask of asks) {
      // One more than is taken says that there are more.
      const wanted = most - found.size + 1;
      const route = `GET /repos/{owner}/{repo}/${name}/alerts`;
      for (const alert of await client.pages(schema, route, ask, wanted)) {
        const told = read(alert);
        found.set(told.id, told);
      }
      if (found.size > most) {
        return { name, told: "cut", alerts: [...found.values()].slice(0, most) };
      }
    }
    return { name, told: "all", alerts: [...found.values()] };
  } catch (error) {
    if (isOff(error)) return { name, told: "off", alerts: [] };
    if (isRefused(error)) return { name, told: "refused", alerts: [] };
    throw error;
  }
}

function fromCode(alert: CodeAlert): ForgeAlert {
  const { rule, tool, most_recent_instance: instance } = alert;
  const cwe = rule.tags?.map((tag) => /cwe-0*(\d+)$/i.exec(tag)?.[1]).find((id) => id);
  const title = rule.description || rule.id || "Alert";
  return {
    id: `code-scanning/${alert.number}`,
    tool: tool.name ?? "code scanning",
    ruleId: rule.id ?? "unknown",
    severity: severityOf(rule.security_severity_level ?? rule.severity),
    cwe: cwe === undefined ? null : `CWE-${cwe}`,
    title,
    message: instance.message?.text || title,
    explanation: rule.help || rule.full_description || null,
    ...placeOf(instance.location),
    url: alert.html_url,
    dismissal: dismissalOf(alert, alert.dismissed_reason, alert.dismissed_comment),
    dependency: null,
  };
}

function fromDependency(alert: DependencyAlert): ForgeAlert {
  const { dependency, security_advisory: advisory, security_vulnerability: fault } = alert;
  const { ghsa_id: ghsa, summary, severity, cwes } = advisory;
  const named = dependency.package ?? fault?.package;
  const manifestPath = dependency.manifest_path ?? "";
  return {
    id: `dependabot/${alert.number}`,
    tool: "Dependabot",
    ruleId: ghsa,
    severity: severityOf(severity),
    cwe: cwes[0]?.cwe_id ?? null,
    title: summary,
    message: summary,
    explanation: advisory.description || null,
    ...placeOf({ path: manifestPath }),
    url: alert.html_url,
    dismissal: dismissalOf(alert, alert.dismissed_reason, alert.dismissed_comment),
    dependency: named
      ? {
          package: named.name,
          ecosystem: named.ecosystem,
          manifestPath,
          vulnerableRange: fault?.vulnerable_version_range || null,
          installed: null,
          fixedIn: fault?.first_patched_version?.identifier ?? null,
          ghsa,
          cve: advisory.cve_id ?? null,
        }
      : null,
  };
}

function fromSecret(alert: SecretAlert): ForgeAlert {
  const title = alert.secret_type_display_name ?? "Secret";
  return {
    id: `secret-scanning/${alert.number}`,
    tool: "secret scanning",
    ruleId: alert.secret_type ?? "secret",
    severity: "high",
    cwe: "CWE-798",
    title,
    message: title,
    explanation: null,
    ...placeOf(alert.first_location_detected),
    url: alert.html_url,
    dismissal: dismissalOf(alert, alert.resolution, alert.resolution_comment),
    dependency: null,
  };
}

interface Place {
  readonly path?: string | undefined;
  readonly start_line?: number | undefined;
  readonly end_line?: number | undefined;
}

function placeOf(place: Place | null | undefined) {
  const { path = "", start_line: startLine = 1, end_line: endLine = startLine } = place ?? {};
  return { path, startLine, endLine };
}

/** GitHub's word for it, such as "won't fix" or "tolerable_risk", and what the person added. */
function dismissalOf(
  { state }: { readonly state?: string | null | undefined },
  reason: string | null | undefined,
  comment: string | null | undefined,
): string | null {
  if (state == null || state === "open") return null;
  const word = (reason ?? (state === "auto_dismissed" ? "by a rule" : "without a reason"))
    .replaceAll("_", " ")
    .replace("wont fix", "won't fix");
  return comment ? `${word}: ${comment}` : word;
}

/** Of rules that are none of security GitHub says "error", "warning" and "note". */
function severityOf(word: string | null | undefined): Severity {
  if (word === "moderate") return "medium";
  return (
    severities.find((known) => known === word) ?? { error: "high" as const }[word ?? ""] ?? "low"
  );
}
