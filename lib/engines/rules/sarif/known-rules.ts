/**
 * What other scanners call what a rule of ours finds: ids of Semgrep (their last part), CodeQL, Bandit,
 * eslint-plugin-security, Hadolint, zizmor and gitleaks. Many of them name no weakness, or a distant one.
 */
const namesElsewhere: Readonly<Record<string, readonly string[]>> = {
  "actions/script-injection": [
    "run-shell-injection",
    "github-script-injection",
    "actions/code-injection/critical",
    "actions/code-injection/medium",
    "js/actions/command-injection",
    "zizmor/template-injection",
  ],
  "actions/missing-permissions": [
    "actions/missing-workflow-permissions",
    "zizmor/excessive-permissions",
  ],
  "actions/unpinned-action": [
    "actions/unpinned-tag",
    "github-actions-mutable-action-tag",
    "third-party-action-not-pinned-to-commit-sha",
    "zizmor/unpinned-uses",
  ],
  "js/cookie-flags": [
    "express-cookie-session-no-httponly",
    "express-cookie-session-no-secure",
    "express-cookie-settings",
    "js/clear-text-cookie",
    "js/client-exposed-cookie",
    "js/insecure-cookie",
  ],
  "js/exec-template": [
    "child-process-template-string",
    "dangerous-spawn-shell",
    "detect-child-process",
    "js/command-line-injection",
    "js/indirect-command-line-injection",
    "js/shell-command-constructed-from-input",
    "js/shell-command-injection-from-environment",
    "js/unnecessary-use-of-cat",
    "spawn-shell-true",
  ],
  "js/insecure-random": [
    "detect-insecure-randomness",
    "detect-pseudoRandomBytes",
    "js/insecure-randomness",
    "js/predictable-token",
    "math-random-used",
  ],
  "js/jwt-algorithms": ["js/jwt-missing-verification", "jwt-none-alg", "jwt-simple-noverify"],
  "js/new-buffer": ["detect-new-buffer", "js/deprecated-buffer"],
  "js/target-blank": ["js/unsafe-external-link", "jsx-no-target-blank", "react-missing-noopener"],
  "js/tls-reject-unauthorized": [
    "bypass-tls-verification",
    "disabled-cert-validation",
    "js/disabling-certificate-validation",
  ],
  "py/requests-timeout": ["B113", "S113", "use-timeout"],
  "py/requests-verify-false": [
    "B501",
    "S501",
    "disabled-cert-validation",
    "py/request-without-cert-validation",
  ],
  "py/yaml-load": ["B506", "S506", "avoid-pyyaml-load", "py/unsafe-deserialization", "pyyaml-load"],
  "secrets/committed": [
    "B105",
    "B106",
    "B107",
    "aws-access-token",
    "detected-generic-secret",
    "generic-api-key",
    "github-fine-grained-pat",
    "github-pat",
    "gitlab-pat",
    "js/hardcoded-credentials",
    "npm-access-token",
    "private-key",
    "py/hardcoded-credentials",
    "slack-bot-token",
    "stripe-access-token",
  ],
};

/** For the test that each of them is a rule. */
export const rulesKnownElsewhere = Object.keys(namesElsewhere);

/** True where another scanner's rule looks for what ours does. */
export function isNamedElsewhere(ours: string, theirs: string): boolean {
  const names = Object.hasOwn(namesElsewhere, ours) ? namesElsewhere[ours] : undefined;
  // Semgrep's registry puts folders before a rule's name, eslint its plugin's.
  return names?.some((name) => theirs === name || /[./]$/.test(prefixOf(theirs, name))) ?? false;
}

function prefixOf(id: string, name: string): string {
  return id.endsWith(name) ? id.slice(0, -name.length) : "";
}
