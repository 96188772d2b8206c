import { createCssVariablesTheme, createHighlighterCore, type HighlighterCore } from "shiki/core";
import { createJavaScriptRegexEngine } from "shiki/engine/javascript";

export type TokenKind = "keyword" | "string" | "comment" | "call";

export interface Token {
  text: string;
  kind?: TokenKind | undefined;
}

const theme = "etna";
const longestLine = 2000;
const mostLines = 3000;

const languages: Readonly<Record<string, string>> = {
  ts: "typescript",
  mts: "typescript",
  cts: "typescript",
  tsx: "tsx",
  js: "javascript",
  mjs: "javascript",
  cjs: "javascript",
  jsx: "jsx",
  py: "python",
  yml: "yaml",
  yaml: "yaml",
  json: "json",
  sh: "shellscript",
  bash: "shellscript",
  dockerfile: "docker",
};

const kinds: Readonly<Record<string, TokenKind>> = {
  "var(--shiki-token-keyword)": "keyword",
  "var(--shiki-token-string)": "string",
  "var(--shiki-token-string-expression)": "string",
  "var(--shiki-token-comment)": "comment",
  "var(--shiki-token-function)": "call",
};

let highlighter: Promise<HighlighterCore> | undefined;

function loadHighlighter(): Promise<HighlighterCore> {
  highlighter ??= createHighlighterCore({
    themes: [createCssVariablesTheme({ name: theme })],
    langs: [
      import("shiki/langs/typescript.mjs"),
      import("shiki/langs/tsx.mjs"),
      import("shiki/langs/javascript.mjs"),
      import("shiki/langs/jsx.mjs"),
      import("shiki/langs/python.mjs"),
      import("shiki/langs/yaml.mjs"),
      import("shiki/langs/json.mjs"),
      import("shiki/langs/shellscript.mjs"),
      import("shiki/langs/docker.mjs"),
    ],
    engine: createJavaScriptRegexEngine({ forgiving: true }),
  });
  return highlighter;
}

function languageOf(path: string): string | undefined {
  const name = path.slice(path.lastIndexOf("/") + 1).toLowerCase();
  return languages[name.slice(name.lastIndexOf(".") + 1)];
}

type TokenLines = readonly (readonly Token[])[];

/** Colouring costs tens of milliseconds and pages are looked at again: the last ones are kept. */
const mostKept = 200;
const longestKept = 20_000;
const kept = new Map<string, TokenLines>();

/** Colours the lines of one text together; what it cannot colour comes back as one plain token. */
export async function highlightLines(path: string, lines: readonly string[]): Promise<TokenLines> {
  const lang = languageOf(path);
  if (!lang || lines.length > mostLines) return lines.map((text) => [{ text }]);
  const key = `${lang}\n${lines.join("\n")}`;
  const known = kept.get(key);
  if (known !== undefined) return known;
  const coloured = await colour(lang, lines);
  if (key.length <= longestKept) kept.set(key, coloured);
  if (kept.size > mostKept) kept.delete(kept.keys().next().value ?? "");
  return coloured;
}

async function colour(lang: string, lines: readonly string[]): Promise<TokenLines> {
  const loaded = await loadHighlighter();
  // A carriage return would end a line for the highlighter, but not for the patch.
  const code = lines.map((line) => line.replaceAll("\r", " ")).join("\n");
  const coloured = loaded.codeToTokensBase(code, {
    lang,
    theme,
    tokenizeMaxLineLength: longestLine,
  });
  return lines.map((line, index) => {
    let at = 0;
    const tokens = (coloured[index] ?? []).map((token): Token => {
      const text = line.slice(at, at + token.content.length);
      at += token.content.length;
      const kind = kinds[token.color ?? ""];
      return kind === "keyword" && !/\w/.test(text) ? { text } : { text, kind };
    });
    return at === line.length ? tokens : [{ text: line }];
  });
}
