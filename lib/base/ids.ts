const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"; // Crockford base32

const prefixes = {
  user: "us",
  organization: "og",
  member: "mb",
  invitation: "iv",
  connection: "cn",
  repository: "rp",
  finding: "fd",
  run: "rn",
  fix: "fx",
  approval: "ap",
  signingKey: "sk",
  statement: "st",
  event: "ev",
  session: "se",
  account: "ac",
  passkey: "pk",
  apiToken: "tk",
  forgeApp: "fa",
  webhook: "wh",
  delivery: "dl",
  modelKey: "mk",
  attempt: "at",
  modelCall: "mc",
  attackTarget: "tg",
  campaign: "cm",
  work: "wk",
} as const;

export type IdKind = keyof typeof prefixes;

/** A random identifier with 100 bits of entropy, such as `fx_7Q2M4K9DW3XH0T5B8YRC`. */
export function newId(kind: IdKind): string {
  const random = crypto.getRandomValues(new Uint8Array(20));
  let body = "";
  for (const byte of random) body += alphabet[byte & 31];
  return `${prefixes[kind]}_${body}`;
}

export function isId(kind: IdKind, text: string): boolean {
  return new RegExp(`^${prefixes[kind]}_[${alphabet}]{20}$`).test(text);
}
