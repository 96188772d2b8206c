import type { SgNode } from "@ast-grep/napi";
import { findKinds, kindOf, parts } from "../syntax.ts";
import { calledName, qualifiedName } from "./calls.ts";
import { bindingsOf, onlyValue, parameterOf, scopeOf } from "./scope.ts";

const maxDepth = 8;
const wholes = new Set([
  "parenthesized_expression",
  "binary_operator",
  "boolean_operator",
  "unary_operator",
  "concatenated_string",
  "list",
  "tuple",
  "expression_list",
  "interpolation",
  "conditional_expression",
]);
const literals = new Set([
  "integer",
  "float",
  "true",
  "false",
  "none",
  "type_conversion",
  "format_specifier",
]);
const ownBuiltins = /^(?:int|float|len|round|abs|ord|bool|hash|id|range|sum|max|min)$/;
const pathBuiltins = /^(?:str|repr|sorted|list|tuple|reversed|enumerate)$/;
const ownCalls =
  /^(?:os\.(?:getpid|getppid|getcwd|getuid|getgid|geteuid|getegid|getlogin|cpu_count|getenv|environ\.get|uname)|time\.\w+|uuid\.uuid[14]|tempfile\.\w+|socket\.gethostname|getpass\.\w+|multiprocessing\.cpu_count|platform\.\w+|datetime\.(?:datetime\.|date\.)?(?:now|today|utcnow)|shutil\.which|shlex\.(?:quote|join)|pipes\.quote|sys\.\w+|locale\.\w+|random\.\w+|secrets\.\w+)$/;
const pathCalls =
  /^(?:os\.path\.\w+|os\.fspath|pathlib\.(?:Pure)?(?:Posix|Windows)?Path|posixpath\.\w+)$/;
const ownNames =
  /^(?:os\.(?:environ|sep|name|linesep|devnull|curdir|pathsep|path\.\w+)|sys\.\w+)(?:\.\w+)*$/;

/**
 * True where a value is fixed by the program or by whoever runs it, or is a number: nobody else can
 * put text of his own into it.
 */
export function isTrusted(root: SgNode, node: SgNode, depth = 0): boolean {
  if (depth > maxDepth) return false;
  const all = (nodes: readonly SgNode[]) => nodes.every((each) => isTrusted(root, each, depth + 1));
  const kind = kindOf(node);
  if (literals.has(kind)) return true;
  if (wholes.has(kind)) return all(parts(node));
  switch (kind) {
    case "string":
      return all(findKinds(node, "interpolation"));
    case "identifier":
      return isTrustedName(root, node, depth);
    case "attribute":
      return isTrustedAttribute(root, node, depth);
    case "subscript": {
      const object = node.field("value");
      return object !== null && isTrusted(root, object, depth + 1);
    }
    case "call":
      return isTrustedCall(root, node, depth);
    default:
      return false;
  }
}

function isTrustedAttribute(root: SgNode, node: SgNode, depth: number): boolean {
  // A setting, by the way its name is written.
  if (/^[A-Z][A-Z0-9_]+$/.test(node.field("attribute")?.text() ?? "")) return true;
  if (ownNames.test(qualifiedName(root, node) ?? "")) return true;
  // Where a module or a class stands, the program's authors have decided.
  if (/^__(?:file|name|module)__$/.test(node.field("attribute")?.text() ?? "")) return true;
  const object = node.field("object");
  return object !== null && isTrusted(root, object, depth + 1);
}

function isTrustedCall(root: SgNode, node: SgNode, depth: number): boolean {
  const callee = node.field("function");
  const list = node.field("arguments");
  if (callee === null || list === null) return false;
  const name = calledName(root, node) ?? "";
  const builtin = callee.is("identifier") ? callee.text() : "";
  if (ownCalls.test(name) || ownBuiltins.test(builtin)) return true;
  if (/quote|escape/i.test(callee.field("attribute")?.text() ?? callee.text())) return true;
  const all = parts(list).every((each) => isTrusted(root, each.field("value") ?? each, depth + 1));
  if (pathCalls.test(name) || pathBuiltins.test(builtin)) return all;
  const object = callee.field("object");
  const method = callee.field("attribute")?.text() ?? "";
  // The options of the command line: whoever gives them runs the program himself.
  if (/^parse_(?:known_)?args$/.test(method)) return true;
  return object !== null && all && isTrusted(root, object, depth + 1);
}

function isTrustedName(root: SgNode, node: SgNode, depth: number): boolean {
  const name = node.text();
  if (/^__\w+__$/.test(name) || /^[A-Z][A-Z0-9_]+$/.test(name)) return true;
  // The system's own numbers.
  if (/^(?:\w+_)?(?:pid|ppid|pgid|uid|gid)$/.test(name)) return true;
  if (ownNames.test(qualifiedName(root, node) ?? "")) return true;
  const scope = scopeOf(node);
  const type = parameterOf(scope, name)?.field("type")?.text() ?? "";
  if (isCommandLine(scope, name, type)) return true;
  if (/^(?:int|float|bool)(?:\s*\|\s*None)?$/.test(type)) return true;
  const value = onlyValue(root, node);
  if (value !== null) return isTrusted(root, value, depth + 1);
  const bindings = bindingsOf(root, node);
  const values = bindings.map((each) => each.field("right"));
  return (
    bindings.length > 0 &&
    bindings.length <= 4 &&
    bindings.every((each) => /^(?:assignment|for_statement|for_in_clause)$/.test(kindOf(each))) &&
    values.every(
      (each) =>
        each !== null &&
        (changesItself(each, name)
          ? parts(each.field("arguments") ?? each).every((arg) => isTrusted(root, arg, depth + 1))
          : isTrusted(root, each, depth + 1)),
    )
  );
}

/** `path = path.replace(…)` holds what `path` held. */
function changesItself(value: SgNode, name: string): boolean {
  return value.is("call") && value.field("function")?.field("object")?.text() === name;
}

const parsed = /^(?:argparse\.)?Namespace$/;

/** The options of the command line, and the words beside them, in the parameters of a command. */
function isCommandLine(scope: SgNode, name: string, type: string): boolean {
  if (parsed.test(type)) return true;
  if (!/^(?:args|argv)$/.test(name) || parameterOf(scope, name) === null) return false;
  const list = scope.field("parameters");
  return list !== null && parts(list).some((each) => parsed.test(each.field("type")?.text() ?? ""));
}
