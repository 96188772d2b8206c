import { githubScript } from "./actions/github-script.ts";
import { missingPermissions } from "./actions/missing-permissions.ts";
import { persistCredentials } from "./actions/persist-credentials.ts";
import { pullRequestTargetCheckout } from "./actions/pull-request-target-checkout.ts";
import { scriptInjection } from "./actions/script-injection.ts";
import { secretInRun } from "./actions/secret-in-run.ts";
import { secretsInherit } from "./actions/secrets-inherit.ts";
import { unpinnedAction } from "./actions/unpinned-action.ts";
import { unsecureCommands } from "./actions/unsecure-commands.ts";
import { modelOutputCode } from "./ai/python/model-output-code.ts";
import { noLimit } from "./ai/python/no-limit.ts";
import { openTools } from "./ai/python/open-tools.ts";
import { secretInPrompt } from "./ai/python/secret-in-prompt.ts";
import { untrustedSystemPrompt } from "./ai/python/untrusted-system-prompt.ts";
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
import { execTemplate } from "./js/exec-template.ts";
import { insecureRandom } from "./js/insecure-random.ts";
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
import { weakHash } from "./py/weak-hash.ts";
import { xmlEntities } from "./py/xml-entities.ts";
import { xss } from "./py/xss.ts";
import { yamlLoad } from "./py/yaml-load.ts";
import type { Rule, RuleText } from "./rule.ts";
import { committedSecret } from "./secrets/committed.ts";

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
  sqlInjection,
  codeInjection,
  commandInjection,
  nosqlInjection,
  openRedirect,
  pathTraversal,
  ssrf,
  templateInjection,
  unsafeDeserialisation,
  xss,
  yamlLoad,
  requestsVerifyFalse,
  requestsTimeout,
  pyInsecureRandom,
  weakHash,
  xmlEntities,
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
