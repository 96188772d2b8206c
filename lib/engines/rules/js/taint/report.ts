import type { SgNode } from "@ast-grep/napi";
import type { Detection } from "../../rule.ts";
import type { SourceFile } from "../../source-file.ts";
import { enclosingSymbol, endOf, kindOf, normalised, startOf } from "../../syntax.ts";
import { type Flow, trace } from "../../taint/trace.ts";
import type { Danger } from "./danger.ts";
import { fileIndex } from "./file-index.ts";
import { maxSinks, sourceText } from "./flow.ts";
import { jsOrigin } from "./origin.ts";
import { handlesRequests } from "./requests.ts";
import type { JsOriginOptions } from "./walk.ts";

/** A place where a value becomes dangerous. */
export interface Sink {
  /** The call or assignment, where the finding stands. */
  readonly at: SgNode;
  readonly value: SgNode;
  /** How the code calls it: `db.query`. */
  readonly name: string;
}

const constants =
  /^(?:string|number|true|false|null|undefined|regex|arrow_function|function_expression)$/;

export interface Reached extends Sink {
  readonly flow: Flow;
  /** The source as it stands in the code. */
  readonly source: string;
}

const requestWords =
  /\b(?:_?req|request|ctx|context|params|searchParams|FormData|cookies|headers)\b/;

/** The sinks that a value of a request reaches. */
export function reachedByRequest<Kind extends Sink>(
  file: SourceFile,
  sinksOf: (root: SgNode) => readonly Kind[],
  danger: Danger,
): (Kind & Reached)[] {
  const root = requestWords.test(file.text) ? file.root() : null;
  if (root === null || !handlesRequests(root)) return [];
  return reached(file, sinksOf, { danger });
}

export function reached<Kind extends Sink>(
  file: SourceFile,
  sinksOf: (root: SgNode) => readonly Kind[],
  options: JsOriginOptions,
): (Kind & Reached)[] {
  const root = file.root();
  if (root === null) return [];
  return sinksOf(root)
    .filter(({ value }) => !constants.test(kindOf(value)))
    .slice(0, maxSinks)
    .flatMap((sink) => {
      const flow = trace(sink.value, jsOrigin(options));
      return flow === null ? [] : [{ ...sink, flow, source: sourceText(flow) }];
    });
}

export function detection({ at, value, name }: Sink, message: string): Detection {
  return {
    start: startOf(at),
    end: endOf(at),
    code: `${name} ${normalised(value)}`.slice(0, 400),
    symbol: enclosingSymbol(at),
    message,
  };
}

/** Calls and `new` of the file under any of the names. */
export function callsNamed(root: SgNode, names: readonly string[]): SgNode[] {
  const { calls } = fileIndex(root);
  return names.flatMap((name) => calls.get(name) ?? []);
}

/** The text of what is called, on one line. */
export function calleeText(call: SgNode): string {
  const callee = call.field(call.is("new_expression") ? "constructor" : "function");
  const text = callee === null ? "" : normalised(callee);
  return text.length <= 50 ? text : `…${text.slice(-40)}`;
}
