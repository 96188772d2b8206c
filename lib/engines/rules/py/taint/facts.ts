import type { SgNode } from "@ast-grep/napi";
import { endOf, findKinds, kindOf, parts, startOf } from "../../syntax.ts";
import { meaningOf } from "./scopes.ts";

/** What a stranger's value can do in the place it reaches. */
export type Danger =
  | "sql"
  | "command"
  | "path"
  | "request"
  | "redirect"
  | "template"
  | "html"
  | "nosql"
  | "code"
  | "object"
  | "prompt";

/** That an expression holds nothing harmful to some dangers, once a check has passed. */
export interface Fact {
  readonly subject: string;
  readonly against: "all" | readonly Danger[];
}

const places: readonly Danger[] = ["path", "request", "redirect"];
const plainText = /^(?:isdigit|isalnum|isalpha|isdecimal|isnumeric|isidentifier)$/;
/** By its name it decides whether a value may be used. `allowed_file` looks at the extension alone. */
const validator =
  /(?:^|_|\.)(?:in)?(?:is_?)?(?:valid|safe|allow|permit|trust|check|verif|ensure|sanit|white_?list|forbid|reject)/i;
const notValidator =
  /allowed_?(?:file|ext)|check_password|check_output|check_call|verify_password/i;

/** What is known where the condition came out as `truth`. */
export function impliedFacts(root: SgNode, condition: SgNode, truth: boolean): Fact[] {
  const inner = parts(condition);
  switch (kindOf(condition)) {
    case "parenthesized_expression":
      return inner.flatMap((each) => impliedFacts(root, each, truth));
    case "not_operator":
      return inner.flatMap((each) => impliedFacts(root, each, !truth));
    case "boolean_operator":
      return (condition.field("operator")?.text() === "and") === truth
        ? inner.flatMap((each) => impliedFacts(root, each, truth))
        : inEveryCase(inner.map((each) => impliedFacts(root, each, truth)));
    case "identifier":
      // What is empty, zero or None harms nobody.
      return truth ? [] : [{ subject: condition.text(), against: "all" }];
    case "comparison_operator":
      return compared(root, condition, inner, truth);
    case "call":
      return called(root, condition, truth);
    case "named_expression":
      return impliedFacts(root, condition.field("value") ?? condition, truth);
    default:
      return [];
  }
}

/** What is known whichever of the cases is the true one. */
function inEveryCase([first = [], ...others]: readonly (readonly Fact[])[]): Fact[] {
  return first.flatMap(({ subject, against }) => {
    let left = against;
    for (const facts of others) {
      const known = facts.filter((each) => each.subject === subject);
      if (known.some((each) => each.against === "all")) continue;
      const dangers = known.flatMap((each) => (each.against === "all" ? [] : each.against));
      left = left === "all" ? dangers : left.filter((each) => dangers.includes(each));
    }
    return left.length === 0 ? [] : [{ subject, against: left }];
  });
}

function compared(
  root: SgNode,
  condition: SgNode,
  [left, right, more]: SgNode[],
  truth: boolean,
): Fact[] {
  if (left === undefined || right === undefined || more !== undefined) return [];
  const between = condition
    .text()
    .slice(endOf(left) - startOf(condition), startOf(right) - startOf(condition));
  const operator = between.replace(/\s+/g, " ").trim();
  const negative = operator === "not in" || operator === "!=" || operator === "is not";
  if (operator === "in" || operator === "not in") {
    if (left.is("string")) {
      return negative === truth ? subjects(root, right, places) : [];
    }
    return negative !== truth ? subjects(root, left, "all") : [];
  }
  if (operator === "is not" || operator === "is") {
    // `re.fullmatch(…) is None`
    return right.is("none") && left.is("call") && negative === truth
      ? called(root, left, true)
      : [];
  }
  if (operator !== "==" && operator !== "!=") return [];
  if (negative === truth || right.is("none") || /^["'f]*["']$/.test(right.text())) return [];
  return [...subjects(root, left, "all"), ...subjects(root, right, "all")];
}

function called(root: SgNode, call: SgNode, truth: boolean): Fact[] {
  const callee = call.field("function");
  const name = callee?.field("attribute")?.text() ?? callee?.text() ?? "";
  const object = callee?.field("object") ?? null;
  const args = argumentsOf(call);
  if (truth && plainText.test(name) && object !== null) return subjects(root, object, "all");
  if (truth && /^(?:startswith|is_relative_to)$/.test(name) && object !== null) {
    return subjects(root, object, places);
  }
  if (truth && (name === "fullmatch" || name === "match")) {
    const whole =
      name === "fullmatch" || /\$["']|\\Z["']/.test(call.text()) || object?.text() !== "re";
    return whole ? args.flatMap((each) => subjects(root, each, "all")) : [];
  }
  if (truth && name === "isinstance" && args[0] !== undefined) {
    const type = args[1]?.text() ?? "";
    if (/^\(?(?:int|float|bool|UUID)\b/.test(type)) return subjects(root, args[0], "all");
    return /^str$/.test(type) ? subjects(root, args[0], ["nosql"]) : [];
  }
  return validates(callee?.text() ?? "") ? args.flatMap((each) => subjects(root, each, "all")) : [];
}

function argumentsOf(call: SgNode): SgNode[] {
  const list = call.field("arguments");
  if (list === null) return [];
  return parts(list).map(
    (each) => (each.is("keyword_argument") ? each.field("value") : null) ?? each,
  );
}

function validates(name: string): boolean {
  return name.length < 100 && validator.test(name) && !notValidator.test(name);
}

const raising =
  /^(?:int|float|(?:uuid\.)?UUID|ipaddress\.ip_(?:address|network)|(?:datetime\.)+strptime)$/;

/** What is known after a call that stands as a statement: it would have raised. */
export function checksOf(root: SgNode, call: SgNode): Fact[] {
  const callee = call.field("function");
  const name = callee?.text() ?? "";
  const args = argumentsOf(call);
  if (callee?.field("attribute")?.text() === "relative_to") {
    return subjects(root, callee.field("object") ?? callee, ["path"]);
  }
  return validates(name) || raising.test(name)
    ? args.flatMap((each) => subjects(root, each, "all"))
    : [];
}

const derives =
  /\b(?:urlparse|urlsplit|Path|PurePath|resolve|realpath|abspath|normpath|commonpath|commonprefix|netloc|hostname|lower|upper|strip|casefold|gethostbyname|ip_address|str)\b/;

/** The expression, what it is worked out from, and what a name in it was worked out from. */
function subjects(root: SgNode, node: SgNode, against: Fact["against"]): Fact[] {
  const text = node.text();
  if (text.length > 300) return [];
  const found = [text];
  if (!node.is("identifier") && derives.test(text)) found.push(...namesIn(node));
  if (node.is("attribute") || node.is("subscript")) {
    const object = node.field("object") ?? node.field("value");
    if (object?.is("identifier")) found.push(...madeFrom(root, object));
  }
  for (const name of node.is("identifier") ? [node] : namesNodes(node))
    found.push(...madeFrom(root, name));
  return [...new Set(found)].map((subject) => ({ subject, against }));
}

function namesNodes(node: SgNode): SgNode[] {
  return findKinds(node, "identifier").slice(0, 10);
}

function namesIn(node: SgNode): string[] {
  return namesNodes(node).map((each) => each.text());
}

/** `parsed = urlparse(url)`: what is known of `parsed` is known of `url`. */
function madeFrom(root: SgNode, name: SgNode): string[] {
  const definitions = meaningOf(root, name.text(), startOf(name))?.definitions ?? [];
  return definitions.slice(0, 5).flatMap(({ value, kind }) => {
    if (value === null || kind !== "value") return [];
    const text = value.text();
    return text.length < 200 && derives.test(text) ? namesIn(value) : [];
  });
}
