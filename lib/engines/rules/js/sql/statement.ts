import type { SgNode } from "@ast-grep/napi";
import { endOf, parts, startOf } from "../../syntax.ts";

/** A stretch of the statement's text in one literal, or a value in it; offsets are those of the file. */
export type SqlPiece =
  | {
      readonly kind: "text";
      /** Characters as the database sees them, with their place and length in the file. */
      readonly chars: readonly {
        readonly char: string;
        readonly at: number;
        readonly size: number;
      }[];
      readonly literal: SgNode;
    }
  | { readonly kind: "value"; readonly node: SgNode; readonly start: number; readonly end: number };

const escapes: Readonly<Record<string, string>> = {
  "\\'": "'",
  '\\"': '"',
  "\\`": "`",
  "\\n": "\n",
  "\\t": "\t",
};

/** The pieces of a template or a concatenation; null where it holds more than literals, values and "+". */
export function sqlPieces(node: SgNode): SqlPiece[] | null {
  if (node.is("string") || node.is("template_string")) {
    const out: SqlPiece[] = [];
    for (const part of parts(node)) {
      if (part.is("template_substitution")) {
        const value = parts(part)[0];
        if (value === undefined) return null;
        out.push({ kind: "value", node: value, start: startOf(part), end: endOf(part) });
        continue;
      }
      const text = part.text();
      const at = startOf(part);
      if (part.is("escape_sequence")) {
        const char = escapes[text];
        if (char === undefined) return null;
        out.push({ kind: "text", chars: [{ char, at, size: text.length }], literal: node });
      } else {
        const chars = text.split("").map((char, index) => ({ char, at: at + index, size: 1 }));
        out.push({ kind: "text", chars, literal: node });
      }
    }
    if (out.length === 0) out.push({ kind: "text", chars: [], literal: node });
    return out;
  }
  if (node.is("binary_expression") && node.field("operator")?.text() === "+") {
    const left = node.field("left");
    const right = node.field("right");
    const before = left === null ? null : sqlPieces(left);
    const after = right === null ? null : sqlPieces(right);
    return before === null || after === null ? null : [...before, ...after];
  }
  return [{ kind: "value", node, start: startOf(node), end: endOf(node) }];
}

/** A place of the statement that becomes a placeholder, and what is handed over for it. */
export interface Slot {
  readonly start: number;
  readonly end: number;
  /** What has to follow the placeholder so that the literal stays whole. */
  readonly closing: string;
  /** The texts and values of which the parameter is made. */
  readonly content: readonly (string | SgNode)[];
  readonly quoted: boolean;
  /** The word before it, such as "=" or "limit". */
  readonly before: string;
}

export interface Statement {
  readonly slots: readonly Slot[];
  /** Values that stand where no value can: names of columns, parts of clauses. */
  readonly others: readonly SgNode[];
  /** The statement's text without its slots. */
  readonly text: string;
}

const valueComesNext =
  /(?:=|<>|!=|<|>|\b(?:i?like|between|limit|offset|then|else|values\s*\()|,)\s*$/i;
const lastClause =
  /\b(?:select|from|into|set|values|where|and|or|on|having|order\s+by|group\s+by|limit|in|between)\b/gi;

/** Finds where values stand in a statement; null where a quote or a literal's end is in the way. */
export function readStatement(pieces: readonly SqlPiece[]): Statement | null {
  const slots: Slot[] = [];
  const others: SgNode[] = [];
  let text = "";
  let quote: { at: number; literal: SgNode; content: (string | SgNode)[] } | null = null;
  for (const [index, piece] of pieces.entries()) {
    if (piece.kind === "text") {
      for (const [place, { char, at, size }] of piece.chars.entries()) {
        if (quote === null) {
          if (char === "'") quote = { at, literal: piece.literal, content: [] };
          else text += char;
          continue;
        }
        if (char !== "'") {
          quote.content.push(char);
          continue;
        }
        const values = quote.content.filter((each) => typeof each !== "string");
        const doubled =
          piece.chars[place + 1]?.char === "'" || piece.chars[place - 1]?.char === "'";
        if (values.length > 0) {
          if (doubled && piece.chars[place + 1]?.char === "'") return null;
          if (!mayJoin(quote.literal, piece.literal)) return null;
          const before = text.trimEnd().split(/\s/).at(-1) ?? "";
          slots.push({
            start: quote.at,
            end: at + size,
            closing: "",
            content: joined(quote.content),
            quoted: true,
            before,
          });
          text += "?";
        } else {
          text += "'…'";
        }
        quote = null;
      }
      continue;
    }
    if (quote !== null) {
      quote.content.push(piece.node);
      continue;
    }
    const next = pieces[index + 1];
    if (/["`[]\s*$/.test(text) || !standsForValue(text, next)) {
      others.push(piece.node);
      text += "§";
      continue;
    }
    const slot = bareSlot(pieces, index, text);
    if (slot === null) return null;
    slots.push(slot);
    text += "?";
  }
  return quote === null ? { slots, others, text } : null;
}

function standsForValue(text: string, next: SqlPiece | undefined): boolean {
  if (!valueComesNext.test(text)) return false;
  if (/[,(]\s*$/.test(text)) {
    const clauses = text.match(lastClause) ?? [];
    if (clauses.at(-1)?.toLowerCase() !== "values") return false;
  }
  if (next === undefined) return true;
  return (
    next.kind === "text" && (next.chars.length === 0 || /[\s),;]/.test(next.chars[0]?.char ?? ""))
  );
}

function bareSlot(pieces: readonly SqlPiece[], index: number, text: string): Slot | null {
  const piece = pieces[index];
  const previous = pieces[index - 1];
  const next = pieces[index + 1];
  if (piece?.kind !== "value" || previous?.kind !== "text") return null;
  const base = {
    content: [piece.node],
    quoted: false,
    before: text.trimEnd().split(/\s/).at(-1)?.toLowerCase() ?? "",
  };
  if (
    piece.node.parent()?.is("template_substitution") &&
    startOf(piece.node.parent() ?? piece.node) === piece.start
  ) {
    return { ...base, start: piece.start, end: piece.end, closing: "" };
  }
  const start = endOf(previous.literal) - 1;
  if (next === undefined) {
    return { ...base, start, end: piece.end, closing: previous.literal.text().slice(-1) };
  }
  if (next.kind !== "text" || !mayJoin(previous.literal, next.literal)) return null;
  return { ...base, start, end: startOf(next.literal) + 1, closing: "" };
}

/** True where taking out what is between the two literals leaves one. */
function mayJoin(first: SgNode, second: SgNode): boolean {
  return first.text().slice(-1) === second.text().slice(0, 1);
}

function joined(content: readonly (string | SgNode)[]): (string | SgNode)[] {
  const out: (string | SgNode)[] = [];
  for (const each of content) {
    const last = out.at(-1);
    if (typeof each === "string" && typeof last === "string") out[out.length - 1] = last + each;
    else out.push(each);
  }
  return out;
}
