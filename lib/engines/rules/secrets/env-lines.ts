import type { TextRange } from "../rule.ts";
import { isSecretName } from "../secret-names.ts";
import { looksLikeSecret, namesSecret } from "./plain-secret.ts";
import { findSecretValues } from "./secret-values.ts";

/** One `NAME=value` of an environment file. */
export interface EnvLine {
  readonly name: string;
  readonly nameRange: TextRange;
  readonly value: TextRange;
}

const notReal =
  /^(?:example|sample|template|tmpl|tpl|test|testing|dist|default|defaults|schema|ci|mock|docs?)$/i;

/** `.env`, `.env.local`, `.env.production`; not the examples and templates that are meant to be read. */
export function isEnvFile(path: string): boolean {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const stages = /^\.env((?:\.[\w-]+)*)$/.exec(name)?.[1];
  return stages !== undefined && !stages.split(/[.-]/).some((stage) => notReal.test(stage));
}

export function envLines(text: string): EnvLine[] {
  const out: EnvLine[] = [];
  const line =
    /^[ \t]*(?:export[ \t]+)?([A-Za-z_]\w{0,100})[ \t]*=[ \t]*("[^"\r\n]*"|'[^'\r\n]*'|[^\r\n#]*)/gm;
  for (const match of text.matchAll(line)) {
    const [whole, name = "", given = ""] = match;
    const quoted = /^["']/.test(given) ? 1 : 0;
    const value = given.trim().slice(quoted, quoted === 1 ? -1 : undefined);
    const at = match.index + whole.lastIndexOf(given) + quoted;
    const nameAt = match.index + whole.indexOf(name);
    out.push({
      name,
      nameRange: { start: nameAt, end: nameAt + name.length },
      value: { start: at, end: at + value.length },
    });
  }
  return out;
}

const publicName =
  /^(?:NEXT_PUBLIC|VITE|REACT_APP|GATSBY|EXPO_PUBLIC|NUXT_PUBLIC|PUBLIC)_|PUBLIC|PUBLISHABLE|SITE_?KEY/;

/** The lines with a secret: by the value's shape, or by a name that says so and a value that is one. */
export async function secretLines(path: string, text: string): Promise<readonly EnvLine[]> {
  const known = await findSecretValues(path, text);
  return envLines(text).filter(({ name, value }) => {
    if (known.some((each) => value.start < each.end && each.start < value.end)) return true;
    const named = isSecretName(name) || namesSecret(name) || /(?:^|_)KEY$/.test(name);
    return named && !publicName.test(name) && looksLikeSecret(text.slice(value.start, value.end));
  });
}
