import { canonicalJson, type Json, utf8 } from "#lib/base/index.ts";
import {
  type AttackReportStatement,
  attackReportStatementBytes,
  buildAttackReportStatement,
  type StatedReport,
} from "#lib/engines/verify/index.ts";
import { type FixOptions, type SignedFix, sha256Of, signPayload } from "./signed-fix.ts";

export const reportId = "cm_7Q2M4K9DW3XH0T5B8YRC";

/** As much of a report as a statement repeats, and a share as reports have them. */
export function reportJson(change: Readonly<Record<string, Json>> = {}) {
  return {
    schemaVersion: 1,
    target: { name: "Booking assistant", kind: "http", capabilities: [] },
    suite: "5f".repeat(32),
    seed: "halden-7",
    profile: "standard",
    startedAt: "2026-11-20T14:02:11Z",
    endedAt: "2026-11-20T14:49:58Z",
    stopped: null,
    cases: {
      planned: 1080,
      breach: 11,
      resisted: 1041,
      inconclusive: 9,
      error: 4,
      not_tested: 15,
    },
    overall: { hits: 11, tried: 1052, share: 0.010456, low: 0.0058, high: 0.0187 },
    gate: { outcome: "failed", checks: [] },
    ...change,
  };
}

export function bytesOf(report: Json): Uint8Array<ArrayBuffer> {
  return utf8(canonicalJson(report));
}

export const testReport = bytesOf(reportJson());
export const reportSha256 = sha256Of(testReport);

export function statedReport(change: Partial<StatedReport> = {}): StatedReport {
  const { seed, startedAt, endedAt, cases } = reportJson();
  return {
    reportId,
    target: "Booking assistant",
    suite: `sha256:${"5f".repeat(32)}`,
    seed,
    profile: "standard",
    startedAt,
    endedAt,
    cases,
    gate: "failed",
    signedFor: "Ingrid Solheim",
    ...change,
  };
}

export type SignedReport = Omit<SignedFix, "statement"> & {
  readonly statement: AttackReportStatement;
};

/** Signs and logs one report; also a statement that nothing here would make. */
export async function signReport(
  options: Omit<FixOptions, "statement"> & { readonly statement?: AttackReportStatement } = {},
): Promise<SignedReport> {
  const { statement = buildAttackReportStatement(statedReport(), reportSha256), ...rest } = options;
  return { ...(await signPayload(attackReportStatementBytes(statement), rest)), statement };
}
