const secretName =
  /(SECRET|PASSWORD|PASSPHRASE|TOKEN|CREDENTIALS?|API_KEY|ACCESS_KEY|PRIVATE_KEY)$/;
/** What is shorter stands in ordinary words as well. */
const minLength = 8;

type Environment = Readonly<Record<string, string | undefined>>;

/** The secrets that this process was started with, as they may turn up in a text: whatever their shape. */
export function ownSecrets(environment: Environment): readonly string[] {
  const found = new Set<string>();
  for (const [name, value = ""] of Object.entries(environment)) {
    const parts = secretName.test(name) ? value.split(",") : passwordsOf(value);
    for (const part of parts) {
      const secret = part.trim();
      if (secret.length < minLength) continue;
      found.add(secret).add(encodeURIComponent(secret)).add(JSON.stringify(secret).slice(1, -1));
    }
  }
  return [...found].sort((a, b) => b.length - a.length);
}

function passwordsOf(value: string): readonly string[] {
  if (!value.includes("://") || !value.includes("@")) return [];
  const password = URL.parse(value)?.password ?? "";
  return password === "" ? [] : [password, decoded(password)];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // Not percent-encoded, then: it stands in the address as it is.
    return text;
  }
}
