import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  LineCounter,
  type Node,
  parseAllDocuments,
  visit,
} from "yaml";
import type { z } from "zod";
import type { ScanProblem } from "../rule.ts";

/** Deeper than any rule a person writes; what reads it afterwards goes down by calls of itself. */
const maxDepth = 40;

export interface StrictDocument {
  readonly value: unknown;
  /** 1-based line of the member at the path, or of the nearest one around it. */
  lineOf(path: readonly PropertyKey[]): number;
}

/**
 * The documents of a YAML 1.2 file as plain data. Aliases are refused (a few lines of them unfold to
 * gigabytes), and so are tags, members named twice and deep nesting: each is a problem of its line.
 */
export function readStrictYaml(
  path: string,
  text: string,
): { readonly documents: readonly StrictDocument[]; readonly problems: readonly ScanProblem[] } {
  const problems: ScanProblem[] = [];
  const documents: StrictDocument[] = [];
  // The parser itself goes down by calls: what is nested beyond all sense never reaches it.
  if (nestsBeyond(text, 200)) {
    return {
      documents,
      problems: [{ path, line: 1, message: `It is nested deeper than ${maxDepth} levels.` }],
    };
  }
  const lines = new LineCounter();
  const parsed = parseAllDocuments(text, {
    lineCounter: lines,
    logLevel: "silent",
    prettyErrors: false,
    uniqueKeys: true,
    version: "1.2",
  });
  for (const document of [...parsed] as Document.Parsed[]) {
    const [error] = document.errors;
    if (error !== undefined) {
      const line = lines.linePos(error.pos[0]).line;
      problems.push({ path, line, message: `It is no YAML that can be read: ${error.message}` });
      continue;
    }
    const refused = refusal(document);
    if (refused !== null) {
      const line = lines.linePos(refused.node.range?.[0] ?? 0).line;
      problems.push({ path, line, message: refused.message });
    } else if (document.contents !== null) {
      documents.push({
        value: document.toJS({ maxAliasCount: 0 }),
        lineOf: (at) => lineOf(document, lines, at),
      });
    }
  }
  return { documents, problems };
}

/** Brackets, indentation and dashes of a line are all that nests in YAML. */
function nestsBeyond(text: string, limit: number): boolean {
  let open = 0;
  for (const line of text.split("\n")) {
    const dashes = /^[ -]*/.exec(line)?.[0].replaceAll(" ", "").length ?? 0;
    for (const char of line) {
      if (char === "[" || char === "{") open++;
      else if (char === "]" || char === "}") open = Math.max(0, open - 1);
    }
    if (open > limit || dashes > limit || /^ {400}/.test(line)) return true;
  }
  return false;
}

function refusal(document: Document.Parsed): { node: Node; message: string } | null {
  let found: { node: Node; message: string } | null = null;
  visit(document, {
    Node(_key, node, ancestors) {
      const message =
        isAlias(node) || ("anchor" in node && node.anchor !== undefined)
          ? "Anchors and aliases are not read: write the value out."
          : node.tag?.startsWith("!") === true
            ? `The tag ${node.tag} is not read.`
            : ancestors.length > maxDepth * 2
              ? `It is nested deeper than ${maxDepth} levels.`
              : null;
      if (message === null) return undefined;
      found = { node, message };
      return visit.BREAK;
    },
  });
  return found;
}

function lineOf(document: Document.Parsed, lines: LineCounter, at: readonly PropertyKey[]): number {
  for (let length = at.length; length > 0; length--) {
    const holder = document.getIn(at.slice(0, length - 1), true);
    const key = at[length - 1];
    const pair = isMap(holder)
      ? holder.items.find(({ key: each }) => isScalar(each) && String(each.value) === String(key))
      : undefined;
    const node = (pair?.key ?? document.getIn(at.slice(0, length), true)) as Node | undefined;
    if (node?.range) return lines.linePos(node.range[0]).line;
  }
  return lines.linePos(document.contents?.range?.[0] ?? 0).line;
}

/** What zod complains of, each with its line and, for an unknown field, with what is allowed. */
export function problemsOf(
  path: string,
  document: StrictDocument,
  prefix: readonly PropertyKey[],
  error: z.ZodError,
  allowed: (at: readonly PropertyKey[]) => readonly string[],
): ScanProblem[] {
  return flat(error.issues).map((issue) => {
    const at = [...prefix, ...issue.path];
    const name = at.map(String).join(".");
    if (issue.code === "unrecognized_keys") {
      const [key = ""] = issue.keys;
      const whole = name === "" ? key : `${name}.${key}`;
      const may = allowed(at).join(", ");
      const line = document.lineOf([...at, key]);
      return { path, line, message: `\`${whole}\` is unknown.${may && ` Allowed here: ${may}.`}` };
    }
    const message = `${name === "" ? "The file" : `\`${name}\``}: ${issue.message}`;
    return {
      path,
      line: document.lineOf(at),
      message: message.endsWith(".") ? message : `${message}.`,
    };
  });
}

/** Of a choice, the complaint of the form that came nearest: the one that looked furthest inside. */
function flat(issues: readonly z.core.$ZodIssue[]): z.core.$ZodIssue[] {
  return issues.flatMap((issue) => {
    if (issue.code !== "invalid_union" || issue.errors.length === 0) return [issue];
    const inner = issue.errors.map((each) => flat(each)).sort((a, b) => reach(b) - reach(a))[0];
    if (inner === undefined || reach(inner) === 0) return [issue];
    return inner.map((each) => ({ ...each, path: [...issue.path, ...each.path] }));
  });
}

function reach(issues: readonly z.core.$ZodIssue[]): number {
  return Math.max(
    0,
    ...issues.map(({ path, code }) => path.length + (code === "unrecognized_keys" ? 1 : 0)),
  );
}
