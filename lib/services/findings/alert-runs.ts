import { alertRun, forgeCategory, type ReportedRun } from "#lib/engines/rules/index.ts";
import { type AlertSource, type ForgeAlert, maxAlerts } from "#lib/platform/forge/index.ts";

export interface Analysis {
  readonly tool: string;
  readonly source: string;
}

export interface AlertingForge {
  readonly name: "GitHub" | "GitLab";
  /** Its base address. */
  readonly host: string;
}

/**
 * What a forge told, by tool, as the runs of a scanner. `known` are the tools that it told of before:
 * one of whose alerts none is left has a run, too, which closes what it reported. A scanner that was
 * not read in full closes nothing.
 */
export function alertRuns(
  sources: readonly AlertSource[],
  known: readonly Analysis[],
  forge: AlertingForge,
): readonly ReportedRun[] {
  return sources.flatMap(({ name: source, told, alerts }) => {
    if (told === "off" || told === "refused") return [];
    const before = known.filter((analysis) => analysis.source === source);
    const empty = before.map(({ tool }) => [tool, []] as const);
    const byTool = Map.groupBy(alerts, ({ tool }) => tool);
    const all = new Map<string, readonly ForgeAlert[]>([...empty, ...byTool]);
    return [...all].flatMap(([tool, ofTool]) => {
      const analysis = { tool, source, complete: told === "all" };
      return (
        alertRun(
          analysis,
          ofTool.map((alert) => worded(alert, forge)),
        ) ?? []
      );
    });
  });
}

/** "forge:dependabot" to "dependabot". */
export function sourceOf(category: string): string {
  return category.slice(forgeCategory.length);
}

/** With the forge's name in what it says, and no address that leads elsewhere. */
function worded(alert: ForgeAlert, { name, host }: AlertingForge): ForgeAlert {
  const { dismissal, url } = alert;
  return {
    ...alert,
    dismissal: dismissal === null ? null : `Dismissed on ${name}: ${dismissal}`,
    url: url !== null && URL.parse(url)?.origin === URL.parse(host)?.origin ? url : null,
  };
}

/** In one sentence each: what could not be read. Null where there is nothing to say. */
export function alertsNote(sources: readonly AlertSource[]): string | null {
  const sentences = sources.flatMap(({ name, told }) => {
    if (told === "cut") {
      const most = maxAlerts.toLocaleString("en");
      return [
        `There are more than ${most} alerts. Etna took over ${most}, and closes none of ${words[name]} meanwhile.`,
      ];
    }
    if (told === "off" && name === "vulnerabilities") {
      return ["GitLab tells of vulnerabilities in its Ultimate tier alone, and to a Developer."];
    }
    const permission = told === "refused" ? permissions[name] : undefined;
    if (permission === undefined) return [];
    return [
      `GitHub does not let Etna read ${words[name]} here: its connection lacks the permission ${permission}.`,
    ];
  });
  return sentences.length === 0 ? null : sentences.join(" ");
}

const words: Readonly<Record<AlertSource["name"], string>> = {
  "code-scanning": "code-scanning alerts",
  dependabot: "Dependabot alerts",
  "secret-scanning": "secret-scanning alerts",
  vulnerabilities: "vulnerabilities",
};

/** What Etna asks for. It does not ask for secret-scanning alerts, and does without where it has none. */
const permissions: Readonly<Partial<Record<AlertSource["name"], string>>> = {
  "code-scanning": "security_events",
  dependabot: "vulnerability_alerts",
};
