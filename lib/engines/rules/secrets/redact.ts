import type { TextRange } from "../rule.ts";
import { findSecretValues } from "./secret-values.ts";

const secretName =
  "(?:pass(?:word|wd|phrase)|secret|token|credentials?|(?:api|access|private|secret|signing|encryption|auth)[_-]?key)";

/** `password: "…"`, `API_KEY = '…'`, `"token": "…"`: a value without a shape, given away by its name. */
const quoted = new RegExp(
  `${secretName}["']?\\s{0,3}(?::|=>|=)\\s{0,3}(["'\`])([^"'\`\\s]{8,512})\\1`,
  "gi",
);
/** The same without quotes, as settings are written: `DB_PASSWORD=…`, `password: …`. */
const setting = new RegExp(
  `${secretName}\\s{0,3}[:=]\\s{0,3}([^\\s"'\`#]{6,512})[ \\t]{0,8}$`,
  "gim",
);
/** RFC 7468, whether or not its end is there. */
const privateKey =
  /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----(?:(?!-----END)[\s\S]){0,20000}(?:-----END [A-Z0-9 ]{0,40}-----)?/g;
const settingsFile =
  /(?:^|\/)(?:\.env|Dockerfile|Containerfile)|\.(?:dockerfile|ya?ml|toml|ini|cfg|conf|properties|env|txt)$/i;
const placeholder =
  /\$\{|\{\{|^<|process\.env|os\.environ|example|placeholder|changeme|^\*+$|^•+$/i;

const secretFile =
  /(?:^|\/)(?:\.env(?:\.(?!example$|sample$|template$|dist$)[^/]*)?|\.npmrc|\.netrc|\.pypirc|\.git-credentials|\.htpasswd|\.pgpass|id_(?:rsa|dsa|ecdsa|ed25519)|credentials(?:\.\w+)?|secrets?\.(?:ya?ml|json|toml|env)|[^/]*\.tfstate)$|(?:^|\/)\.(?:aws|ssh|gnupg|kube)\/|\.(?:pem|key|p12|pfx|jks|keystore|kdbx|ppk)$/i;

/** True for a file that is there to hold secrets: none of it is shown to anyone. */
export function isSecretFile(path: string): boolean {
  return secretFile.test(path);
}

/**
 * The text with every secret replaced by "•", character for character, so that lines and columns stay.
 * Secrets are what secretlint knows by its shape and what a name such as `password` gives away.
 */
export async function redactSecrets(
  path: string,
  text: string,
): Promise<{ readonly text: string; readonly found: number }> {
  const ranges: TextRange[] = [...(await findSecretValues(path, text))];
  for (const match of text.matchAll(privateKey)) {
    ranges.push({ start: match.index, end: match.index + match[0].length });
  }
  for (const match of text.matchAll(quoted)) ranges.push(...rangeOf(match, match[2] ?? "", 1));
  if (settingsFile.test(path)) {
    for (const match of text.matchAll(setting)) ranges.push(...rangeOf(match, match[1] ?? "", 0));
  }
  ranges.sort((a, b) => a.start - b.start || b.end - a.end);
  let out = "";
  let at = 0;
  for (const { start, end } of ranges) {
    if (end <= at) continue;
    const from = Math.max(start, at);
    out += text.slice(at, from) + text.slice(from, end).replace(/[^\r\n]/g, "•");
    at = end;
  }
  return { text: out + text.slice(at), found: ranges.length };
}

/** Where the value stands; `closing` characters follow it within the match. */
function rangeOf(match: RegExpExecArray, value: string, closing: number): readonly TextRange[] {
  if (placeholder.test(value)) return [];
  const whole = closing === 0 ? match[0].trimEnd() : match[0];
  const end = match.index + whole.length - closing;
  return [{ start: end - value.length, end }];
}
