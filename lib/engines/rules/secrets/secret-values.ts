import { lintSource } from "@secretlint/core";
import { secretLintProfiler } from "@secretlint/profiler";
import { creator } from "@secretlint/secretlint-rule-preset-recommend";
import type { TextRange } from "../rule.ts";

export interface SecretValue extends TextRange {
  /** What it is, such as "GitHub personal access token". */
  readonly kind: string;
  /** The vendor's short name as secretlint has it, such as "github". */
  readonly vendor: string;
}

// Its profiler marks every rule of every file and keeps the marks: memory would grow with each file.
secretLintProfiler.setEnabled(false);

const preset = "@secretlint/secretlint-rule-preset-recommend";
const config = { rules: [{ id: preset, rule: creator, options: {} }] };

let last: { readonly text: string; readonly path: string; readonly values: SecretValue[] } | null =
  null;

/** The same as `lookForSecrets`; several rules ask about one file in a row. */
export async function findSecretValues(
  path: string,
  text: string,
): Promise<readonly SecretValue[]> {
  if (last?.path === path && last.text === text) return last.values;
  const values = await lookForSecrets(path, text);
  last = { path, text, values };
  return values;
}

/** Every value in the text that has the shape of a live secret, in order, without overlaps. */
async function lookForSecrets(path: string, text: string): Promise<SecretValue[]> {
  const { messages } = await lintSource({
    source: { filePath: `/${path}`, content: text, contentType: "text" },
    options: { config, noPhysicFilePath: true },
  });
  const values = messages
    .filter((message) => !isTemplate(text.slice(message.range[0], message.range[1])))
    .map((message) => {
      const [start, end] = trimRange(text, message.range[0], message.range[1]);
      const vendor = message.ruleId.replace(/^.*secretlint-rule-/, "");
      return { start, end, vendor, kind: kindOf(vendor, message.messageId) };
    })
    .filter((value) => !isPlaceholder(text.slice(value.start, value.end), value.vendor))
    .sort((a, b) => a.start - b.start || b.end - a.end);
  const out: SecretValue[] = [];
  for (const value of values) {
    const last = out.at(-1);
    if (last === undefined || value.start >= last.end) out.push(value);
  }
  return out;
}

/** Connection strings are reported up to the next blank; the value ends at its quote. */
function trimRange(text: string, start: number, end: number): [number, number] {
  const value = text.slice(start, end);
  if (value.startsWith("-----BEGIN")) return [start, end];
  const stop = value.search(/["'`\s<>;,)]/);
  return [start, stop < 0 ? end : start + stop];
}

const placeholderPassword =
  /^(?:pass(?:word|wd)?|postgres|root|admin|user|test|secret|example|changeme|guest|x+|\*+|\.+|mysecret|dev|your.*|my.?password)$/i;

/** `${PASSWORD}`, `{{ password }}`, `<password>`: something is put here later. */
function isTemplate(value: string): boolean {
  return /\$\{|\$\(|\{\{|<[a-z_-]+>|%[sd(]|\$[A-Z_]{2}/i.test(
    /^[^"'`\s]*?:\/\/[^@\s]*@|^[^"'`\s]*/.exec(value)?.[0] ?? "",
  );
}

/** Values that stand for a secret in documentation, templates and local set-ups. */
function isPlaceholder(value: string, vendor: string): boolean {
  if (/example|placeholder|redacted|x{6}|\*{4}|0{12}|1234567890123/i.test(value)) return true;
  if (vendor !== "basicauth" && vendor !== "database-connection-string") return false;
  const parts = /:\/\/[^:/@]*:([^@/]*)@([^:/?#]+)/.exec(value);
  if (parts === null) return false;
  const [, password = "", host = ""] = parts;
  return placeholderPassword.test(password) || !host.includes(".") || /^127\.|^0\.0\./.test(host);
}

const kinds: Readonly<Record<string, string>> = {
  anthropic: "Anthropic API key",
  aws: "AWS credential",
  basicauth: "password in a web address",
  "database-connection-string": "database password",
  gcp: "Google Cloud key",
  github: "GitHub token",
  gitlab: "GitLab token",
  npm: "npm token",
  openai: "OpenAI API key",
  privatekey: "private key",
  sendgrid: "SendGrid API key",
  slack: "Slack token",
  stripe: "Stripe key",
  huggingface: "Hugging Face token",
};

function kindOf(vendor: string, messageId: string): string {
  if (messageId === "AWSSecretAccessKey") return "AWS secret access key";
  return kinds[vendor] ?? `${vendor.charAt(0).toUpperCase()}${vendor.slice(1)} secret`;
}
