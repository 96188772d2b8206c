import type { SgNode } from "@ast-grep/napi";
import { findKinds, parts } from "../syntax.ts";
import { isFunction, resolve } from "./scope.ts";

/** A call of a function that is named as one that makes a value safe in some text. */
export function isNamedQuoting(value: SgNode): boolean {
  return value.is("call_expression") && /quote|escape/i.test(value.field("function")?.text() ?? "");
}

/** True where a value was made one word of a shell, as far as the file says. */
export function isShellQuoted(value: SgNode): boolean {
  return isNamedQuoting(value) && !leavesShellSigns(value);
}

/** The value that goes through a function that leaves it what it was to a shell; else the value itself. */
export function insideQuoting(value: SgNode): SgNode {
  const list = isNamedQuoting(value) ? value.field("arguments") : null;
  const [only, ...others] = list === null ? [] : parts(list);
  return only === undefined || others.length > 0 ? value : only;
}

/** Quotes, backslashes and blanks, and no other sign. */
const harmless = /^(?:\/(?:\\[s"\\/]|["[\]() |+*])+\/[a-z]*|"(?:\\["\\]| )"|'(?:"|\\["\\]| )')$/;
const onTheWay = /^String$|\.(?:toString|trim)$/;

/**
 * A function of the file that changes quotes, backslashes and blanks alone: `$(...)` in double quotes
 * is a command all the same. What one from elsewhere does, nobody knows here.
 */
function leavesShellSigns(call: SgNode): boolean {
  const callee = call.field("function");
  const found = callee?.is("identifier") ? resolve(callee) : null;
  const own = found === null ? null : (found.by.field("value") ?? found.by);
  if (own === null || !isFunction(own)) return false;
  const calls = findKinds(own, "call_expression").filter(
    (each) => !onTheWay.test(each.field("function")?.text() ?? ""),
  );
  return calls.length > 0 && calls.every(isHarmlessReplacement);
}

function isHarmlessReplacement(call: SgNode): boolean {
  if (!/\.replace(?:All)?$/.test(call.field("function")?.text() ?? "")) return false;
  const list = call.field("arguments");
  const [replaced] = list === null ? [] : parts(list);
  return replaced !== undefined && harmless.test(replaced.text());
}
