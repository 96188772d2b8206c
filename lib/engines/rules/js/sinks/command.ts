import type { SgNode } from "@ast-grep/napi";
import { parts } from "../../syntax.ts";
import { stringContent } from "../bindings.ts";
import { isBuiltCommand } from "../exec-template.ts";
import { argumentsOf, calledName, propertyOf } from "../taint/expression.ts";
import { calleeOrigin } from "../taint/modules.ts";
import { calleeText, callsNamed, type Sink } from "../taint/report.ts";

const shells =
  /^(?:\/(?:usr\/)?bin\/)?(?:ba|z|da|k)?sh$|^(?:cmd(?:\.exe)?|powershell(?:\.exe)?|pwsh)$/;
const runners = ["spawn", "spawnSync", "execFile", "execFileSync"];
const lines = [
  "exec",
  "execSync",
  "command",
  "commandSync",
  "execaCommand",
  "execaCommandSync",
  "execAsync",
  "execPromise",
];

/** Calls that start a program, with what names the program or is read by a shell. */
export function commandSinks(root: SgNode): Sink[] {
  return callsNamed(root, [...runners, ...lines]).flatMap((call) => {
    const origin = calleeOrigin(call);
    if (
      origin === null ||
      !/^(?:child_process|execa|shelljs|cross-spawn|util)$/.test(origin.module)
    ) {
      return [];
    }
    const name = calleeText(call);
    const sinks = (values: readonly (SgNode | undefined)[]): Sink[] =>
      values.flatMap((value) => (value === undefined ? [] : [{ at: call, value, name }]));
    const [program, list, options] = argumentsOf(call);
    if (!runners.includes(calledName(call))) return sinks([program]);
    const last = options ?? (list?.is("object") ? list : undefined);
    const shell = last?.is("object") ? propertyOf(last, "shell") : null;
    if (shell !== null && !/^(?:false|undefined|null)$/.test(shell.text()))
      return sinks([program, list]);
    const words = list?.is("array") ? parts(list) : [];
    const flag = /^(?:-\w*c|\/c|-Command|-EncodedCommand)$/i.test(stringContent(words[0]) ?? "");
    if (shells.test(stringContent(program) ?? "") && flag) return sinks([words[1]]);
    return sinks([program]);
  });
}

/** True where `js/exec-template` speaks of the call already. */
export function isToldAlready(sink: Sink): boolean {
  return /^exec(?:Sync)?$/.test(calledName(sink.at)) && isBuiltCommand(sink.value);
}
