import type { RequestPart, RequestSource } from "./request-sources.ts";

/** What a value is used for, which decides what makes it harmless. */
export type Danger =
  | "sql"
  | "command"
  | "path"
  | "url"
  | "redirect"
  | "html"
  | "template"
  | "nosql"
  | "code"
  | "data"
  | "key"
  | "prompt";

interface DangerFacts {
  /** Parts of a request that only its sender can set, so that they harm nobody else. */
  readonly harmless?: readonly RequestPart[];
  /** Only a value that may be an object of the sender's making is a danger. */
  readonly onlyNested?: true;
  /** Functions that otherwise hand a text on, but make it harmless here. */
  readonly cleans?: RegExp;
  /** A pattern for `replace` that takes away what is dangerous mentions one of these. */
  readonly removes?: RegExp;
  /** Methods of a value after which it is harmless. */
  readonly methods?: RegExp;
}

export const dangers: Readonly<Record<Danger, DangerFacts>> = {
  sql: { removes: /'|\\W|\[\^/ },
  command: { removes: /[$;&|`]|\\W|\[\^/ },
  path: { cleans: /(?:^|\.)basename$/, removes: /\\?\.|\/|\\W|\[\^/ },
  url: { removes: /\[\^|\\W/ },
  redirect: { harmless: ["headers", "url", "cookies"], removes: /\/|\\W|\[\^/ },
  html: {
    harmless: ["headers", "url", "cookies"],
    cleans: /^(?:JSON\.stringify|encodeURI)$/,
    removes: /[<&]|\\W|\[\^/,
  },
  template: { removes: /[<{]|\\W|\[\^/ },
  nosql: {
    harmless: ["headers", "url", "cookies", "params", "form"],
    onlyNested: true,
    cleans: /^(?:String|JSON\.stringify|decodeURIComponent|atob|btoa)$/,
    methods:
      /^(?:toString|trim\w*|toLowerCase|toUpperCase|replace\w*|substr\w*|padStart|padEnd|join|split|normalize)$/,
  },
  code: { cleans: /^JSON\.stringify$/, removes: /\\W|\[\^/ },
  data: {},
  key: { harmless: ["headers", "url", "cookies"] },
  prompt: { cleans: /^$/ },
};

export function isSourceFor(source: RequestSource, danger: Danger): boolean {
  const facts = dangers[danger];
  if (facts.harmless?.includes(source.part) === true) return false;
  return facts.onlyNested !== true || source.nested;
}
