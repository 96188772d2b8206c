import type { SgNode } from "@ast-grep/napi";
import { parts } from "../syntax.ts";
import { bindingOf, isModule, loadedModule, moduleBindings } from "./bindings.ts";

/** A call or `new` of a module's export. */
export interface ModuleCall {
  readonly call: SgNode;
  readonly callee: SgNode;
  /** The export's name; empty where the module itself is called. */
  readonly name: string;
  readonly args: readonly SgNode[];
}

/** Each is looked up in its scopes, which takes time in a long file. */
const maxCalls = 500;

/** Every call in the file of the module (named without `node:`) or of what it exports. */
export function moduleCalls(root: SgNode, module: string): ModuleCall[] {
  const bindings = moduleBindings(root, module);
  const names = bindings.map((each) => each.local.replaceAll("$", "\\$"));
  const regex = `^(?:${[...names, "require\\(.*\\)"].join("|")})(?:\\.\\w+)?$`;
  const found = root.findAll({
    rule: {
      any: [
        { kind: "call_expression", has: { field: "function", regex } },
        { kind: "new_expression", has: { field: "constructor", regex } },
      ],
    },
  });
  return found.slice(0, maxCalls).flatMap((call) => {
    const callee = call.field("function") ?? call.field("constructor");
    const list = call.field("arguments");
    const args = list?.is("arguments") ? parts(list) : [];
    const name = callee === null ? null : exportedName(callee, bindings, module);
    return callee === null || name === null ? [] : [{ call, callee, name, args }];
  });
}

function exportedName(
  callee: SgNode,
  bindings: ReturnType<typeof moduleBindings>,
  module: string,
): string | null {
  if (isModule(loadedModule(callee), module)) return "";
  if (callee.is("identifier")) {
    const binding = bindingOf(callee, bindings);
    return binding === null ? null : (binding.imported ?? "");
  }
  if (!callee.is("member_expression")) return null;
  const object = callee.field("object");
  if (object === null) return null;
  const whole = object.is("identifier") ? bindingOf(object, bindings) : null;
  const isWhole = whole?.imported === null || isModule(loadedModule(object), module);
  return isWhole ? (callee.field("property")?.text() ?? null) : null;
}
