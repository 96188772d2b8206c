/** A shape of secret, and what is left of it. Every repetition is bounded or begins at one place only. */
export interface SecretShape {
  readonly name: string;
  readonly pattern: RegExp;
  readonly replacement: string;
}

const hidden = "[redacted]";

function shape(name: string, pattern: RegExp, replacement = hidden): SecretShape {
  return { name, pattern, replacement };
}

/** Words that say that what is assigned to them is secret. */
const secretWords =
  "pass(?:word|wd|phrase)|secret|token|credentials?|authorization|(?:api|private|access|account|signing|encryption)[_-]?key|cookie|totp|seed";

/** Shapes that begin with a text of their own, so that most lines are done after one look. */
const prefixed: readonly (readonly [name: string, source: string])[] = [
  ["Etna's API token", "etna_[\\w-]{20,}"],
  ["GitHub token", "gh[pousr]_\\w{20,}|github_pat_\\w{20,}"],
  ["GitLab token", "gl(?:pat|ptt|dt|rt|cbt|ft|oas|soat|imt|agent|ffct)-[\\w-]{20,}"],
  ["Slack token", "xox[a-z]-[\\w-]{10,}|xapp-[\\w-]{10,}"],
  ["AWS access key id", "(?:AKIA|ASIA)[A-Z0-9]{16}"],
  ["key of a model provider or of Stripe", "(?:sk|rk|pk)[-_][\\w-]{16,}"],
  ["Google key", "AIza[\\w-]{30,}|ya29\\.[\\w-]{20,}|GOCSPX-[\\w-]{20,}"],
  ["npm token", "npm_\\w{30,}"],
  ["Hugging Face token", "hf_\\w{30,}"],
  ["SendGrid key", "SG\\.[\\w-]{16,}\\.[\\w-]{16,}"],
  ["Vault token", "hv[sbr]\\.[\\w-]{20,}"],
  ["DigitalOcean token", "do[opr]_v1_[a-f0-9]{60,}"],
  ["age key", "AGE-SECRET-KEY-1[0-9A-Z]{50,}"],
  // A session's cookie is one (RFC 7516), and so are most access tokens (RFC 7519).
  ["JSON web token", "eyJ[\\w-]{8,}(?:\\.[\\w-]*){2,4}"],
];

export const secretShapes: readonly SecretShape[] = [
  shape(
    "private key (RFC 7468)",
    /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----(?:[\w+/=:,.\s]|\\[nr]|-(?!-))*(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----)?/g,
  ),
  shape(
    prefixed.map(([name]) => name).join(", "),
    new RegExp(`(?<![A-Za-z0-9])(?:${prefixed.map(([, source]) => source).join("|")})`, "g"),
  ),
  shape("JSON web key", /("d\\*"\s{0,3}:\s{0,3}\\*")[\w-]{20,}/g, `$1${hidden}`),
  shape("credentials in a URL", /(:\/\/)[^\s"'\\/<>]{1,512}@/g, `$1${hidden}@`),
  shape(
    "link that lets somebody in",
    /((?:\/|%2F)invite(?:\/|%2F)|hooks\.slack\.com\/services\/)[\w/-]{16,}/gi,
    `$1${hidden}`,
  ),
  shape(
    "parameter of a URL",
    /([?&](?:code|state|email|key|sig|signature|nonce|jwt|x-amz-[\w-]{1,30})=)[^&\s"'\\#<>]+/gi,
    `$1${hidden}`,
  ),
  shape("cookie", /(__(?:Host|Secure)-[\w.-]{1,60}=)[^;\s"'\\]+/g, `$1${hidden}`),
  shape("credentials of a request", /\b(Bearer|Basic) {1,3}[\w.~+/=-]{16,}/gi, `$1 ${hidden}`),
  shape(
    "header",
    /((?:authorization|cookie|x-api-key|private-token):\s{0,3})[^\s"'\\][^"'\\\r\n]*/gi,
    `$1${hidden}`,
  ),
  shape(
    "quoted value of a secret's name",
    new RegExp(
      `((?:${secretWords})(\\\\{0,7}["'])\\s{0,3}[:=]\\s{0,3}\\\\{0,7}["'])(?:[^"'\\\\]|\\\\[^"'\\\\])+`,
      "gi",
    ),
    `$1${hidden}`,
  ),
  shape(
    "value of a secret's name",
    new RegExp(`((?:${secretWords})(?:=|%3D)\\\\{0,7}["']?)[^\\s"'\\\\,;&<>(){}]{4,}`, "gi"),
    `$1${hidden}`,
  ),
  // Whose mailbox is nobody's business who reads a log; at which server often explains the fault.
  shape(
    "e-mail address",
    /(?<![\w.+-])[\w.+-]+(@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8})/g,
    "[address]$1",
  ),
];
