import type { SgNode } from "@ast-grep/napi";
import { resolve } from "../scope.ts";
import { argumentsOf, calledName } from "../taint/expression.ts";
import { calleeOrigin } from "../taint/modules.ts";
import { calleeText, callsNamed, type Sink } from "../taint/report.ts";

const globals = /^(?:eval|Function|setTimeout|setInterval)$/;
const scripts = /^(?:runInNewContext|runInThisContext|runInContext|compileFunction|Script)$/;

/** Calls that run a text as a program. */
export function codeSinks(root: SgNode): Sink[] {
  const names = [
    "eval",
    "Function",
    "setTimeout",
    "setInterval",
    "runInNewContext",
    "runInThisContext",
    "runInContext",
    "compileFunction",
    "Script",
    "run",
  ];
  return callsNamed(root, names).flatMap((call) => {
    const args = argumentsOf(call);
    const method = calledName(call);
    const callee = call.field(call.is("new_expression") ? "constructor" : "function");
    if (callee === null) return [];
    const isGlobal =
      globals.test(callee.text().replace(/^(?:window|globalThis|global)\./, "")) &&
      !(callee.is("identifier") && resolve(callee) !== null);
    const value = method === "Function" ? args.at(-1) : args[0];
    if (value === undefined) return [];
    const sink = { at: call, value, name: calleeText(call) };
    if (isGlobal) return [sink];
    const origin = calleeOrigin(call);
    if (origin?.module === "vm" && scripts.test(method)) return [sink];
    return origin !== null && /^(?:vm2|isolated-vm)$/.test(origin.module) && method === "run"
      ? [sink]
      : [];
  });
}
