import type { SgNode } from "@ast-grep/napi";
import { callsOf, findKinds, parts } from "../syntax.ts";
import {
  bindingOf,
  isModule,
  loadedModule,
  type ModuleBinding,
  moduleBindings,
} from "./bindings.ts";
import { type Declaration, declarationsOf, resolve, sameNode } from "./scope.ts";

export type ExecName = "exec" | "execSync";

/** How the call reaches `child_process`: this decides what a fix has to rename. */
export type ExecRoute =
  | { readonly by: "name"; readonly binding: ModuleBinding }
  | { readonly by: "member"; readonly property: SgNode }
  | {
      readonly by: "promisified";
      readonly declaration: Declaration;
      readonly target: ExecReference;
    };

/** A mention of `exec` itself: a bound name, or a member of the module. */
export type ExecReference = Exclude<ExecRoute, { by: "promisified" }> & { readonly name: ExecName };

export interface ExecCall {
  readonly call: SgNode;
  readonly name: ExecName;
  readonly route: ExecRoute;
  readonly command: SgNode;
  /** Options and callback. */
  readonly rest: readonly SgNode[];
}

/** Each is looked up in its scopes, which takes time in a long file. */
const maxCandidates = 500;

/** Every call in the file that hands a command line to a shell through `child_process`. */
export function findExecCalls(root: SgNode): ExecCall[] {
  const bindings = moduleBindings(root, "child_process");
  const promisified = findPromisified(root, bindings);
  const locals = [...bindings.map((each) => each.local), ...promisified.map(localOf)];
  const names = locals.map((name) => name.replaceAll("$", "\\$")).join("|");
  const candidates = callsOf(root, "call_expression", `^(?:${names})$|\\bexec(?:Sync)?\\)?$`);
  return candidates.slice(0, maxCandidates).flatMap((call) => {
    const callee = call.field("function");
    const list = call.field("arguments");
    const [command, ...rest] = list === null ? [] : parts(list);
    if (callee === null || command === undefined) return [];
    const found = referenceTo(callee, bindings) ?? promisifiedCall(callee, bindings, promisified);
    if (found === null) return [];
    const { name, route } = "route" in found ? found : { name: found.name, route: found };
    return [{ call, name, route, command, rest }];
  });
}

function referenceTo(node: SgNode, bindings: readonly ModuleBinding[]): ExecReference | null {
  if (node.is("identifier")) {
    const binding = bindingOf(node, bindings);
    const name = execName(binding?.imported);
    return binding === null || name === null ? null : { by: "name", binding, name };
  }
  if (!node.is("member_expression")) return null;
  const object = node.field("object");
  const property = node.field("property");
  const name = execName(property?.text());
  if (object === null || property === null || name === null) return null;
  const whole = object.is("identifier") ? bindingOf(object, bindings) : null;
  const isWhole = whole?.imported === null || isModule(loadedModule(object), "child_process");
  return isWhole ? { by: "member", property, name } : null;
}

function execName(text: string | null | undefined): ExecName | null {
  return text === "exec" || text === "execSync" ? text : null;
}

interface Promisified {
  readonly declaration: Declaration;
  readonly target: ExecReference;
}

function localOf({ declaration }: Promisified): string {
  return declaration.name.text();
}

/** `const run = promisify(exec)` and `const run = util.promisify(cp.exec)`. */
function findPromisified(root: SgNode, bindings: readonly ModuleBinding[]): Promisified[] {
  return findKinds(root, "variable_declarator").flatMap((declarator) => {
    const name = declarator.field("name");
    const target = promisifyTarget(declarator.field("value"), bindings);
    if (target === null || !name?.is("identifier")) return [];
    const all = declarationsOf(root, name.text());
    const declaration = all.find((each) => sameNode(each.name, name));
    return declaration === undefined ? [] : [{ declaration, target }];
  });
}

function promisifyTarget(
  node: SgNode | null,
  bindings: readonly ModuleBinding[],
): ExecReference | null {
  if (!node?.is("call_expression")) return null;
  if (!/^(?:\w+\.)?promisify$/.test(node.field("function")?.text() ?? "")) return null;
  const list = node.field("arguments");
  const first = list === null ? undefined : parts(list)[0];
  return first === undefined ? null : referenceTo(first, bindings);
}

function promisifiedCall(
  callee: SgNode,
  bindings: readonly ModuleBinding[],
  promisified: readonly Promisified[],
): { readonly name: ExecName; readonly route: ExecRoute } | null {
  const inline = promisifyTarget(callee, bindings);
  if (inline !== null) return { name: inline.name, route: inline };
  if (!callee.is("identifier")) return null;
  const candidates = promisified.filter((each) => each.declaration.name.text() === callee.text());
  if (candidates.length === 0) return null;
  const meant = resolve(callee)?.name ?? null;
  const found = candidates.find((each) => sameNode(meant, each.declaration.name));
  return found === undefined
    ? null
    : { name: found.target.name, route: { by: "promisified", ...found } };
}
