import type { Severity } from "#lib/base/index.ts";
import { member, textsIn } from "./members.ts";
import type { SarifResult, SarifRule } from "./schemas.ts";

/** What scanners call the faults that our rules find: CWE's own parents, children and neighbours. */
const kin: Readonly<Record<string, readonly number[]>> = {
  "CWE-78": [77, 78, 88],
  "CWE-94": [77, 78, 94, 95, 96],
  "CWE-338": [330, 331, 335, 338, 340],
  "CWE-502": [502],
  "CWE-798": [259, 312, 321, 522, 540, 798],
};

/** True where a finding of ours and one reported as `reported` are about the same weakness. */
export function sameWeakness(ours: string, reported: string): boolean {
  return ours === reported || (kin[ours] ?? []).some((id) => `CWE-${id}` === reported);
}

/** The CWE that a result is about: of several, one that a rule of ours knows. Empty where none is named. */
export function weaknessOf(result: SarifResult, rule: SarifRule | undefined, tool: string): string {
  const named = [
    ...tagsOf(result.properties),
    ...tagsOf(rule?.properties),
    ...(result.taxa ?? []).slice(0, 100).map(inTaxonomy),
    ...(rule?.relationships ?? []).slice(0, 100).map(({ target }) => inTaxonomy(target)),
  ].flatMap((text) => cweIn(text) ?? []);
  const known = named.find((cwe) => Object.keys(kin).some((ours) => sameWeakness(ours, cwe)));
  return known ?? named[0] ?? (isAboutSecrets(tool, rule) ? "CWE-798" : "");
}

/** True where the marked code may be a secret itself, and must not be shown. */
export function marksSecret(cwe: string, rule: SarifRule | undefined, tool: string): boolean {
  return sameWeakness("CWE-798", cwe) || isAboutSecrets(tool, rule);
}

function isAboutSecrets(tool: string, rule: SarifRule | undefined): boolean {
  const tags = textsIn(member(rule?.properties, "tags"));
  return (
    /gitleaks|trufflehog|secret|ggshield/i.test(tool) ||
    tags.some((tag) => /^(?:secrets?|credentials?)$/i.test(tag))
  );
}

function tagsOf(properties: unknown): readonly string[] {
  const texts = ["tags", "cwe", "CWE"].flatMap((name) => textsIn(member(properties, name)));
  return texts;
}

function inTaxonomy(target: {
  id?: string | undefined;
  toolComponent?: { name?: string | undefined } | undefined;
}): string {
  return target.toolComponent?.name?.toUpperCase() === "CWE" ? `CWE-${target.id ?? ""}` : "";
}

/** "external/cwe/cwe-078", "CWE-89: SQL Injection", "CWE-CWE-79", an address at cwe.mitre.org. */
function cweIn(text: string): string | null {
  const match = /cwe(?:[-_/: ]+|-cwe-|\.mitre\.org\/data\/definitions\/)0*([1-9]\d{0,4})\b/i.exec(
    text.slice(0, 200),
  );
  return match === null ? null : `CWE-${match[1]}`;
}

const byLevel = { error: "high", warning: "medium", note: "low", none: "low" } as const;

/** By `security-severity` where there is one (as GitHub does: 9, 7, 4), else by the level. */
export function severityOf(result: SarifResult, rule: SarifRule | undefined): Severity {
  for (const properties of [result.properties, rule?.properties]) {
    const score = Number(member(properties, "security-severity") ?? Number.NaN);
    if (score > 0 && score <= 10) {
      if (score >= 9) return "critical";
      if (score >= 7) return "high";
      return score >= 4 ? "medium" : "low";
    }
  }
  return byLevel[result.level ?? rule?.defaultConfiguration?.level ?? "warning"];
}
