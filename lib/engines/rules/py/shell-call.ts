import type { SgNode } from "@ast-grep/napi";
import type { Detection } from "../rule.ts";
import { enclosingSymbol, endOf, normalised, startOf } from "../syntax.ts";
import type { NamedCall } from "./calls.ts";
import { builtCommand, listed, shellValues } from "./shell-values.ts";

/** A call that hands a shell a command line with values in it. */
export interface ShellCall extends NamedCall {
  readonly command: SgNode;
  readonly built: SgNode;
  readonly values: readonly SgNode[];
}

/** Each is followed through the code around it, which takes time in a long file. */
const maxCalls = 500;

/** Those of the calls whose command, as `commandOf` finds it, is built from values. */
export function shellCallsAmong(
  root: SgNode,
  calls: readonly NamedCall[],
  commandOf: (call: NamedCall) => SgNode | undefined,
): ShellCall[] {
  return calls.slice(0, maxCalls).flatMap((found): ShellCall[] => {
    const command = commandOf(found);
    const built = command === undefined ? null : builtCommand(root, command);
    if (command === undefined || built === null) return [];
    const values = shellValues(root, built);
    return values.length === 0 ? [] : [{ ...found, command, built, values }];
  });
}

export function shellDetection({ call, callee, built, values }: ShellCall): Detection {
  return {
    start: startOf(call),
    end: endOf(call),
    code: `${callee.text()} ${normalised(built)}`,
    symbol: enclosingSymbol(call),
    message:
      `\`${callee.text()}\` hands a shell a command line built from ${listed(values)}: whoever ` +
      "controls that value can run other commands.",
  };
}
