import type { SgNode } from "@ast-grep/napi";
import { isSecretName, makesSecret } from "../secret-names.ts";
import { contains, endOf, kindOf, parts } from "../syntax.ts";
import { isFunction, resolve } from "./scope.ts";

const comparisons = /^(?:[<>]=?|[!=]==?)$/;

/** The secret that a random number becomes, by the name the code gives it; null for any other use. */
export function secretPurpose(random: SgNode): string | null {
  let node = random;
  for (const parent of random.ancestors()) {
    const name = purposeAt(parent, node);
    if (name !== null) return name.secret ? name.text : null;
    node = parent;
  }
  return null;
}

interface Purpose {
  readonly text: string;
  readonly secret: boolean;
}

const none: Purpose = { text: "", secret: false };

/** What `parent` says the value inside is for, or null where the next ancestor decides. */
function purposeAt(parent: SgNode, inside: SgNode): Purpose | null {
  switch (kindOf(parent)) {
    case "variable_declarator":
      return assigned(parent.field("name"), inside);
    case "assignment_expression":
    case "augmented_assignment_expression":
      return assigned(parent.field("left"), inside);
    case "public_field_definition":
    case "field_definition":
      return named(parent.field("name") ?? parent.field("property"));
    case "pair":
      return named(parent.field("key"));
    case "assignment_pattern":
    case "required_parameter":
    case "optional_parameter":
      return named(parent.field("left") ?? parent.field("pattern"));
    case "return_statement":
    case "yield_expression":
      return fromFunction(parent.ancestors().find(isFunction));
    case "arrow_function":
      return parent.field("body")?.is("statement_block") ? none : fromFunction(parent, inside);
    case "call_expression":
      return fromCall(parent, inside);
    case "subscript_expression":
      return isPickFromList(parent, inside) ? none : null;
    case "binary_expression":
      return comparisons.test(parent.field("operator")?.text() ?? "") ? none : null;
    case "ternary_expression":
      return contains(parts(parent)[0] ?? parent, inside) ? none : null;
    case "if_statement":
    case "while_statement":
    case "for_statement":
    case "expression_statement":
    case "statement_block":
    case "program":
    case "jsx_expression":
    case "new_expression":
      return none;
    default:
      return null;
  }
}

/** A name of its own decides, unless it is a helper variable that a secret's maker fills. */
function assigned(target: SgNode | null, inside: SgNode): Purpose {
  const own = named(target);
  if (own.secret || target === null) return own;
  const maker = inside.ancestors().find((each) => isFunction(each));
  const name =
    /^(?:result|res|out|str|text|s|code|value|val|id|ret|output|chars?|r|rand|random\w*|i|idx)$/;
  return name.test(own.text) ? (fromFunction(maker) ?? none) : none;
}

function named(target: SgNode | null): Purpose {
  const text = target?.is("member_expression")
    ? (target.field("property")?.text() ?? "")
    : target?.is("subscript_expression")
      ? (target.field("index")?.text() ?? "")
      : (target?.text() ?? "");
  const plain = text.replace(/^["'#]+|["']+$/g, "");
  return { text: plain, secret: /^[\w$.-]+$/.test(plain) && isSecretName(plain) };
}

/** A value handed out by a function is what the function is named for. */
function fromFunction(maker: SgNode | undefined, inside?: SgNode): Purpose | null {
  if (maker === undefined) return none;
  const holder = maker.parent();
  const name = maker.field("name") ?? holder?.field("name") ?? holder?.field("key") ?? null;
  if (holder?.is("arguments"))
    return inside === undefined ? (purposeOfCallback(maker) ?? none) : null;
  const text = name?.text().replace(/^#/, "") ?? "";
  return { text, secret: makesSecret(text) };
}

/** `Array.from({ length }, () => …)` and `.map(…)`: what happens to the list decides. */
function purposeOfCallback(callback: SgNode): Purpose | null {
  let node = callback;
  for (const parent of callback.ancestors()) {
    const purpose = purposeAt(parent, node);
    if (purpose !== null) return purpose;
    node = parent;
  }
  return null;
}

const through =
  /(?:^|\.)(?:String|Number|parseInt|floor|round|trunc|ceil|abs|pow|toString|slice|substring|substr|charAt|at|join|map|from|fill|concat|padStart|padEnd|toUpperCase|toLowerCase|replace|replaceAll|push|toFixed|btoa|encode|split|repeat|fromCharCode|digest|update|createHash|md5|sha1|sha256)$/;

/** A call passes the value on, or is itself named for a secret: `setSession(…)`, `cookie("sid", …)`. */
function fromCall(call: SgNode, inside: SgNode): Purpose | null {
  const callee = call.field("function");
  const list = call.field("arguments");
  if (callee === null || list === null) return none;
  if (contains(callee, inside)) return null;
  if (/^Math\.(?:max|min)$/.test(callee.text())) return none;
  const method = callee.field("property")?.text() ?? callee.text();
  if (/^(?:cookie|set|setItem|setHeader|append)$/.test(method)) {
    const key = parts(list)[0];
    return key?.is("string") && !contains(key, inside) ? named(key) : none;
  }
  if (/^(?:charAt|at)$/.test(method) && !isCharacters(callee.field("object"))) return none;
  if (method === "push") return assigned(callee.field("object"), inside);
  return through.test(callee.text()) ? null : none;
}

function isPickFromList(subscript: SgNode, inside: SgNode): boolean {
  const index = subscript.field("index");
  return index !== null && contains(index, inside) && !isCharacters(subscript.field("object"));
}

/** An alphabet to draw characters from, not a list of ready-made values. */
function isCharacters(object: SgNode | null): boolean {
  if (object === null) return false;
  if (object.is("string")) return true;
  if (
    /(?:chars?|characters|alphabet|charset|letters|digits|possible|pool|symbols|hex|base\d*)$/i.test(
      object.text(),
    )
  ) {
    return true;
  }
  const value = object.is("identifier") ? resolve(object)?.by.field("value") : null;
  return value?.is("string") === true && endOf(value) > 0;
}
