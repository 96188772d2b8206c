import { githubScript } from "./actions/github-script.ts";
import { missingPermissions } from "./actions/missing-permissions.ts";
import { persistCredentials } from "./actions/persist-credentials.ts";
import { pullRequestTargetCheckout } from "./actions/pull-request-target-checkout.ts";
import { scriptInjection } from "./actions/script-injection.ts";
import { secretInRun } from "./actions/secret-in-run.ts";
import { secretsInherit } from "./actions/secrets-inherit.ts";
import { unpinnedAction } from "./actions/unpinned-action.ts";
import { unsecureCommands } from "./actions/unsecure-commands.ts";
import { modelOutputCode } from "./ai/model-output-code.ts";
import { noLimit } from "./ai/no-limit.ts";
import { openTools } from "./ai/open-tools.ts";
import { modelOutputCode } from "./ai/python/model-output-code.ts";
import { noLimit } from "./ai/python/no-limit.ts";
import { openTools } from "./ai/python/open-tools.ts";
import { secretInPrompt } from "./ai/python/secret-in-prompt.ts";
import { untrustedSystemPrompt } from "./ai/python/untrusted-system-prompt.ts";
import { secretInPrompt } from "./ai/secret-in-prompt.ts";
import { untrustedSystemPrompt } from "./ai/untrusted-system-prompt.ts";
import { dependencyRules } from "./dependencies/rule-texts.ts";
import { addInsteadOfCopy } from "./docker/add-instead-of-copy.ts";
import { curlPipeShell } from "./docker/curl-pipe-shell.ts";
import { envFileCopied } from "./docker/env-file-copied.ts";
import { latestTag } from "./docker/latest-tag.ts";
import { npmInstall } from "./docker/npm-install.ts";
import { rootUser } from "./docker/root-user.ts";
import { secretInBuild } from "./docker/secret-in-build.ts";
import { worldWritable } from "./docker/world-writable.ts";
import { debugTrace } from "./gitlab/debug-trace.ts";
import { secretInVariables } from "./gitlab/secret-in-variables.ts";
import { unpinnedImage } from "./gitlab/unpinned-image.ts";
import { unpinnedInclude } from "./gitlab/unpinned-include.ts";
import { codeInjection } from "./js/code-injection.ts";
import { commandInjection } from "./js/command-injection.ts";
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
import { nosqlInjection } from "./js/nosql-injection.ts";
import { openRedirect } from "./js/open-redirect.ts";
import { pathTraversal } from "./js/path-traversal.ts";
import { postMessageOrigin } from "./js/post-message-origin.ts";
import { prototypePollution } from "./js/prototype-pollution.ts";
import { prototypePollutionAssign } from "./js/prototype-pollution-assign.ts";
import { redos } from "./js/redos.ts";
import { sessionSecret } from "./js/session-secret.ts";
import { sqlInjection } from "./js/sql-injection.ts";
import { ssrf } from "./js/ssrf.ts";
import { targetBlank } from "./js/target-blank.ts";
import { templateInjection } from "./js/template-injection.ts";
import { timingCompare } from "./js/timing-compare.ts";
import { tlsRejectUnauthorized } from "./js/tls-reject-unauthorized.ts";
import { unsafeDeserialisation } from "./js/unsafe-deserialisation.ts";
import { weakCipher } from "./js/weak-cipher.ts";
import { weakHash } from "./js/weak-hash.ts";
import { xmlEntities } from "./js/xml-entities.ts";
import { xss } from "./js/xss.ts";
import { codeInjection } from "./py/code-injection.ts";
import { commandInjection } from "./py/command-injection.ts";
import { djangoDebug } from "./py/django-debug.ts";
import { djangoSecretKey } from "./py/django-secret-key.ts";
import { evalInput } from "./py/eval-input.ts";
import { flaskDebug } from "./py/flask-debug.ts";
import { pyInsecureRandom } from "./py/insecure-random.ts";
import { jwtUnverified } from "./py/jwt-unverified.ts";
import { mutableDefault } from "./py/mutable-default.ts";
import { nosqlInjection } from "./py/nosql-injection.ts";
import { openRedirect } from "./py/open-redirect.ts";
import { osSystem } from "./py/os-system.ts";
import { paramikoAutoAdd } from "./py/paramiko-auto-add.ts";
import { pathTraversal } from "./py/path-traversal.ts";
import { pickleLoad } from "./py/pickle.ts";
import { requestsTimeout } from "./py/requests-timeout.ts";
import { requestsVerifyFalse } from "./py/requests-verify-false.ts";
import { shellTrue } from "./py/shell-true.ts";
import { sqlInjection } from "./py/sql-injection.ts";
import { sslUnverified } from "./py/ssl-unverified.ts";
import { ssrf } from "./py/ssrf.ts";
import { tarExtract } from "./py/tar-extract.ts";
import { tempfileMktemp } from "./py/tempfile-mktemp.ts";
import { templateInjection } from "./py/template-injection.ts";
import { unsafeDeserialisation } from "./py/unsafe-deserialisation.ts";
import { pyWeakHash, weakHash } from "./py/weak-hash.ts";
import { pyXmlEntities, xmlEntities } from "./py/xml-entities.ts";
import { xss } from "./py/xss.ts";
import { yamlLoad } from "./py/yaml-load.ts";
import type { Rule, RuleText } from "./rule.ts";
import { committedSecret } from "./secrets/committed.ts";
import { envFile } from "./secrets/env-file.ts";

/** The rules that look at one file each. */
export const rules: readonly Rule[] = [
  scriptInjection,
  githubScript,
  pullRequestTargetCheckout,
  unpinnedAction,
  missingPermissions,
  persistCredentials,
  secretInRun,
  secretsInherit,
  unsecureCommands,
  secretInVariables,
  debugTrace,
  unpinnedInclude,
  unpinnedImage,
  secretInBuild,
  envFileCopied,
  rootUser,
  curlPipeShell,
  latestTag,
  npmInstall,
  addInsteadOfCopy,
  worldWritable,
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
  sqlInjection,
  codeInjection,
  commandInjection,
  nosqlInjection,
  openRedirect,
  pathTraversal,
  prototypePollutionAssign,
  sqlInjection,
  ssrf,
  templateInjection,
  unsafeDeserialisation,
  xss,
  modelOutputCode,
  noLimit,
  openTools,
  secretInPrompt,
  untrustedSystemPrompt,
  yamlLoad,
  requestsVerifyFalse,
  requestsTimeout,
  pyInsecureRandom,
  pyWeakHash,
  pyXmlEntities,
  paramikoAutoAdd,
  jwtUnverified,
  evalInput,
  pickleLoad,
  osSystem,
  shellTrue,
  mutableDefault,
  tempfileMktemp,
  tarExtract,
  sslUnverified,
  flaskDebug,
  djangoSecretKey,
  djangoDebug,
  modelOutputCode,
  noLimit,
  openTools,
  secretInPrompt,
  untrustedSystemPrompt,
  committedSecret,
  envFile,
];

/** Every rule, in the order of their pages. */
export const ruleTexts: readonly RuleText[] = [...rules, ...dependencyRules];

export function findRule(id: string): RuleText | undefined {
  return ruleTexts.find((rule) => rule.id === id);
}

/** True where a fix of this rule asks a machine outside about what the code names. */
export function asksOutside(ruleId: string): boolean {
  return findFileRule(ruleId)?.mayFix !== undefined;
}

/** A rule that looks at one file; undefined for one that looks at manifests and lockfiles together. */
export function findFileRule(id: string): Rule | undefined {
  return rules.find((rule) => rule.id === id);
}
