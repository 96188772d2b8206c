import type { SgNode } from "@ast-grep/napi";
import { stringContent } from "../js/bindings.ts";
import { resolve } from "../js/scope.ts";
import { bare, propertyOf } from "../js/taint/expression.ts";
import { calleeText } from "../js/taint/report.ts";
import { parts } from "../syntax.ts";
import { modelCalls, optionsOf } from "./model-calls.ts";

/** A text that a model is given, and who it is taken to speak for. */
export interface PromptPart {
  readonly at: SgNode;
  readonly value: SgNode;
  readonly name: string;
  readonly role: "system" | "user";
}

const systemKeys = ["system", "instructions", "systemInstruction"];

/** The texts of every prompt that the file sends. */
export function promptParts(root: SgNode): PromptPart[] {
  return modelCalls(root).flatMap((call) => {
    const options = optionsOf(call);
    if (options === null) return [];
    const name = calleeText(call);
    const texts: PromptPart[] = [];
    for (const key of systemKeys) {
      const value = propertyOf(options, key);
      if (value !== null) texts.push({ at: value, value, name, role: "system" });
    }
    for (const key of ["prompt", "input", "contents"]) {
      const value = propertyOf(options, key);
      if (value !== null && !isList(value)) texts.push({ at: value, value, name, role: "user" });
    }
    const list = propertyOf(options, "messages") ?? propertyOf(options, "input");
    return [...texts, ...messagesIn(list, name)];
  });
}

function isList(node: SgNode): boolean {
  return declared(node).is("array");
}

function declared(node: SgNode): SgNode {
  const inner = bare(node);
  const by = inner.is("identifier") ? resolve(inner)?.by : undefined;
  const value = by?.is("variable_declarator") ? by.field("value") : null;
  return value == null ? inner : bare(value);
}

function messagesIn(list: SgNode | null, name: string): PromptPart[] {
  if (list === null) return [];
  const inner = declared(list);
  if (!inner.is("array")) return [];
  return parts(inner).flatMap((message): PromptPart[] => {
    if (!message.is("object")) return [];
    const value = propertyOf(message, "content");
    const role = stringContent(propertyOf(message, "role"));
    if (value === null || role === null) return [];
    const speaks = /^(?:system|developer)$/.test(role) ? "system" : "user";
    return [{ at: value, value, name, role: speaks }];
  });
}
