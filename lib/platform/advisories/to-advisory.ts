import type { Severity } from "#lib/base/index.ts";
import type { Advisory } from "#lib/engines/rules/index.ts";
import type { OsvAdvisory } from "./schemas.ts";

/** GitHub's words for a severity, which OSV hands on. */
const severities: Readonly<Record<string, Severity>> = {
  CRITICAL: "critical",
  HIGH: "high",
  MODERATE: "medium",
  MEDIUM: "medium",
  LOW: "low",
};

export function toAdvisory(osv: OsvAdvisory): Advisory {
  return {
    id: osv.id,
    aliases: osv.aliases,
    summary: osv.summary,
    severity: severities[osv.database_specific?.severity?.toUpperCase() ?? ""] ?? null,
    vectors: osv.severity.map(({ score }) => score),
    affected: osv.affected.flatMap(({ package: of, ranges, versions }) =>
      of === undefined
        ? []
        : [
            {
              ecosystem: of.ecosystem,
              name: of.name,
              versions,
              // A range of git commits says nothing of versions.
              ranges: ranges
                .filter(({ type }) => type !== "GIT")
                .map(({ events }) => ({
                  events: events.map(({ introduced, fixed, last_affected: lastAffected }) => ({
                    introduced,
                    fixed,
                    lastAffected,
                  })),
                })),
            },
          ],
    ),
  };
}
