import type { Severity } from "#lib/base/index.ts";
import { ruleTexts } from "../list.ts";
import { member, textsIn } from "./members.ts";
import type { SarifResult, SarifRule } from "./schemas.ts";

/** What scanners call the faults that our rules find: CWE's own parents, children and neighbours. */
const kin: Readonly<Record<string, readonly number[]>> = {
  "CWE-22": [22, 23, 36, 73],
  "CWE-78": [77, 78, 88],
  "CWE-79": [79, 80, 83, 87, 116],
  "CWE-89": [89, 564, 943],
  "CWE-94": [77, 78, 94, 95, 96],
  "CWE-95": [94, 95, 96],
  "CWE-116": [79, 80, 116],
  "CWE-208": [203, 208, 385],
  "CWE-250": [250, 269, 271, 275, 276],
  "CWE-295": [295, 296, 297, 298, 299, 599],
  "CWE-327": [326, 327, 328, 916],
  "CWE-328": [326, 327, 328, 916],
  "CWE-329": [329, 330, 1204],
  "CWE-338": [330, 331, 335, 338, 340],
  "CWE-346": [345, 346, 940],
  "CWE-347": [327, 345, 347, 757],
  "CWE-377": [377, 378, 379],
  "CWE-400": [400, 770, 1088],
  "CWE-489": [11, 215, 489],
  "CWE-494": [494, 829, 1357],
  "CWE-502": [502],
  "CWE-522": [256, 312, 319, 522, 798],
  "CWE-601": [601],
  "CWE-611": [611, 776, 827],
  "CWE-614": [614, 732, 1004, 1275],
  "CWE-732": [250, 269, 275, 276, 732],
  "CWE-770": [400, 770, 1088],
  "CWE-798": [259, 312, 321, 522, 540, 798],
  "CWE-829": [494, 829, 1357],
  "CWE-918": [918],
  "CWE-942": [346, 942],
  "CWE-943": [89, 564, 943],
  "CWE-1004": [614, 732, 1004, 1275],
  "CWE-1022": [200, 1022],
  "CWE-1088": [400, 770, 1088],
  "CWE-1321": [471, 915, 1321],
  "CWE-1333": [185, 400, 730, 1333],
  "CWE-1336": [94, 95, 96, 1336],
  "CWE-1357": [494, 829, 1357],
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
  const known = named.find((cwe) => ruleTexts.some((own) => sameWeakness(own.cwe, cwe)));
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
