import { randomBytes } from "node:crypto";
import { appendFileSync, chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";

/** The secrets that Etna makes for itself; each is 32 random bytes. */
export const generatedKeys = [
  "AUTH_SECRET",
  "ETNA_LINK_SECRET",
  "ETNA_APP_DATABASE_PASSWORD",
  "ETNA_WORKER_DATABASE_PASSWORD",
];

const header = `# Secrets and settings of this installation, read at every start. Keep it to yourself.
# Other settings: see .env.example. What the shell sets wins over this file.
`;

/**
 * Makes the file (0600) or appends the secrets it lacks; never changes a line that is there, and
 * makes nothing that the environment already gives. An empty value counts as lacking. Returns the names it added.
 * @param {string} path @param {Readonly<Record<string, string | undefined>>} [environment] @returns {string[]}
 */
export function ensureEnvironmentFile(path, environment = process.env) {
  const existing = existsSync(path) ? readFileSync(path, "utf8") : null;
  const present = new Set(
    [...(existing ?? "").matchAll(/^\s*(?:export\s+)?([A-Z0-9_]+)\s*=[ \t]*\S/gm)].map((m) => m[1]),
  );
  const missing = generatedKeys.filter((key) => !present.has(key) && !environment[key]);
  const lines = missing.map((key) => `${key}=${randomBytes(32).toString("base64url")}\n`).join("");
  if (existing === null) {
    if (missing.length === 0) return [];
    writeFileSync(path, header + lines, { mode: 0o600, flag: "wx" });
  } else if (missing.length > 0) {
    appendFileSync(path, (existing === "" || existing.endsWith("\n") ? "" : "\n") + lines);
  }
  chmodSync(path, 0o600);
  return missing;
}
