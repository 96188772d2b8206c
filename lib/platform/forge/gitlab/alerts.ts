import type { z } from "zod";
import { severities, type VulnerableDependency } from "#lib/base/index.ts";
import { type AlertSource, type ForgeAlert, maxAlerts } from "../forge-host.ts";
import type { GitlabClient } from "./client.ts";
import { statusOf } from "./failure.ts";
import { finding } from "./schemas.ts";

type Finding = z.infer<typeof finding>;

const name = "vulnerabilities";

/** GitLab's vulnerability findings: only the Ultimate tier has them, and tells a Developer. */
export async function listAlerts(client: GitlabClient): Promise<readonly AlertSource[]> {
  try {
    const path = `projects/${client.projectId}/vulnerability_findings`;
    // One more than is taken says that there are more.
    const found = await client.pages(finding, path, { scope: "all" }, maxAlerts + 1);
    const alerts = found.slice(0, maxAlerts).filter(isUnresolved).map(alertOf);
    return [{ name, told: found.length > maxAlerts ? "cut" : "all", alerts }];
  } catch (error) {
    if (![403, 404].includes(statusOf(error) ?? 0)) throw error;
    return [{ name, told: "off", alerts: [] }];
  }
}

function isUnresolved({ state }: Finding): boolean {
  return state !== "resolved";
}

function alertOf(found: Finding): ForgeAlert {
  const { location, scanner } = found;
  const startLine = location?.start_line ?? 1;
  const cwe = /(?<!\d)\d+$/.exec(identifier(found, "cwe") ?? "")?.[0];
  const rule = found.identifiers?.find((known) => known.external_type?.toLowerCase() !== "cwe");
  const title = found.name || "Vulnerability";
  return {
    id: `${name}/${found.id}`,
    tool: scanner?.name ?? "GitLab",
    ruleId: rule?.external_id ?? found.name ?? "unknown",
    severity: severities.find((known) => known === found.severity?.toLowerCase()) ?? "low",
    cwe: cwe === undefined ? null : `CWE-${cwe}`,
    title,
    message: title,
    explanation: found.description || null,
    path: location?.file ?? "",
    startLine,
    endLine: location?.end_line ?? startLine,
    url: null,
    dismissal: found.state === "dismissed" ? dismissalOf(found) : null,
    dependency: dependencyOf(found),
  };
}

function dismissalOf({ state_transitions }: Finding): string {
  const last = state_transitions?.findLast(({ to_state }) => to_state === "dismissed");
  const reason = last?.dismissal_reason?.replaceAll("_", " ") || "without a reason";
  return last?.comment ? `${reason}: ${last.comment}` : reason;
}

/** "Upgrade to version 3.3.2 or above."; where it names several, which one fits is not told. */
const oneVersion = /^Upgrade to version (\d[\w.+-]{0,99}?)(?:,? or (?:above|later|higher))?\.?$/i;

/** GitLab names the version in use, and neither the range nor the ecosystem. */
function dependencyOf(found: Finding): VulnerableDependency | null {
  const { dependency, file } = found.location ?? {};
  const named = dependency?.package?.name;
  if (!named) return null;
  return {
    package: named,
    ecosystem: null,
    manifestPath: file ?? "",
    vulnerableRange: null,
    installed: dependency?.version || null,
    fixedIn: oneVersion.exec(found.solution?.trim() ?? "")?.[1] ?? null,
    ghsa: identifier(found, "ghsa"),
    cve: identifier(found, "cve"),
  };
}

function identifier({ identifiers }: Finding, type: string): string | null {
  const known = identifiers?.find((each) => each.external_type?.toLowerCase() === type);
  return known?.external_id ?? null;
}
