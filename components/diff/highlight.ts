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

/** Colours the lines of one text together; what it cannot colour comes back as one plain token. */
export async function highlightLines(
  path: string,
  lines: readonly string[],
): Promise<readonly (readonly Token[])[]> {
  const lang = languageOf(path);
  const plain = lines.map((text) => [{ text }]);
  if (!lang || lines.length > mostLines) return plain;
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
