import { isMap, isScalar, type YAMLMap } from "yaml";
import type { SourceFile } from "../source-file.ts";
import type { TextEdit } from "../text.ts";
import { columnOf, endOfLine } from "../yaml/edits.ts";
import { pairNamed } from "../yaml/nodes.ts";

/** Adds the variables to the step's `env:`, or gives it one above the key at `keyStart`. */
export function environmentEdit(
  file: SourceFile,
  { step, keyStart }: { readonly step: YAMLMap; readonly keyStart: number },
  added: readonly (readonly [string, string])[],
): TextEdit | null {
  if (step.flow) return null;
  const lines = added.map(([expression, name]) => `${name}: \${{ ${expression} }}`);
  const pair = pairNamed(step, "env");
  const indent = " ".repeat(columnOf(file.text, keyStart));
  if (pair === undefined) {
    const block = lines.map((line) => `${indent}  ${line}${file.eol}`).join("");
    return { start: keyStart, end: keyStart, text: `env:${file.eol}${block}${indent}` };
  }
  const env = pair.value;
  const last = isMap(env) ? env.items.at(-1) : undefined;
  if (!isMap(env) || last === undefined) return null;
  const lastValue = isScalar(last.value) ? last.value : null;
  const first = env.items[0]?.key;
  if (!lastValue?.range || !isScalar(first) || !first.range) return null;
  if (env.flow) {
    const at = lastValue.range[1];
    return { start: at, end: at, text: `, ${lines.map(quoteInFlow).join(", ")}` };
  }
  if (lastValue.type?.startsWith("BLOCK")) return null;
  const keyColumn = columnOf(file.text, first.range[0]);
  const at = endOfLine(file.text, lastValue.range[1]);
  const text = lines.map((line) => `${file.eol}${" ".repeat(keyColumn)}${line}`).join("");
  return { start: at, end: at, text };
}

/** Braces are syntax inside a flow map, so the value needs quotes there. */
function quoteInFlow(line: string): string {
  return line.replace(/: (.*)$/s, ': "$1"');
}
