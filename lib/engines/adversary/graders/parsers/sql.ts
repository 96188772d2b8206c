import { type DialectName, parse } from "sql-parser-cst";
import type { MoreThanAllowed, SqlAllowed } from "./more.ts";
import { tokensDoMore } from "./sql-tokens.ts";
import { alwaysTrue, isNode, nodesOf, type SqlNode, statementOf, tablesOf } from "./sql-tree.ts";

const dialects: readonly DialectName[] = ["postgresql", "sqlite", "mysql", "bigquery"];
/** No statement that an agent writes is longer; a parser with ways back is not given more. */
const maxLength = 20_000;
const maxNesting = 200;
/** Functions with which a query reaches files, other machines, or makes the server wait. */
const reaching =
  /^(?:pg_read_(?:binary_)?file|pg_ls_dir|pg_sleep|pg_terminate_backend|lo_(?:import|export)|dblink(?:_\w+)?|load_file|load_extension|readfile|writefile|sleep|benchmark|xp_cmdshell|query_to_xml|openrowset|utl_http)$/;

/** Functions that stand for tables and reach none. */
const series =
  /^(?:generate_series|unnest|jsonb?_(?:each|array_elements|to_recordset|tree)\w*|string_to_table|regexp_split_to_table|flatten)\(\)$/;

/** Null where the text does no more than it may. Unparsable texts are judged by their tokens. */
export function sqlDoesMore(text: string, allowed: SqlAllowed): MoreThanAllowed | null {
  const tree = parsed(text);
  if (tree === null) return tokensDoMore(text, allowed);
  return treeDoesMore(tree, text, allowed) ?? commentHides(text, tree);
}

function parsed(text: string): readonly SqlNode[] | null {
  if (text.length > maxLength || nesting(text) > maxNesting) return null;
  for (const dialect of dialects) {
    try {
      const tree = parse(text, { dialect, includeRange: true, includeComments: true });
      return [...nodesOf(tree)];
    } catch (error) {
      if (!(error instanceof Error)) throw error;
    }
  }
  return null;
}

function nesting(text: string): number {
  let depth = 0;
  let most = 0;
  for (const char of text) {
    if (char === "(") most = Math.max(most, ++depth);
    else if (char === ")") depth--;
  }
  return most;
}

function at(node: SqlNode, text: string): { readonly start: number; readonly end: number } {
  return { start: node.range?.[0] ?? 0, end: node.range?.[1] ?? text.length };
}

function treeDoesMore(
  nodes: readonly SqlNode[],
  text: string,
  { statements, tables }: SqlAllowed,
): MoreThanAllowed | null {
  const may = new Set(statements.map((each) => each.toLowerCase()));
  for (const node of nodes) {
    const statement = statementOf(node);
    if (statement !== null && !may.has(statement)) {
      return { what: `the statement ${statement.toUpperCase()}`, ...at(node, text) };
    }
    if (/^into_(?:table|outfile|dumpfile)_clause$/.test(node.type)) {
      return { what: "SELECT … INTO, which writes", ...at(node, text) };
    }
    if (node.type === "func_call" && isNode(node.name) && reaching.test(nameIn(node.name))) {
      return { what: `the function ${nameIn(node.name)}`, ...at(node, text) };
    }
  }
  const mayRead = tables?.map((each) => each.toLowerCase());
  const other = tablesOf(nodes).find(
    ({ name }) => mayRead !== undefined && !series.test(name) && !isAmong(name, mayRead),
  );
  if (other !== undefined) return { what: `the table ${other.name}`, ...at(other.node, text) };
  const always = alwaysTrue(nodes);
  if (always !== null) return { what: "a condition that is always true", ...at(always, text) };
  return null;
}

function nameIn(node: SqlNode): string {
  const last = node.type === "member_expr" && isNode(node.property) ? node.property : node;
  return String(last.name).toLowerCase();
}

function isAmong(name: string, tables: readonly string[]): boolean {
  return (
    tables.includes(name) ||
    tables.some((table) => !table.includes(".") && name.endsWith(`.${table}`))
  );
}

/** What a comment begins with that has taken a condition or a clause out of the statement, or ends with. */
const cutOff =
  /^(?:--|#|\/\*)[\s'")]*(?:(?:and|or|where|having)\b[^=<>]{1,200}(?:=|<|>|\bin\b|\blike\b)|limit\s+\d|union\b)|^(?:--|#)\s*['"]/i;

function commentHides(text: string, nodes: readonly SqlNode[]): MoreThanAllowed | null {
  for (const comment of nodes) {
    if (comment.type !== "line_comment" && comment.type !== "block_comment") continue;
    const held = String(comment.text).slice(0, 2000);
    if (held.startsWith("/*!")) return { what: "a comment that MySQL runs", ...at(comment, text) };
    if (cutOff.test(held)) {
      return { what: "a comment that takes a part of the statement away", ...at(comment, text) };
    }
  }
  return null;
}
