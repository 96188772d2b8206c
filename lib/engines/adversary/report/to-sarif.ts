import type { Severity } from "#lib/base/index.ts";
import type { Report, ReportedBreach } from "./schema.ts";
import { shown } from "./shown.ts";

const levels: Readonly<Record<Severity, "error" | "warning" | "note">> = {
  critical: "error",
  high: "error",
  medium: "warning",
  low: "note",
};

/** GitHub's code scanning sorts by this number: 9 and above is critical, 7 high, 4 medium. */
const scores: Readonly<Record<Severity, string>> = {
  critical: "9.5",
  high: "8.0",
  medium: "5.5",
  low: "2.0",
};

/**
 * A SARIF log of the breaches (OASIS SARIF 2.1.0). An agent that is asked over the wire has no lines of
 * code, so each result stands at the first line of `path`, the file that describes the target.
 */
export function toSarif(report: Report, path: string) {
  const firsts = [...new Map(report.breaches.map((each) => [each.seedId, each])).values()];
  const order = new Map(firsts.map(({ seedId }, at) => [seedId, at] as const));
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "Agent Etna attack", rules: firsts.map(descriptor) } },
        columnKind: "utf16CodeUnits",
        originalUriBaseIds: { ROOT: { description: { text: "The repository." } } },
        results: onePerFingerprint(report.breaches).map((each) => result(each, path, order)),
        invocations: [
          {
            executionSuccessful: report.stopped === null,
            toolExecutionNotifications: report.categories
              .filter(({ hole }) => hole !== null)
              .map(({ category, hole }) => ({
                level: "note",
                message: { text: plain(`Not tested in ${category}: ${hole}`) },
              })),
          },
        ],
        properties: { suite: report.suite, seed: report.seed, profile: report.profile },
      },
    ],
  };
}

/** Variants of a seed that show the same fault are one result; the first one found speaks for them. */
function onePerFingerprint(breaches: readonly ReportedBreach[]): readonly ReportedBreach[] {
  const byPrint = new Map<string, ReportedBreach>();
  for (const each of breaches)
    if (!byPrint.has(each.fingerprint)) byPrint.set(each.fingerprint, each);
  return [...byPrint.values()];
}

function descriptor({ seedId, title, severity, category, also, remediation }: ReportedBreach) {
  return {
    id: seedId,
    name: shown(title),
    shortDescription: { text: plain(title) },
    fullDescription: { text: plain(title) },
    help: { text: plain(remediation) },
    defaultConfiguration: { level: levels[severity], rank: Number(scores[severity]) * 10 },
    properties: {
      "security-severity": scores[severity],
      precision: "high",
      tags: ["security", category, ...also],
    },
  };
}

function result(breach: ReportedBreach, path: string, order: ReadonlyMap<string, number>) {
  const evidence = breach.evidence.map(({ says }) => says).join(" ");
  return {
    ruleId: breach.seedId,
    ruleIndex: order.get(breach.seedId) ?? -1,
    level: levels[breach.severity],
    rank: Number(scores[breach.severity]) * 10,
    message: {
      text: plain(`${breach.title}. ${evidence || breach.reason} Again with: ${breach.reproducer}`),
    },
    partialFingerprints: { "etnaAttack/v1": breach.fingerprint },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: uriOf(path), uriBaseId: "ROOT" },
          region: { startLine: 1 },
        },
      },
    ],
    ...(breach.waived !== null && {
      suppressions: [{ kind: "external", status: "accepted", justification: shown(breach.waived) }],
    }),
    properties: { caseId: breach.caseId, variant: breach.variant, confirmed: breach.confirmed },
  };
}

/** `[words](1)` would be a link in a message (SARIF 3.11.6): a space makes it words again. */
function plain(text: string): string {
  return shown(text).replaceAll("](", "] (");
}

function uriOf(path: string): string {
  return path.split("/").map(encodeURIComponent).join("/");
}
