import type { z } from "zod";
import { severities } from "#lib/base/index.ts";
import type { ForgeAlert } from "../forge-host.ts";
import type { GitlabClient } from "./client.ts";
import { statusOf } from "./failure.ts";
import { finding } from "./schemas.ts";

const maxPages = 50;

/** GitLab's vulnerability findings: only the Ultimate tier has them, and tells a Developer. */
export async function listAlerts(client: GitlabClient): Promise<readonly ForgeAlert[]> {
  try {
    const path = `projects/${client.projectId}/vulnerability_findings`;
    const found = await client.pages(finding, path, maxPages);
    return found.filter(isOpen).map(alertOf);
  } catch (error) {
    if ([403, 404].includes(statusOf(error) ?? 0)) return [];
    throw error;
  }
}

function isOpen({ state }: z.infer<typeof finding>): boolean {
  return state !== "dismissed" && state !== "resolved";
}

function alertOf(found: z.infer<typeof finding>): ForgeAlert {
  const { location, identifiers, scanner } = found;
  const startLine = location?.start_line ?? 1;
  const cwe = identifiers?.find((known) => known.external_type?.toLowerCase() === "cwe");
  const rule = identifiers?.find((known) => known.external_type?.toLowerCase() !== "cwe");
  const number = /(?<!\d)\d+$/.exec(cwe?.external_id ?? "")?.[0];
  return {
    id: found.id,
    tool: scanner?.name ?? "GitLab",
    ruleId: rule?.external_id ?? found.name ?? "unknown",
    severity: severities.find((known) => known === found.severity?.toLowerCase()) ?? "low",
    cwe: number === undefined ? null : `CWE-${number}`,
    title: found.name ?? "Vulnerability",
    path: location?.file ?? "",
    startLine,
    endLine: location?.end_line ?? startLine,
    url: null,
  };
}
