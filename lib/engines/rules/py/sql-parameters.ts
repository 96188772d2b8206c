import type { SgNode } from "@ast-grep/napi";
import type { TextEdit } from "../rule.ts";
import type { SourceFile } from "../source-file.ts";
import { contains, endOf, findKinds, parts, startOf } from "../syntax.ts";
import { type Slot, sqlSlots } from "./sql-text.ts";
import { importsModule } from "./taint/qualified.ts";
import { meaningOf } from "./taint/scopes.ts";
import { type BuiltText, builtText, literalsOf } from "./text-parts.ts";

/** How a driver takes values: its placeholder, and whether they stand in a tuple. */
type Driver = "?" | "%s" | "$";

const drivers: readonly (readonly [Driver, readonly string[]])[] = [
  ["?", ["sqlite3", "aiosqlite"]],
  [
    "%s",
    ["psycopg2", "psycopg", "MySQLdb", "pymysql", "mysql.connector", "flask_mysqldb", "django.db"],
  ],
  ["$", ["asyncpg"]],
];
const others = [
  "sqlalchemy",
  "flask_sqlalchemy",
  "pandas",
  "pyodbc",
  "duckdb",
  "databases",
  "peewee",
  "oracledb",
  "cx_Oracle",
];

/** The one driver that the file imports. */
function driverOf(root: SgNode, callee: string): Driver | null {
  if (importsModule(root, ...others)) return null;
  const found = drivers.filter(([, modules]) => importsModule(root, ...modules));
  const raw = /\.objects\.raw$/.test(callee);
  if (raw) return importsModule(root, "django") ? "%s" : null;
  return found.length === 1 && /\.(?:execute|fetch|fetchrow|fetchval)$/.test(callee)
    ? (found[0]?.[0] ?? null)
    : null;
}

/** The edits that hand the values of a call's SQL over apart, or null where that is not proven. */
export function parameterised(
  file: SourceFile,
  root: SgNode,
  call: SgNode,
): readonly TextEdit[] | null {
  const list = call.field("arguments");
  const driver = driverOf(root, call.field("function")?.text() ?? "");
  if (list === null || driver === null) return null;
  const [first, more] = parts(list);
  if (first === undefined || more !== undefined || first.is("keyword_argument")) return null;
  const written = first.is("identifier") ? onlyValue(root, first) : first;
  const built = written === null ? null : builtText(written);
  if (written === null || built === null || built.how === "plain") return null;
  const slots = sqlSlots(built.parts);
  if (slots === null || slots.length === 0 || findKinds(written, "comment").length > 0) return null;
  if (
    built.parts.some((part) => part.kind === "text" && /\{\{|\}\}/.test(part.text)) &&
    built.how !== "plus"
  )
    return null;
  const values = slots.map((slot) => valueText(slot, driver));
  const rewritten = rewrite(file, written, built, slots, driver);
  if (rewritten === null || values.some((value) => value === null)) return null;
  const apart = written !== first && values.some((value) => value?.includes("("));
  if (apart) return null;
  const given =
    driver === "$"
      ? values.join(", ")
      : values.length === 1
        ? `(${values[0]},)`
        : `(${values.join(", ")})`;
  return [...rewritten, { start: endOf(first), end: endOf(first), text: `, ${given}` }];
}

/** What a local variable holds that is given its value once and used only here. */
function onlyValue(root: SgNode, name: SgNode): SgNode | null {
  const meaning = meaningOf(root, name.text(), startOf(name));
  const [only, more] = meaning?.definitions ?? [];
  if (meaning?.own !== true || only?.kind !== "value" || more !== undefined || only.value === null)
    return null;
  if (!only.node.is("assignment") || only.node.field("right")?.id() !== only.value.id())
    return null;
  if (meaning.scope.kind !== "function" || only.node.field("type") !== null) return null;
  const uses = findKinds(meaning.scope.node, "identifier").filter(
    (each) => each.text() === name.text(),
  );
  const block = only.node.parent()?.parent();
  if (uses.length !== 2 || !block || !contains(block, name)) return null;
  const stale = findKinds(only.value, "identifier").some((each) =>
    meaningOf(root, each.text(), startOf(each))?.definitions.some(
      ({ at }) => at > only.at && at < startOf(name),
    ),
  );
  return stale ? null : only.value;
}

function valueText(slot: Slot, driver: Driver): string | null {
  const values = slot.pieces.flatMap((piece) => (piece.kind === "value" ? [piece] : []));
  if (values.some(({ format }) => format !== "")) return null;
  if (values.some(({ node }) => /\b(?:join|yield|await|lambda)\b|:=|\n/.test(node.text())))
    return null;
  const [only] = values;
  if (!slot.quoted) {
    // A server that is told the type of each value takes no text for a number.
    if (driver === "$" || only === undefined) return null;
    const inner = /^str\((\w+)\)$/.exec(only.node.text())?.[1];
    return inner ?? bare(only.node);
  }
  if (slot.pieces.length === 1 && only !== undefined) return bare(only.node);
  if (values.some(({ node }) => /["'\\{}]/.test(node.text()))) return null;
  if (slot.pieces.some((piece) => piece.kind === "text" && /["\\{}]/.test(piece.text))) return null;
  const text = slot.pieces.map((piece) =>
    piece.kind === "text" ? piece.text : `{${piece.node.text()}}`,
  );
  return `f"${text.join("").replaceAll("%%", "%")}"`;
}

/** An operand as an element of a tuple. */
function bare(node: SgNode): string {
  const [inner] = node.is("parenthesized_expression") ? parts(node) : [];
  return (inner ?? node).text();
}

function rewrite(
  file: SourceFile,
  written: SgNode,
  built: BuiltText,
  slots: readonly Slot[],
  driver: Driver,
): readonly TextEdit[] | null {
  const template = templateOf(written, built);
  if (template === null) return null;
  const literals = literalsOf(template).map((node) => ({ node, text: node.text() }));
  const heads = new Set(
    literals.map(({ text }) => /^[a-zA-Z]*("""|'''|"|')/.exec(text)?.[0].replace(/f/i, "")),
  );
  if (heads.size !== 1 || literals.some(({ text }) => /^[a-z]*[rb]/i.test(text))) return null;
  const quote = [...heads][0] ?? '"';
  const edits: TextEdit[] = [];
  for (const { node, text } of literals) {
    if (/^f/i.test(text)) edits.push({ start: startOf(node), end: startOf(node) + 1, text: "" });
  }
  for (const [at, slot] of slots.entries()) {
    const hole = driver === "$" ? `$${at + 1}` : driver;
    const edit =
      built.how === "plus"
        ? joined(
            slot,
            literals.map((each) => each.node),
            hole,
            quote,
          )
        : { ...slot, text: hole };
    if (
      edit === null ||
      !staysWhole(
        slot,
        literals.map((each) => each.node),
        built,
      )
    )
      return null;
    edits.push({ start: edit.start, end: edit.end, text: edit.text });
  }
  if (template !== written) edits.push({ start: endOf(template), end: endOf(written), text: "" });
  const percent = percentEdits(built, slots, driver);
  const clash = edits.some((each) => file.text.slice(each.start, each.end).includes("#"));
  return clash ? null : [...edits, ...percent];
}

/** The literal that `%` or `.format` fills; the whole expression of the other kinds. */
function templateOf(written: SgNode, built: BuiltText): SgNode | null {
  const inner = written.is("parenthesized_expression") ? (parts(written)[0] ?? written) : written;
  if (built.how === "percent") return inner === written ? inner.field("left") : null;
  if (built.how === "format")
    return inner === written ? (inner.field("function")?.field("object") ?? null) : null;
  return built.how === "plus" && inner !== written ? null : written;
}

/** An f-string's slot lies in one literal: a quote that opens in another would stay behind. */
function staysWhole(slot: Slot, literals: readonly SgNode[], built: BuiltText): boolean {
  return (
    built.how === "plus" ||
    literals.some((each) => startOf(each) < slot.start && slot.end < endOf(each))
  );
}

/** `"… = '" + x + "' AND …"` becomes one literal; what follows the last operand goes with it. */
function joined(
  slot: Slot,
  literals: readonly SgNode[],
  hole: string,
  quote: string,
): TextEdit | null {
  const before = literals.filter((each) => startOf(each) < slot.start).at(-1);
  const after = literals.find((each) => startOf(each) < slot.end && slot.end < endOf(each));
  if (before === undefined) return null;
  if (slot.quoted) {
    if (after === undefined) return null;
    // `… + "'"`: the last literal held nothing but the quote.
    return { start: slot.start, end: slot.end, text: hole };
  }
  const next = literals.find((each) => startOf(each) >= slot.end);
  if (next === undefined)
    return { start: endOf(before) - quote.length, end: slot.end, text: hole + quote };
  return { start: endOf(before) - quote.length, end: startOf(next) + quote.length, text: hole };
}

/** Where values stand apart, `%s` drivers read `%` as a sign of their own, and the others do not. */
function percentEdits(built: BuiltText, slots: readonly Slot[], driver: Driver): TextEdit[] {
  const doubled = built.how === "percent";
  if (doubled === (driver === "%s")) return [];
  return built.parts.flatMap((part) => {
    if (part.kind !== "text") return [];
    return [...part.text.matchAll(doubled ? /%%/g : /%/g)].flatMap((match): TextEdit[] => {
      const start = part.start + match.index;
      if (slots.some((slot) => slot.start <= start && start < slot.end)) return [];
      const end = start + match[0].length;
      return [{ start, end, text: doubled ? "%" : "%%" }];
    });
  });
}
