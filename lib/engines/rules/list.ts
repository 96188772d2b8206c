import { scriptInjection } from "./actions/script-injection.ts";
import { dependencyRules } from "./dependencies/rule-texts.ts";
import { cookieFlags } from "./js/cookie-flags.ts";
import { execTemplate } from "./js/exec-template.ts";
import { insecureRandom } from "./js/insecure-random.ts";
import { jwtAlgorithms } from "./js/jwt-algorithms.ts";
import { jwtNone } from "./js/jwt-none.ts";
import { newBuffer } from "./js/new-buffer.ts";
import { targetBlank } from "./js/target-blank.ts";
import { tlsRejectUnauthorized } from "./js/tls-reject-unauthorized.ts";
import { yamlLoad } from "./py/yaml-load.ts";
import type { Rule, RuleText } from "./rule.ts";
import { committedSecret } from "./secrets/committed.ts";

/** The rules that look at one file each. */
export const rules: readonly Rule[] = [
  scriptInjection,
  execTemplate,
  insecureRandom,
  cookieFlags,
  jwtAlgorithms,
  jwtNone,
  newBuffer,
  targetBlank,
  tlsRejectUnauthorized,
  yamlLoad,
  committedSecret,
];

/** Every rule, in the order of their pages. */
export const ruleTexts: readonly RuleText[] = [...rules, ...dependencyRules];

export function findRule(id: string): RuleText | undefined {
  return ruleTexts.find((rule) => rule.id === id);
}

/** A rule that looks at one file; undefined for one that looks at manifests and lockfiles together. */
export function findFileRule(id: string): Rule | undefined {
  return rules.find((rule) => rule.id === id);
}
