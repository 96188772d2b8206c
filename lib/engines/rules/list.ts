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
import { pyModelOutputCode } from "./ai/python/model-output-code.ts";
import { pyNoLimit } from "./ai/python/no-limit.ts";
import { pyOpenTools } from "./ai/python/open-tools.ts";
import { pySecretInPrompt } from "./ai/python/secret-in-prompt.ts";
import { pyUntrustedSystemPrompt } from "./ai/python/untrusted-system-prompt.ts";
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
import type { FixPorts } from "./fix-ports.ts";
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
import { pyCodeInjection } from "./py/code-injection.ts";
import { pyCommandInjection } from "./py/command-injection.ts";
import { djangoDebug } from "./py/django-debug.ts";
import { djangoSecretKey } from "./py/django-secret-key.ts";
import { evalInput } from "./py/eval-input.ts";
import { flaskDebug } from "./py/flask-debug.ts";
import { pyInsecureRandom } from "./py/insecure-random.ts";
import { jwtUnverified } from "./py/jwt-unverified.ts";
import { mutableDefault } from "./py/mutable-default.ts";
import { pyNosqlInjection } from "./py/nosql-injection.ts";
import { pyOpenRedirect } from "./py/open-redirect.ts";
import { osSystem } from "./py/os-system.ts";
import { paramikoAutoAdd } from "./py/paramiko-auto-add.ts";
import { pyPathTraversal } from "./py/path-traversal.ts";
import { pickleLoad } from "./py/pickle.ts";
import { requestsTimeout } from "./py/requests-timeout.ts";
import { requestsVerifyFalse } from "./py/requests-verify-false.ts";
import { shellTrue } from "./py/shell-true.ts";
import { pySqlInjection } from "./py/sql-injection.ts";
import { sslUnverified } from "./py/ssl-unverified.ts";
import { pySsrf } from "./py/ssrf.ts";
import { tarExtract } from "./py/tar-extract.ts";
import { tempfileMktemp } from "./py/tempfile-mktemp.ts";
import { pyTemplateInjection } from "./py/template-injection.ts";
import { pyUnsafeDeserialisation } from "./py/unsafe-deserialisation.ts";
import { pyWeakHash } from "./py/weak-hash.ts";
import { pyXmlEntities } from "./py/xml-entities.ts";
import { pyXss } from "./py/xss.ts";
import { yamlLoad } from "./py/yaml-load.ts";
import type { Rule, RuleText } from "./rule.ts";
import { committedSecret } from "./secrets/committed.ts";
import { envFile } from "./secrets/env-file.ts";

/** The rules that look at one file each. */
export const rules: readonly Rule[] = [
  githubScript,
  missingPermissions,
  persistCredentials,
  pullRequestTargetCheckout,
  scriptInjection,
  secretInRun,
  secretsInherit,
  unpinnedAction,
  unsecureCommands,
  debugTrace,
  secretInVariables,
  unpinnedImage,
  unpinnedInclude,
  addInsteadOfCopy,
  curlPipeShell,
  envFileCopied,
  latestTag,
  npmInstall,
  rootUser,
  secretInBuild,
  worldWritable,
  committedSecret,
  envFile,
  codeInjection,
  commandInjection,
  cookieFlags,
  corsCredentials,
  disabledEscape,
  electronWebPreferences,
  evalOfValue,
  execTemplate,
  fsPermissions,
  hardcodedIv,
  innerHtmlText,
  insecureRandom,
  jwtAlgorithms,
  jwtNone,
  missingHelmet,
  newBuffer,
  nosqlInjection,
  openRedirect,
  pathTraversal,
  postMessageOrigin,
  prototypePollutionAssign,
  prototypePollution,
  redos,
  sessionSecret,
  sqlInjection,
  ssrf,
  targetBlank,
  templateInjection,
  timingCompare,
  tlsRejectUnauthorized,
  unsafeDeserialisation,
  weakCipher,
  weakHash,
  xmlEntities,
  xss,
  pyCodeInjection,
  pyCommandInjection,
  djangoDebug,
  djangoSecretKey,
  evalInput,
  flaskDebug,
  pyInsecureRandom,
  jwtUnverified,
  mutableDefault,
  pyNosqlInjection,
  pyOpenRedirect,
  osSystem,
  paramikoAutoAdd,
  pyPathTraversal,
  pickleLoad,
  requestsTimeout,
  requestsVerifyFalse,
  shellTrue,
  pySqlInjection,
  sslUnverified,
  pySsrf,
  tarExtract,
  tempfileMktemp,
  pyTemplateInjection,
  pyUnsafeDeserialisation,
  pyWeakHash,
  pyXmlEntities,
  pyXss,
  yamlLoad,
  modelOutputCode,
  noLimit,
  openTools,
  secretInPrompt,
  untrustedSystemPrompt,
  pyModelOutputCode,
  pyNoLimit,
  pyOpenTools,
  pySecretInPrompt,
  pyUntrustedSystemPrompt,
];

/** Every rule, in the order of their pages. */
export const ruleTexts: readonly RuleText[] = [...rules, ...dependencyRules];

export function findRule(id: string): RuleText | undefined {
  return ruleTexts.find((rule) => rule.id === id);
}

/** Whom a fix of this rule may have to ask; null where it asks nobody. */
export function portAsked(ruleId: string): keyof FixPorts | null {
  return findFileRule(ruleId)?.asks ?? null;
}

/** A rule that looks at one file; undefined for one that looks at manifests and lockfiles together. */
export function findFileRule(id: string): Rule | undefined {
  return rules.find((rule) => rule.id === id);
}

/** The files that a fix of a finding of this rule in `path` may touch besides that one. */
export function filesBeside(ruleId: string, path: string): readonly string[] {
  return findFileRule(ruleId)?.fixFiles?.beside(path) ?? [];
}
