import type { SgNode } from "@ast-grep/napi";
import { type Document, type ParsedNode, parseDocument } from "yaml";
import { parseText } from "./syntax.ts";
import type { Language } from "./text.ts";

/** One text file of a workspace, parsed at most once and only when a rule asks. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
  readonly language: Language;
  readonly eol: "\n" | "\r\n";
  /** The syntax tree, or null where no grammar is at hand. */
  readonly root: () => SgNode | null;
  /** The document of a YAML file, aliases unresolved; null where it does not parse. */
  readonly yaml: () => Document.Parsed<ParsedNode> | null;
  /** 1-based line and column (UTF-16 units) of an offset. */
  readonly positionAt: (offset: number) => { readonly line: number; readonly column: number };
  /** The text of each line without its ending. */
  readonly lines: () => readonly string[];
}

const extensions: Readonly<Record<string, Language>> = {
  js: "javascript",
  mjs: "javascript",
  cjs: "javascript",
  jsx: "tsx",
  tsx: "tsx",
  ts: "typescript",
  mts: "typescript",
  cts: "typescript",
  py: "python",
  pyi: "python",
  yml: "yaml",
  yaml: "yaml",
  html: "html",
  htm: "html",
  css: "css",
};

export function languageOf(path: string): Language {
  const name = path.slice(path.lastIndexOf("/") + 1);
  if (/^(?:Dockerfile|Containerfile)(?:\.[\w.-]+)?$|\.(?:dockerfile|containerfile)$/i.test(name)) {
    return "dockerfile";
  }
  return extensions[path.slice(path.lastIndexOf(".") + 1).toLowerCase()] ?? "other";
}

export function sourceFile(path: string, text: string): SourceFile {
  const language = languageOf(path);
  let root: SgNode | null | undefined;
  let document: Document.Parsed<ParsedNode> | null | undefined;
  let starts: number[] | undefined;
  let lines: string[] | undefined;
  return {
    path,
    text,
    language,
    eol: /\r\n/.test(text) && !/[^\r]\n/.test(text) ? "\r\n" : "\n",
    root() {
      if (root === undefined) root = parseText(language, text);
      return root;
    },
    yaml() {
      if (document === undefined) document = parsedYaml(text);
      return document;
    },
    positionAt(offset) {
      starts ??= lineStarts(text);
      let low = 0;
      let high = starts.length - 1;
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if ((starts[middle] ?? 0) <= offset) low = middle;
        else high = middle - 1;
      }
      // A byte order mark is no column: editors do not count it either.
      const lineStart = low === 0 && text.startsWith("\uFEFF") ? 1 : (starts[low] ?? 0);
      return { line: low + 1, column: Math.max(0, offset - lineStart) + 1 };
    },
    lines() {
      lines ??= text.split(/\r?\n/);
      return lines;
    },
  };
}

function parsedYaml(text: string): Document.Parsed<ParsedNode> | null {
  const document = parseDocument(text, { keepSourceTokens: true, logLevel: "silent" });
  return document.errors.length > 0 ? null : document;
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}
