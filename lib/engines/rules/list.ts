import { scriptInjection } from "./actions/script-injection.ts";
import { execTemplate } from "./js/exec-template.ts";
import { insecureRandom } from "./js/insecure-random.ts";
import { yamlLoad } from "./py/yaml-load.ts";
import type { Rule } from "./rule.ts";
import { committedSecret } from "./secrets/committed.ts";

/** Every rule, in the order of their pages. */
export const rules: readonly Rule[] = [
  scriptInjection,
  execTemplate,
  insecureRandom,
  yamlLoad,
  committedSecret,
];

export function findRule(id: string): Rule | undefined {
  return rules.find((rule) => rule.id === id);
}
