import type { SgNode } from "@ast-grep/napi";
import { isSecretName, makesSecret } from "../secret-names.ts";
import { contains, kindOf, parts } from "../syntax.ts";
import { scopeOf } from "./scope.ts";

interface Purpose {
  readonly text: string;
  readonly secret: boolean;
}

const none: Purpose = { text: "", secret: false };

/** The secret that a value becomes, by the name the code gives it; null for any other use. */
export function secretPurpose(value: SgNode): string | null {
  let node = value;
  for (const parent of value.ancestors()) {
    const purpose = purposeAt(parent, node);
    if (purpose !== null) return purpose.secret ? purpose.text : null;
    node = parent;
  }
  return null;
}

/** What `parent` says the value inside is for, or null where the next ancestor decides. */
function purposeAt(parent: SgNode, inside: SgNode): Purpose | null {
  switch (kindOf(parent)) {
    case "assignment":
    case "augmented_assignment":
    case "named_expression":
      return assigned(parent.field("left") ?? parent.field("name"), inside);
    case "keyword_argument":
      return named(parent.field("name"));
    case "pair":
      return named(parent.field("key"));
    case "return_statement":
    case "yield":
      return fromFunction(inside);
    case "call":
      return fromCall(parent, inside);
    case "subscript":
      return contains(parent.field("value") ?? parent, inside) ? null : pickedFrom(parent);
    case "conditional_expression":
      return contains(parts(parent)[1] ?? parent, inside) ? none : null;
    case "comparison_operator":
    case "if_clause":
    case "for_in_clause":
    case "expression_statement":
    case "lambda":
    case "block":
    case "module":
      return none;
    default:
      return /statement$|clause$/.test(kindOf(parent)) ? none : null;
  }
}

const helper =
  /^(?:result|res|out|output|text|s|code|value|val|ret|chars?|r|rand|random\w*|string|data|buf)$/;

/** A name of its own decides, unless it is a helper variable that a secret's maker fills. */
function assigned(target: SgNode | null, inside: SgNode): Purpose {
  const own = named(target);
  return own.secret || !helper.test(own.text) ? own : fromFunction(inside);
}

function named(target: SgNode | null): Purpose {
  const last = target?.is("attribute")
    ? target.field("attribute")
    : target?.is("subscript")
      ? (target.field("subscript") ?? target)
      : target;
  const text = (last?.text() ?? "").replace(/^[\w]?["']|["']$/g, "");
  return { text, secret: /^[\w.-]+$/.test(text) && isSecretName(text) };
}

/** A value handed out by a function is what the function is named for. */
function fromFunction(inside: SgNode): Purpose {
  const text = scopeOf(inside).field("name")?.text() ?? "";
  return { text, secret: makesSecret(text) };
}

const through =
  /(?:^|\.)(?:str|int|chr|hex|bytes|list|join|format|encode|decode|zfill|lower|upper|strip|hexdigest|digest|md5|sha1|sha224|sha256|sha512|b64encode|urlsafe_b64encode|hexlify|append|extend|map|replace|pack)$/;

function fromCall(call: SgNode, inside: SgNode): Purpose | null {
  const callee = call.field("function");
  if (callee === null) return none;
  if (contains(callee, inside)) return null;
  const method = callee.field("attribute")?.text() ?? "";
  if (/^(?:append|extend)$/.test(method)) return assigned(callee.field("object"), inside);
  return through.test(callee.text()) ? null : none;
}

/** A character drawn from an alphabet is part of the text; an element of another list is no secret. */
function pickedFrom(subscript: SgNode): Purpose | null {
  const text = subscript.field("value")?.text() ?? "";
  return /chars?|alphabet|letters|digits|ascii|symbols|pool|^["']/i.test(text) ? null : none;
}
