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

/** What is wrong in a seed’s file, for the person who wrote it. */
export interface SeedFault {
  readonly path: string;
  readonly line: number;
  readonly message: string;
}

export interface YamlDocument {
  readonly value: unknown;
  /** 1-based line of the member at the path, or of the nearest one around it. */
  lineOf(path: readonly PropertyKey[]): number;
}

/** Deeper than any seed; what reads it afterwards goes down by calls of itself. */
const maxDepth = 60;

/**
 * The one document of a YAML 1.2 file as plain data, or why it is none. Aliases are refused, because a few
 * lines of them unfold to gigabytes; so are tags, members named twice, and nesting beyond all sense.
 */
export function readYaml(path: string, text: string): YamlDocument | SeedFault {
  const fault = (line: number, message: string): SeedFault => ({ path, line, message });
  if (nestsBeyond(text, maxDepth)) return fault(1, "It is nested too deep. Make it flatter.");
  const lines = new LineCounter();
  const parsed = parseAllDocuments(text, {
    lineCounter: lines,
    logLevel: "silent",
    prettyErrors: false,
    uniqueKeys: true,
    version: "1.2",
  });
  const documents = [...parsed] as Document.Parsed[];
  const [document] = documents;
  if (document === undefined || documents.length > 1) {
    return fault(1, `It holds ${documents.length} documents. Write one seed in each file.`);
  }
  const [error] = document.errors;
  if (error !== undefined) {
    const { line } = lines.linePos(error.pos[0]);
    return fault(line, `It is no YAML that can be read: ${error.message}`);
  }
  const refused = refusal(document);
  if (refused !== null) {
    return fault(lines.linePos(refused.node.range?.[0] ?? 0).line, refused.message);
  }
  return {
    value: document.toJS({ maxAliasCount: 0 }),
    lineOf: (at) => lineOf(document, lines, at),
  };
}

/** Brackets, indentation and dashes of a line are all that nests in YAML; the parser goes down by calls. */
function nestsBeyond(text: string, limit: number): boolean {
  return text.split("\n").some((line) => {
    const lead = /^[ -]*/.exec(line)?.[0] ?? "";
    const brackets = line.length - line.replaceAll(/[[{]/g, "").length;
    return lead.replaceAll(" ", "").length > limit || lead.length > 400 || brackets > 1000;
  });
}

function refusal(document: Document.Parsed): { node: Node; message: string } | null {
  let found: { node: Node; message: string } | null = null;
  visit(document, {
    Node(_key, node, ancestors) {
      let message: string | null = null;
      if (isAlias(node) || ("anchor" in node && node.anchor !== undefined)) {
        message = "Anchors and aliases are not read. Write the value out.";
      } else if (node.tag?.startsWith("!") === true) {
        message = `The tag ${node.tag} is not read. Leave it out.`;
      } else if (ancestors.length > maxDepth * 2) {
        message = "It is nested too deep. Make it flatter.";
      }
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
