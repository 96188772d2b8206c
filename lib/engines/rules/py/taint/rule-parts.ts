import type { SgNode } from "@ast-grep/napi";
import type { Detection } from "../../rule.ts";
import { isTestPath } from "../../skip.ts";
import type { SourceFile } from "../../source-file.ts";
import { enclosingSymbol, endOf, normalised, parts, startOf } from "../../syntax.ts";
import { type Flow, trace } from "../../taint/trace.ts";
import type { Danger } from "./facts.ts";
import { callsByName } from "./functions.ts";
import { pyOrigin } from "./origin.ts";
import { qualified } from "./qualified.ts";
import type { ViewOptions } from "./view.ts";

/** A place where a stranger's value does harm. */
export interface Sink {
  /** What is reported. */
  readonly place: SgNode;
  /** The expression that must not be a stranger's. */
  readonly value: SgNode;
  /** The end of the message, after "`place` … `value`, from …": what can happen. */
  readonly harm: string;
}

/** What all rules on requests share. */
export const requestRule = {
  languages: ["python"],
  hint: /\b(?:flask|quart|django|rest_framework|fastapi|starlette)\b/,
  appliesTo: (path: string) => !isTestPath(path),
} as const;

/** More places than this in one file are generated, or made to stall a scan. */
const maxSinks = 1000;

export interface Found {
  readonly sink: Sink;
  readonly flow: Flow;
}

/** The sinks that a source reaches. */
export function reached(
  root: SgNode,
  danger: Danger,
  sinks: readonly Sink[],
  options: Partial<ViewOptions> = {},
): Found[] {
  const originOf = pyOrigin({ root, danger, ...options });
  return sinks.slice(0, maxSinks).flatMap((sink) => {
    const flow = trace(sink.value, originOf);
    return flow === null ? [] : [{ sink, flow }];
  });
}

export function detections(
  file: SourceFile,
  danger: Danger,
  sinksOf: (root: SgNode) => readonly Sink[],
  options?: (root: SgNode) => Partial<ViewOptions>,
): readonly Detection[] {
  const root = file.root();
  if (root === null) return [];
  return reached(root, danger, sinksOf(root), options?.(root)).map(detection);
}

export function detection({ sink: { place, value, harm }, flow }: Found): Detection {
  const callee = place.is("call") ? brief(place.field("function") ?? place) : brief(place);
  const through = brief(value);
  const source = brief(flow.source);
  const from =
    through === source || through.includes(source)
      ? `, ${flow.what}`
      : `, which comes from \`${source}\`, ${flow.what}`;
  return {
    start: startOf(place),
    end: endOf(place),
    code: normalised(place).slice(0, 400),
    symbol: enclosingSymbol(place),
    message: place.is("call")
      ? `\`${callee}\` is given \`${through}\`${from}: ${harm}`
      : `\`${callee}\` holds \`${source}\`, ${flow.what}: ${harm}`,
  };
}

function brief(node: SgNode): string {
  const text = normalised(node);
  return text.length <= 60 ? text : `${text.slice(0, 59)}…`;
}

/** A call with its callee's dotted name by imports, or null where that is not known. */
export interface NamedCall {
  readonly call: SgNode;
  readonly name: string | null;
  /** The text of what the method is called on; empty for a plain function. */
  readonly object: string;
  readonly args: readonly SgNode[];
}

/** The file's calls whose callee ends in one of the names. */
export function namedCalls(root: SgNode, ...names: readonly string[]): NamedCall[] {
  const all = callsByName(root);
  return names.flatMap((name) =>
    (all.get(name) ?? []).flatMap((call): NamedCall[] => {
      const callee = call.field("function");
      const list = call.field("arguments");
      if (callee === null || list === null) return [];
      const object = callee.field("object")?.text() ?? "";
      return [
        {
          call,
          name: qualified(root, callee),
          object,
          args: list.is("argument_list") ? parts(list) : [list],
        },
      ];
    }),
  );
}

/** The value of `name=…`, else of the argument at the place; undefined where neither stands there. */
export function argument(
  args: readonly SgNode[],
  place: number,
  name?: string,
): SgNode | undefined {
  for (const each of args) {
    if (each.is("keyword_argument") && each.field("name")?.text() === name)
      return each.field("value") ?? undefined;
  }
  const at = args[place];
  return at === undefined || at.is("keyword_argument") || at.is("dictionary_splat")
    ? undefined
    : at;
}
