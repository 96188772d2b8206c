/** A name whose value is a secret, such as `DEPLOY_TOKEN` or `API_KEY`; not `PUBLIC_KEY`, `TOKEN_URL`. */
const secretName =
  /(?:^|_)(?:PASS(?:WORD|WD|PHRASE)|SECRET|TOKEN|API_?KEY|(?:ACCESS|SECRET|PRIVATE|AUTH|SIGNING|ENCRYPTION|DEPLOY)_?KEY|CREDENTIALS?)$/i;

export function namesSecret(name: string): boolean {
  return name.length <= 100 && secretName.test(name) && !/PUBLIC|(?:^|_)CI_JOB_TOKEN$/i.test(name);
}

const placeholder =
  /example|placeholder|change.?me|your|dummy|sample|fake|mock|todo|redacted|none|null|default|insecure|local|^test|test$|dev(?:elop)?|build|^(.)\1+$|x{4}|\*{3}|1234|secret|passw|token|admin|root|guest|django|not.?(?:a|so|used|real)/i;

/**
 * True for a literal that was made to be hard to guess: long enough, of letters and digits mixed,
 * no path, no address, no words for "put yours here", nothing that is filled in later.
 */
export function looksLikeSecret(value: string): boolean {
  if (value.length < 12 || value.length > 4096 || /[\s${}<>%]/.test(value)) return false;
  if (placeholder.test(value) || /^(?:[./~]|[a-z]+:\/\/)/i.test(value)) return false;
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z0-9]/].filter((kind) => kind.test(value));
  const digits = value.match(/\d/g)?.length ?? 0;
  return kinds.length >= 2 && digits >= 2 && bitsPerCharacter(value.slice(0, 256)) >= 3;
}

/** Shannon's entropy of the characters. */
function bitsPerCharacter(text: string): number {
  const counts = new Map<string, number>();
  for (const char of text) counts.set(char, (counts.get(char) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values())
    bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}
