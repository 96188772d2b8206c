import { type Report, toHtml, toJUnit, toSarif } from "#lib/engines/adversary/index.ts";
import { readReportBytes } from "./read-campaign.ts";

export const reportFormats = ["json", "junit", "sarif", "html"] as const;
export type ReportFormat = (typeof reportFormats)[number];

const files: Readonly<Record<ReportFormat, { readonly name: string; readonly type: string }>> = {
  json: { name: "report.json", type: "application/json" },
  junit: { name: "report.junit.xml", type: "application/xml" },
  sarif: { name: "report.sarif", type: "application/sarif+json" },
  html: { name: "report.html", type: "text/html; charset=utf-8" },
};

export interface ExportedReport {
  readonly name: string;
  readonly mediaType: string;
  readonly text: string;
}

/** The report as a file of this form; null until there is one. As JSON it is the very bytes that are signed. */
export async function exportReport(
  organizationId: string,
  campaignId: string,
  format: ReportFormat,
): Promise<ExportedReport | null> {
  const json = await readReportBytes(organizationId, campaignId);
  if (json === null) return null;
  const { name, type: mediaType } = files[format];
  return { name, mediaType, text: textOf(json, format) };
}

function textOf(json: string, format: ReportFormat): string {
  if (format === "json") return json;
  // What was written of a report is one.
  const report = JSON.parse(json) as Report;
  switch (format) {
    case "junit":
      return toJUnit(report);
    case "sarif":
      return `${JSON.stringify(toSarif(report, `${report.target.name}.yaml`), null, 2)}\n`;
    case "html":
      return toHtml(report);
  }
}
