/** A node of the tree that sql-parser-cst makes, as far as it is read here. */
export interface SqlNode {
  readonly type: string;
  readonly range?: readonly [number, number];
  readonly [field: string]: unknown;
}

export function isNode(value: unknown): value is SqlNode {
  return typeof value === "object" && value !== null && "type" in value;
}

/** All nodes below one, itself among them; no deep recursion. */
export function* nodesOf(root: unknown): Iterable<SqlNode> {
  const open: unknown[] = [root];
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (Array.isArray(value)) open.push(...value.toReversed());
    else if (typeof value === "object" && value !== null) {
      if (isNode(value)) yield value;
      open.push(
        ...Object.values(value)
          .filter((each) => typeof each === "object" && each !== null)
          .toReversed(),
      );
    }
  }
}

/** `select`, `delete`, `create` …; null for what is no statement. */
export function statementOf({ type }: SqlNode): string | null {
  if (type === "compound_select_stmt") return "select";
  return type.endsWith("_stmt") ? (type.split("_")[0] ?? null) : null;
}

function nameOf(value: unknown): string | null {
  if (!isNode(value)) return null;
  if (value.type === "identifier") return String(value.name).toLowerCase();
  if (value.type !== "member_expr") return null;
  const [object, property] = [nameOf(value.object), nameOf(value.property)];
  return object === null || property === null ? property : `${object}.${property}`;
}

interface Named {
  readonly name: string;
  readonly node: SqlNode;
}

/** Names of tables of one place that holds tables; subqueries in it are found by themselves. */
function namedIn(value: unknown): readonly Named[] {
  if (!isNode(value)) return [];
  const name = nameOf(value);
  if (name !== null) return [{ name, node: value }];
  switch (value.type) {
    case "join_expr":
      return [...namedIn(value.left), ...namedIn(value.right)];
    case "list_expr":
      return (value.items as readonly unknown[]).flatMap(namedIn);
    case "func_call":
      return [{ name: `${nameOf(value.name) ?? ""}()`, node: value }];
    case "alias":
    case "paren_expr":
      return namedIn(value.expr);
    default:
      return namedIn(value.table ?? value.expr);
  }
}

const holders: Readonly<Record<string, readonly string[]>> = {
  from_clause: ["expr"],
  using_clause: ["expr"],
  from_using_clause: ["expr"],
  table_clause: ["table"],
  update_clause: ["tables"],
  delete_clause: ["tables"],
  insert_clause: ["table"],
  merge_clause: ["table"],
  into_table_clause: ["name", "table"],
  truncate_stmt: ["tables"],
  drop_table_stmt: ["tables"],
  alter_table_stmt: ["table"],
  create_table_stmt: ["name"],
};

/** Tables that a tree reads or changes, without those that it names itself (WITH). */
export function tablesOf(nodes: readonly SqlNode[]): readonly Named[] {
  const own = new Set(
    nodes.filter(({ type }) => type === "common_table_expr").map(({ table }) => nameOf(table)),
  );
  return nodes
    .flatMap((node) => (holders[node.type] ?? []).flatMap((field) => namedIn(node[field])))
    .filter(({ name }) => !own.has(name));
}

function wordOf(operator: unknown): string {
  return isNode(operator) ? String(operator.name) : String(operator);
}

const compare: Readonly<Record<string, (a: unknown, b: unknown) => boolean>> = {
  "=": (a, b) => a === b,
  "==": (a, b) => a === b,
  "<>": (a, b) => a !== b,
  "!=": (a, b) => a !== b,
  LIKE: (a, b) => a === b || b === "%",
  "<": (a, b) => Number(a) < Number(b),
  ">": (a, b) => Number(a) > Number(b),
  "<=": (a, b) => Number(a) <= Number(b),
  ">=": (a, b) => Number(a) >= Number(b),
};

function literalOf(value: unknown): unknown {
  if (!isNode(value)) return undefined;
  if (value.type === "paren_expr") return literalOf(value.expr);
  return /^(?:number|string|boolean)_literal$/.test(value.type) ? value.value : undefined;
}

/** What a condition always is; null where it depends on a row. */
export function alwaysIs(value: unknown): boolean | null {
  if (!isNode(value)) return null;
  if (value.type === "paren_expr") return alwaysIs(value.expr);
  const literal = literalOf(value);
  if (literal !== undefined) return typeof literal === "string" ? null : Boolean(literal);
  const word = wordOf(value.operator);
  if (value.type === "prefix_op_expr" && (word === "NOT" || word === "!")) {
    const inner = alwaysIs(value.expr);
    return inner === null ? null : !inner;
  }
  if (value.type !== "binary_expr") return null;
  if (/^(?:OR|AND|\|\||&&)$/.test(word)) return joined(word, value);
  const [left, right] = [literalOf(value.left), literalOf(value.right)];
  if (left !== undefined && right !== undefined) return compare[word]?.(left, right) ?? null;
  const [a, b] = [nameOf(value.left), nameOf(value.right)];
  return a !== null && a === b && /^(?:=|==|<=|>=|LIKE)$/.test(word) ? true : null;
}

function joined(word: string, { left, right }: SqlNode): boolean | null {
  const [a, b] = [alwaysIs(left), alwaysIs(right)];
  const isOr = word === "OR" || word === "||";
  if (a === isOr || b === isOr) return isOr;
  return a === null || b === null ? null : !isOr;
}

/** A WHERE that lets every row through, or an OR in one that does. */
export function alwaysTrue(nodes: readonly SqlNode[]): SqlNode | null {
  for (const { type, expr } of nodes) {
    if (type !== "where_clause" && type !== "having_clause") continue;
    if (alwaysIs(expr) === true && isNode(expr)) return expr;
    for (const node of nodesOf(expr)) {
      const isOr = node.type === "binary_expr" && wordOf(node.operator) === "OR";
      if (isOr && alwaysIs(node) === true) return node;
    }
  }
  return null;
}
