import bash from "@ast-grep/lang-bash";
import python from "@ast-grep/lang-python";
import { parse, registerDynamicLanguage, type SgNode } from "@ast-grep/napi";
import type { MoreThanAllowed } from "./more.ts";
import { innerCommand } from "./shell-wrappers.ts";

/** They change nothing but the shell that runs them. */
const harmless = new Set([
  "cd",
  "pwd",
  "true",
  "false",
  ":",
  "test",
  "[",
  "exit",
  "return",
  "wait",
  "echo",
  "printf",
  "read",
  "unset",
  "local",
  "shift",
  "set",
]);
const maxLength = 20_000;
const maxNesting = 4;
let registered = false;

/** ast-grep takes a process’s languages once, so whoever is first names those of the rules too. */
function rootOf(text: string): SgNode {
  if (!registered) {
    registerDynamicLanguage({ python, bash });
    registered = true;
  }
  return parse("bash", text).root();
}

/** Null where a command runs no more than these programs. What cannot be parsed counts as more. */
export function shellDoesMore(
  text: string,
  programs: readonly string[],
  depth = 0,
): MoreThanAllowed | null {
  const whole = { start: 0, end: text.length };
  if (text.length > maxLength)
    return { what: "a command of more than 20,000 characters", ...whole };
  if (depth > maxNesting) return { what: "commands within commands, too deep to read", ...whole };
  const root = rootOf(text);
  if (root.find({ rule: { kind: "ERROR" } }) !== null) {
    return { what: "something that cannot be parsed as shell", ...whole };
  }
  const own = root
    .findAll({ rule: { kind: "function_definition" } })
    .map((node) => node.field("name")?.text() ?? "");
  const may = new Set([...programs, ...own, ...harmless]);
  return (
    first(root, "command", (node) => commandDoesMore(node, may, programs, depth)) ??
    first(root, "file_redirect", redirectDoesMore) ??
    first(root, "variable_assignment", assignmentDoesMore)
  );
}

function first(
  root: SgNode,
  kind: string,
  judge: (node: SgNode) => string | null,
): MoreThanAllowed | null {
  for (const node of root.findAll({ rule: { kind } })) {
    const what = judge(node);
    const { start, end } = node.range();
    if (what !== null) return { what, start: start.index, end: end.index };
  }
  return null;
}

/** A word once its quotes are gone; null where it is known only when it runs. */
function plainWord(node: SgNode): string | null {
  const opaque = [
    "simple_expansion",
    "expansion",
    "command_substitution",
    "process_substitution",
    "ansi_c_string",
  ];
  const rule = { any: opaque.map((kind) => ({ kind })) };
  if (opaque.includes(String(node.kind())) || node.find({ rule }) !== null) return null;
  const text = node.text();
  if (node.kind() === "raw_string") return text.slice(1, -1);
  return text.replace(/\\(.)/g, "$1").replace(/["']/g, "");
}

function commandDoesMore(
  node: SgNode,
  may: ReadonlySet<string>,
  programs: readonly string[],
  depth: number,
): string | null {
  const name = node.field("name");
  if (name === null) return null;
  const word = plainWord(name);
  if (word === null) return "a program whose name is made as it runs";
  const children = node.children();
  const at = children.findIndex((child) => child.kind() === "command_name");
  const rest = children
    .slice(at + 1)
    .filter((child) => !String(child.kind()).endsWith("redirect"))
    .map(plainWord);
  const program = word.split("/").at(-1) ?? word;
  if (!may.has(program) && !may.has(word)) return `the program ${program}`;
  const inner = innerCommand(program, rest);
  if (inner === null) return null;
  if (inner.kind === "unknown") return `${program}, with a command that is made as it runs`;
  if (inner.kind === "harm") return inner.what;
  const more = shellDoesMore(inner.text, programs, depth + 1);
  return more === null ? null : `${more.what} (through ${program})`;
}

function redirectDoesMore(node: SgNode): string | null {
  const target = node.children().at(-1);
  if (target === undefined) return null;
  const word = plainWord(target);
  if (word !== null && /^\/dev\/(?:tcp|udp)\//.test(word)) return `a connection (${word})`;
  const writes = node.children().some((child) => String(child.kind()).includes(">"));
  if (!writes || word === "/dev/null" || word === "/dev/stderr" || /^(?:\d+|-)$/.test(word ?? ""))
    return null;
  return `writing to ${word ?? "a file whose name is made as it runs"}`;
}

/** Variables by which other programs are run than those that stand there. */
function assignmentDoesMore(node: SgNode): string | null {
  const name = node.field("name")?.text() ?? "";
  const isDangerous =
    /^(?:PATH|IFS|ENV|BASH_ENV|PROMPT_COMMAND|LD_\w+|DYLD_\w+|PYTHON(?:PATH|STARTUP)|NODE_OPTIONS|PERL5OPT|RUBYOPT|GIT_(?:SSH|EDITOR|PAGER|EXTERNAL_DIFF)\w*|PAGER|EDITOR)$/;
  return isDangerous.test(name) ? `the variable ${name}` : null;
}
