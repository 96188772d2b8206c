import { scriptInjection } from "./actions/script-injection.ts";
import { dependencyRules } from "./dependencies/rule-texts.ts";
import { cookieFlags } from "./js/cookie-flags.ts";
import { corsCredentials } from "./js/cors-credentials.ts";
import { disabledEscape } from "./js/disabled-escape.ts";
import { electronWebPreferences } from "./js/electron-web-preferences.ts";
import { evalOfValue } from "./js/eval.ts";
import { execTemplate } from "./js/exec-template.ts";
import { fsPermissions } from "./js/fs-permissions.ts";
import { hardcodedIv } from "./js/hardcoded-iv.ts";
import { innerHtmlText } from "./js/inner-html-text.ts";
import { insecureRandom } from "./js/insecure-random.ts";
import { jwtAlgorithms } from "./js/jwt-algorithms.ts";
import { jwtNone } from "./js/jwt-none.ts";
import { missingHelmet } from "./js/missing-helmet.ts";
import { newBuffer } from "./js/new-buffer.ts";
import { postMessageOrigin } from "./js/post-message-origin.ts";
import { prototypePollution } from "./js/prototype-pollution.ts";
import { redos } from "./js/redos.ts";
import { sessionSecret } from "./js/session-secret.ts";
import { targetBlank } from "./js/target-blank.ts";
import { timingCompare } from "./js/timing-compare.ts";
import { tlsRejectUnauthorized } from "./js/tls-reject-unauthorized.ts";
import { weakCipher } from "./js/weak-cipher.ts";
import { weakHash } from "./js/weak-hash.ts";
import { xmlEntities } from "./js/xml-entities.ts";
import { yamlLoad } from "./py/yaml-load.ts";
import type { Rule, RuleText } from "./rule.ts";
import { committedSecret } from "./secrets/committed.ts";
import { envFile } from "./secrets/env-file.ts";

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
  evalOfValue,
  hardcodedIv,
  innerHtmlText,
  timingCompare,
  weakCipher,
  weakHash,
  corsCredentials,
  postMessageOrigin,
  prototypePollution,
  redos,
  disabledEscape,
  electronWebPreferences,
  fsPermissions,
  sessionSecret,
  xmlEntities,
  missingHelmet,
  yamlLoad,
  committedSecret,
  envFile,
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
