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

export interface StrictDocument {
  readonly value: unknown;
  /** 1-based line of the member at the path, or of the nearest one around it. */
  lineOf(path: readonly PropertyKey[]): number;
}

/** What is wrong in a file, at its 1-based line. */
export interface YamlFault {
  readonly line: number;
  readonly message: string;
}

/**
 * The documents of a YAML 1.2 text as plain data. Aliases are refused, because a few lines of them unfold to
 * gigabytes; so are tags, members named twice, and nesting deeper than `maxDepth`: what reads the data
 * afterwards goes down by calls of itself. Not in this folder's index: pages in a browser need no YAML.
 */
export function readStrictYaml(
  text: string,
  maxDepth: number,
): { readonly documents: readonly StrictDocument[]; readonly faults: readonly YamlFault[] } {
  const tooDeep = `It is nested deeper than ${maxDepth} levels.`;
  // The parser itself goes down by calls: what is nested beyond all sense never reaches it.
  if (nestsBeyond(text, 200)) return { documents: [], faults: [{ line: 1, message: tooDeep }] };
  const lines = new LineCounter();
  const parsed = parseAllDocuments(text, {
    lineCounter: lines,
    logLevel: "silent",
    prettyErrors: false,
    uniqueKeys: true,
    version: "1.2",
  });
  const documents: StrictDocument[] = [];
  const faults: YamlFault[] = [];
  for (const document of [...parsed] as Document.Parsed[]) {
    const [error] = document.errors;
    const refused = error === undefined ? refusal(document, maxDepth, tooDeep) : null;
    if (error !== undefined) {
      const { line } = lines.linePos(error.pos[0]);
      faults.push({ line, message: `It is no YAML that can be read: ${error.message}` });
    } else if (refused !== null) {
      const { line } = lines.linePos(refused.node.range?.[0] ?? 0);
      faults.push({ line, message: refused.message });
    } else if (document.contents !== null) {
      documents.push({
        value: document.toJS({ maxAliasCount: 0 }),
        lineOf: (at) => lineOf(document, lines, at),
      });
    }
  }
  return { documents, faults };
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

function refusal(
  document: Document.Parsed,
  maxDepth: number,
  tooDeep: string,
): { readonly node: Node; readonly message: string } | null {
  let found: { node: Node; message: string } | null = null;
  visit(document, {
    Node(_key, node, ancestors) {
      const message =
        isAlias(node) || ("anchor" in node && node.anchor !== undefined)
          ? "Anchors and aliases are not read: write the value out."
          : node.tag?.startsWith("!") === true
            ? `The tag ${node.tag} is not read.`
            : ancestors.length > maxDepth * 2
              ? tooDeep
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
