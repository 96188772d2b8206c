/**
 * What other scanners call what a rule of ours finds: ids of Semgrep (their last part), CodeQL, Bandit
 * (S of Ruff), eslint-plugin-security, Hadolint, zizmor and gitleaks. Many name no weakness, or a distant one.
 */
const namesElsewhere: Readonly<Record<string, string>> = {
  "actions/github-script":
    "github-script-injection actions/code-injection/critical actions/code-injection/medium zizmor/template-injection",
  "actions/missing-permissions":
    "actions/missing-workflow-permissions zizmor/excessive-permissions",
  "actions/persist-credentials": "zizmor/artipacked",
  "actions/pull-request-target-checkout":
    "pull-request-target-code-checkout actions/untrusted-checkout/critical actions/untrusted-checkout/high actions/untrusted-checkout/medium zizmor/dangerous-triggers",
  "actions/script-injection":
    "run-shell-injection actions/code-injection/critical actions/code-injection/medium js/actions/command-injection zizmor/template-injection",
  "actions/secrets-inherit": "zizmor/secrets-inherit",
  "actions/unpinned-action":
    "third-party-action-not-pinned-to-commit-sha actions/unpinned-tag zizmor/unpinned-uses",
  "actions/unsecure-commands": "allowed-unsecure-commands zizmor/insecure-commands",
  "docker/add-instead-of-copy": "prefer-copy-over-add DL3020",
  "docker/latest-tag": "avoid-latest-version DL3006 DL3007",
  "docker/root-user": "missing-user missing-user-entrypoint last-user-is-root DL3002",
  "docker/secret-in-build": "generic-api-key",
  "js/code-injection":
    "code-string-concat detect-eval-with-expression eval-detected js/code-injection",
  "js/command-injection":
    "dangerous-spawn-shell detect-child-process js/command-line-injection js/indirect-command-line-injection",
  "js/cookie-flags":
    "express-cookie-session-no-httponly express-cookie-session-no-secure js/clear-text-cookie js/client-exposed-cookie",
  "js/cors-credentials": "cors-misconfiguration js/cors-misconfiguration-for-credentials",
  "js/disabled-escape": "detect-disable-mustache-escape detect-replaceall-sanitization",
  "js/electron-web-preferences":
    "js/disabling-electron-websecurity js/enabling-electron-renderer-node-integration",
  "js/eval": "detect-eval-with-expression eval-detected js/code-injection",
  "js/exec-template":
    "dangerous-spawn-shell detect-child-process spawn-shell-true js/command-line-injection js/indirect-command-line-injection js/shell-command-constructed-from-input js/shell-command-injection-from-environment",
  "js/inner-html-text":
    "insecure-document-method insecure-innerhtml js/xss js/xss-through-dom react-dangerouslysetinnerhtml",
  "js/insecure-random":
    "detect-insecure-randomness detect-pseudoRandomBytes js/insecure-randomness",
  "js/jwt-algorithms": "js/jwt-missing-verification jwt-simple-noverify",
  "js/jwt-none": "js/jwt-missing-verification jwt-none-alg",
  "js/new-buffer": "detect-new-buffer",
  "js/nosql-injection": "express-mongo-nosqli js/sql-injection",
  "js/open-redirect":
    "express-open-redirect js/client-side-unvalidated-url-redirection js/server-side-unvalidated-url-redirection",
  "js/path-traversal":
    "detect-non-literal-fs-filename express-path-join-resolve-traversal express-res-sendfile path-join-resolve-traversal js/path-injection",
  "js/post-message-origin":
    "insufficient-postmessage-origin-validation wildcard-postmessage-configuration js/cross-window-information-leak js/missing-origin-check",
  "js/prototype-pollution":
    "prototype-pollution-assignment prototype-pollution-loop js/prototype-polluting-assignment js/prototype-pollution js/prototype-pollution-utility",
  "js/prototype-pollution-assign":
    "detect-object-injection prototype-pollution-assignment js/prototype-polluting-assignment",
  "js/redos": "detect-redos detect-unsafe-regex js/polynomial-redos js/redos",
  "js/session-secret": "express-session-hardcoded-secret js/hardcoded-credentials",
  "js/sql-injection":
    "node-knex-sqli node-mssql-sqli node-mysql-sqli node-postgres-sqli tainted-sql-string js/sql-injection",
  "js/ssrf": "express-ssrf js/client-side-request-forgery js/request-forgery",
  "js/target-blank": "jsx-no-target-blank js/unsafe-external-link",
  "js/template-injection":
    "express-insecure-template-usage js/code-injection js/template-object-injection",
  "js/timing-compare": "detect-possible-timing-attacks",
  "js/tls-reject-unauthorized": "bypass-tls-verification js/disabling-certificate-validation",
  "js/unsafe-deserialisation":
    "express-third-party-object-deserialization js/unsafe-deserialization",
  "js/weak-cipher": "js/weak-cryptographic-algorithm",
  "js/weak-hash":
    "md5-used-as-password js/insufficient-password-hash js/weak-cryptographic-algorithm",
  "js/xml-entities": "express-libxml-noent express-xml2json-xxe js/xxe",
  "js/xss": "direct-response-write js/reflected-xss js/stored-xss js/xss js/xss-through-dom",
  "py/code-injection": "eval-detected exec-detected B102 B307 S102 S307 py/code-injection",
  "py/command-injection":
    "dangerous-subprocess-use dangerous-system-call B602 B605 S602 S605 py/command-line-injection",
  "py/django-debug": "debug-enabled",
  "py/django-secret-key": "B105 S105 py/hardcoded-credentials",
  "py/flask-debug": "debug-enabled B201 S201 py/flask-debug",
  "py/mutable-default": "B006 py/modification-of-default-value",
  "py/nosql-injection": "py/nosql-injection",
  "py/open-redirect": "open-redirect py/url-redirection",
  "py/os-system": "dangerous-system-call B605 S605 py/command-line-injection",
  "py/path-traversal": "path-traversal-open path-traversal-join py/path-injection",
  "py/requests-timeout": "use-timeout B113 S113",
  "py/requests-verify-false":
    "disabled-cert-validation B501 S501 py/request-without-cert-validation",
  "py/shell-true":
    "dangerous-subprocess-use subprocess-shell-true B602 B604 S602 S604 py/command-line-injection py/shell-command-constructed-from-input",
  "py/sql-injection":
    "formatted-sql-query sqlalchemy-execute-raw-query tainted-sql-string B608 S608 py/sql-injection",
  "py/ssl-unverified": "unverified-ssl-context B323 S323",
  "py/ssrf": "ssrf-injection-requests ssrf-requests py/full-ssrf py/partial-ssrf",
  "py/tar-extract": "tarfile-extractall-traversal B202 S202 py/tarslip",
  "py/tempfile-mktemp": "B306 S306 py/insecure-temporary-file",
  "py/template-injection": "render-template-string py/template-injection",
  "py/unsafe-deserialisation": "avoid-pickle B301 S301 py/unsafe-deserialization",
  "py/xss": "directly-returned-format-string raw-html-format B703 S308 py/reflective-xss",
  "py/yaml-load": "avoid-pyyaml-load B506 S506 py/unsafe-deserialization",
  "secrets/committed":
    "B105 B106 B107 S105 S106 S107 aws-access-token detected-generic-secret generic-api-key github-fine-grained-pat github-pat gitlab-pat js/hardcoded-credentials npm-access-token private-key py/hardcoded-credentials slack-bot-token stripe-access-token",
};

const lists: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries(namesElsewhere).map(([ours, names]) => [ours, names.split(" ")]),
);

/** The rules of ours that others have a name for. */
export const rulesKnownElsewhere: readonly string[] = [...lists.keys()];

/** True where another scanner's rule looks for what ours does. */
export function isNamedElsewhere(ours: string, theirs: string): boolean {
  // Semgrep's registry puts folders before a rule's name, eslint its plugin's.
  const named = (name: string) => theirs === name || /[./]$/.test(beforeName(theirs, name));
  return lists.get(ours)?.some(named) ?? false;
}

function beforeName(id: string, name: string): string {
  return id.endsWith(name) ? id.slice(0, -name.length) : "";
}
