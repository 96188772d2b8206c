import type { SgNode } from "@ast-grep/napi";
import type { Detection, Rule } from "../rule.ts";
import type { SourceFile } from "../source-file.ts";
import { parts } from "../syntax.ts";
import { commandInjectionExamples } from "./command-injection.examples.ts";
import { osSystem } from "./os-system.ts";
import { shellTrue } from "./shell-true.ts";
import { importsModule } from "./taint/qualified.ts";
import { argument, detections, namedCalls, requestRule, type Sink } from "./taint/rule-parts.ts";

export const pyCommandInjection: Rule = {
  ...requestRule,
  id: "py/command-injection",
  title: "Command built from a value of the request",
  fixTitle: "Run the program without a shell",
  cwe: "CWE-78",
  severity: "critical",
  fixClass: "C",
  why:
    "A shell reads its whole command line as a program: `;`, `$(…)` or a quote in a value becomes a " +
    "further command, which runs with the rights of the server. Hand the program a list of arguments " +
    "without a shell, or pass each value through `shlex.quote`.",
  notSeen:
    "Values that come from other files; programs that read one of their arguments as a command; " +
    "arguments of a list that begin with `-`. A command that is built where it is run is the matter of " +
    "`py/os-system` and `py/shell-true`, which also repair it.",
  detect,
  examples: commandInjectionExamples,
};

const harm = "whoever sends the request can run commands on the server.";
async function detect(file: SourceFile): Promise<readonly Detection[]> {
  const found = detections(file, "command", commandSinks);
  if (found.length === 0) return found;
  const others = [...(await osSystem.detect(file)), ...(await shellTrue.detect(file))];
  const known = new Set(others.map((each) => each.start));
  return found.filter((each) => !known.has(each.start));
}

const shells =
  /^(?:os\.(?:system|popen)|subprocess\.(?:getoutput|getstatusoutput)|asyncio\.create_subprocess_shell|pexpect\.(?:run|spawn)|commands\.getoutput)$/;
const programs = /^subprocess\.(?:run|call|check_call|check_output|Popen)$/;

export function commandSinks(root: SgNode): Sink[] {
  const named = namedCalls(
    root,
    "system",
    "popen",
    "getoutput",
    "getstatusoutput",
    "create_subprocess_shell",
    "spawn",
    "run",
    "call",
    "check_call",
    "check_output",
    "Popen",
  );
  const found = named.flatMap(({ call, name, args }): Sink[] => {
    if (name === null) return [];
    const first = argument(args, 0, "args");
    if (first === undefined) return [];
    if (shells.test(name)) return [{ place: call, value: first, harm }];
    if (!programs.test(name)) return [];
    const shell = args.some((each) => /^shell\s*=\s*True$/.test(each.text()));
    const value = shell ? first : commandOf(first);
    return value === undefined ? [] : [{ place: call, value, harm }];
  });
  const remote = importsModule(root, "paramiko") ? namedCalls(root, "exec_command") : [];
  return [
    ...found,
    ...remote.flatMap(({ call, args }) => {
      const value = argument(args, 0, "command");
      return value === undefined ? [] : [{ place: call, value, harm }];
    }),
  ];
}

/** Of a list without a shell: the program itself, or what a shell is given as its command. */
function commandOf(list: SgNode): SgNode | undefined {
  if (!list.is("list") && !list.is("tuple")) return undefined;
  const words = parts(list);
  const shell = /^["'](?:\/(?:usr\/)?bin\/)?(?:ba|da|z|k)?sh["']$/.test(words[0]?.text() ?? "");
  return shell && /^["']-\w*c["']$/.test(words[1]?.text() ?? "") ? words[2] : words[0];
}
