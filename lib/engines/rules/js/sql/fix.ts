import type { SgNode } from "@ast-grep/napi";
import type { Detection, TextEdit } from "../../rule.ts";
import type { SourceFile } from "../../source-file.ts";
import { endOf, parts, replaceNode, startOf } from "../../syntax.ts";
import { isFunction, resolve, usesOf } from "../scope.ts";
import { type SqlSink, sqlSinks } from "../sinks/sql.ts";
import { isString } from "../string-values.ts";
import { argumentsOf, bare, calledName } from "../taint/expression.ts";
import { packageOf } from "../taint/modules.ts";
import { isTrusted } from "../trusted.ts";
import { type Driver, driverOf } from "./driver.ts";
import { readStatement, type Slot, type Statement, sqlPieces } from "./statement.ts";

/** Hands the values of a statement over as parameters, or null where one stands for something else. */
export function fixSql(file: SourceFile, found: Detection): readonly TextEdit[] | null {
  const root = file.root();
  const sink =
    root === null
      ? undefined
      : sqlSinks(root).find(({ at }) => startOf(at) === found.start && endOf(at) === found.end);
  if (sink === undefined || root === null) return null;
  const object = sink.at.field("function")?.field("object") ?? null;
  const origin = packageOf(object);
  const driver = origin === null ? null : driverOf(origin.module, calledName(sink.at));
  if (driver === null) return null;
  const text = statementText(root, sink);
  const pieces = text === null ? null : sqlPieces(text);
  const statement = pieces === null ? null : readStatement(pieces);
  if (text === null || statement === null || statement.slots.length === 0) return null;
  if (!isParameterised(statement, driver)) return null;
  if (driver.style === "tag") return asTag(sink, text, statement);
  const first = driver.style === "numbered" ? highestNumber(statement.text) + 1 : 0;
  const handed = handOver(
    sink,
    driver,
    statement.slots.map((slot) => valueText(slot, driver)),
    first,
  );
  if (handed === null) return null;
  const places = statement.slots.map((slot, at) => ({
    start: slot.start,
    end: slot.end,
    text: `${driver.style === "numbered" ? `$${first + at}` : "?"}${slot.closing}`,
  }));
  return [...places, ...handed];
}

/** The statement itself, or what the `const` holds that only this call uses. */
function statementText(root: SgNode, { value }: SqlSink): SgNode | null {
  const given = bare(value);
  if (!given.is("identifier")) return given;
  const found = resolve(given);
  const text = found?.by.is("variable_declarator") ? found.by.field("value") : null;
  const isConst = found?.by.parent()?.text().startsWith("const") ?? false;
  if (found === null || text === null || !isConst) return null;
  return usesOf(root, found).length === 1 ? bare(text) : null;
}

const several = /(?:s|list|where|clause|sort|order|direction|columns?|fields?|table)$/i;

function isParameterised({ slots, others, text }: Statement, driver: Driver): boolean {
  if (!others.every((each) => isTrusted(each))) return false;
  // A question mark that is there already would take the first value.
  if (driver.style !== "numbered" && /\?/.test(withoutSlots(text, slots.length))) return false;
  if (driver.style === "named" && /:\w/.test(text)) return false;
  if (driver.style === "tag" && others.length > 0) return false;
  return slots.every((slot) => {
    const values = slot.content.filter((each) => typeof each !== "string");
    if (values.some((each) => /\.(?:join|map)\s*\(/.test(each.text()))) return false;
    if (slot.quoted) return true;
    // What comes without quotes must not be a list, and keeps its type where the database asks for it.
    if (driver.style === "tag") return false;
    if (/^(?:limit|offset)$/.test(slot.before)) return driver.style === "numbered";
    return values.every(
      (each) =>
        !(
          each.is("identifier") &&
          several.test(each.text()) &&
          !/(?:status|address|class)$/i.test(each.text())
        ),
    );
  });
}

/** The text less the marks that `readStatement` put in for its slots. */
function withoutSlots(text: string, slots: number): string {
  let out = text;
  for (let at = 0; at < slots; at++) out = out.replace("?", "");
  return out;
}

function highestNumber(text: string): number {
  return Math.max(0, ...[...text.matchAll(/\$(\d+)/g)].map((match) => Number(match[1])));
}

function valueText({ content }: Slot, driver: Driver): string {
  const [first, second] = content.filter((each) => each !== "");
  if (second === undefined && first !== undefined && typeof first !== "string") {
    const text = first.text();
    return driver.objects === "expand" && !isString(first) ? `String(${text})` : text;
  }
  const body = content.map((part) =>
    typeof part === "string" ? part.replace(/[\\`]|\$\{/g, "\\$&") : `\${${part.text()}}`,
  );
  return `\`${body.join("")}\``;
}

/** Puts the list of values where the driver looks for it; null where something else stands there. */
function handOver(
  sink: SqlSink,
  driver: Driver,
  values: readonly string[],
  first: number,
): readonly TextEdit[] | null {
  const list = `[${values.join(", ")}]`;
  const args = argumentsOf(sink.at);
  const [statement, second] = args;
  if (statement === undefined || bare(statement).is("object")) return null;
  const at = endOf(statement);
  if (driver.values === "chained") return handToNext(sink.at, values);
  if (driver.values === "replacements") {
    if (second === undefined) return [{ start: at, end: at, text: `, { replacements: ${list} }` }];
    const plain = second.is("object") && !/\b(?:replacements|bind)\b|\.\.\./.test(second.text());
    const begin = startOf(second) + 1;
    return plain && parts(second).length > 0
      ? [{ start: begin, end: begin, text: ` replacements: ${list},` }]
      : null;
  }
  if (second === undefined || isFunction(second) || isCallback(second)) {
    return [{ start: at, end: at, text: `, ${list}` }];
  }
  if (!second.is("array") || driver.style !== "numbered") return null;
  const known = parts(second);
  const last = known.at(-1);
  if (last === undefined) return [replaceNode(second, list)];
  const numbered = known.length === first - 1 && !known.some((each) => each.is("spread_element"));
  return numbered
    ? [{ start: endOf(last), end: endOf(last), text: `, ${values.join(", ")}` }]
    : null;
}

function isCallback(node: SgNode): boolean {
  return node.is("identifier") && /^(?:cb|callback|done|next|fn)$/.test(node.text());
}

/** `db.prepare(sql).get()` takes its values in the second call. */
function handToNext(prepare: SgNode, values: readonly string[]): readonly TextEdit[] | null {
  const member = prepare.parent();
  const call = member?.parent();
  if (!member?.is("member_expression") || !call?.is("call_expression")) return null;
  if (!/^(?:get|all|run|iterate)$/.test(member.field("property")?.text() ?? "")) return null;
  const list = call.field("arguments");
  if (list === null || !list.is("arguments") || parts(list).length > 0) return null;
  return [replaceNode(list, `(${values.join(", ")})`)];
}

/** Prisma's tagged template sends each value beside the text. */
function asTag({ at }: SqlSink, text: SgNode, { slots }: Statement): readonly TextEdit[] | null {
  const property = at.field("function")?.field("property") ?? null;
  const list = at.field("arguments");
  const [only, ...more] = argumentsOf(at);
  if (property === null || list === null || only === undefined || more.length > 0) return null;
  if (!text.is("template_string") || startOf(only) !== startOf(text)) return null;
  const base = startOf(text);
  let tagged = text.text();
  for (const slot of [...slots].reverse()) {
    const [value, second] = slot.content.filter((each) => each !== "");
    if (value === undefined || (typeof value === "string" && second === undefined)) return null;
    const inner =
      second === undefined && typeof value !== "string"
        ? value.text()
        : valueText(slot, { style: "tag", values: "list", objects: "keep" });
    tagged = `${tagged.slice(0, slot.start - base)}\${${inner}}${tagged.slice(slot.end - base)}`;
  }
  return [replaceNode(property, property.text().replace("Unsafe", "")), replaceNode(list, tagged)];
}
