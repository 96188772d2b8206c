import type { SgNode } from "@ast-grep/napi";
import { argument, namedCalls, type Sink } from "../../py/taint/rule-parts.ts";
import { findKinds, parts } from "../../syntax.ts";
import { usesModels } from "./models.ts";

const roles = /^["'](?:system|developer)["']$/;

/** Where a file writes the instructions of a model, with what stands there. */
export function systemPrompts(root: SgNode, harm: string): Sink[] {
  if (!usesModels(root)) return [];
  const messages = messagesOf(root)
    .filter(({ role }) => roles.test(role))
    .map(({ place, value }) => ({ place, value, harm }));
  const keywords = findKinds(root, "keyword_argument").flatMap((each): Sink[] => {
    const name = each.field("name")?.text() ?? "";
    const value = each.field("value");
    const call = each.parent()?.parent()?.field("function")?.text() ?? "";
    if (value === null || value.is("list")) return [];
    const fits =
      (name === "system" && /\.(?:messages\.(?:create|stream|parse)|generate)$/.test(call)) ||
      name === "system_instruction" ||
      (name === "instructions" &&
        /(?:responses\.create|(?:^|\.)Agent|assistants\.create)$/.test(call));
    return fits ? [{ place: each, value, harm }] : [];
  });
  const made = namedCalls(root, "SystemMessage").flatMap(({ call, args }): Sink[] => {
    const value = argument(args, 0, "content");
    return value === undefined ? [] : [{ place: call, value, harm }];
  });
  return [...messages, ...keywords, ...made];
}

/** Every text that a file sends to a model, whoever it speaks as. */
export function promptTexts(root: SgNode, harm: string): Sink[] {
  if (!usesModels(root)) return [];
  const messages = messagesOf(root).map(({ place, value }) => ({ place, value, harm }));
  const made = namedCalls(root, "HumanMessage", "UserMessage").flatMap(({ call, args }): Sink[] => {
    const value = argument(args, 0, "content");
    return value === undefined ? [] : [{ place: call, value, harm }];
  });
  const prompts = namedCalls(
    root,
    "create",
    "generate_content",
    "invoke",
    "ainvoke",
    "generate",
    "predict",
  ).flatMap(({ call, args }): Sink[] => {
    const value =
      argument(args, -1, "prompt") ?? argument(args, -1, "input") ?? argument(args, 0, "contents");
    return value === undefined || value.is("list") || value.is("dictionary")
      ? []
      : [{ place: call, value, harm }];
  });
  return [
    ...systemPrompts(root, harm),
    ...messages.filter(({ place }) => !roles.test(roleOf(place))),
    ...made,
    ...prompts,
  ];
}

interface Message {
  readonly place: SgNode;
  readonly role: string;
  readonly value: SgNode;
}

/** `{"role": …, "content": …}` and `("system", …)`. */
function messagesOf(root: SgNode): Message[] {
  return findKinds(root, "dictionary").flatMap((place): Message[] => {
    const role = roleOf(place);
    const value = member(place, "content");
    return role === "" || value === null ? [] : [{ place, role, value }];
  });
}

function roleOf(dictionary: SgNode): string {
  return dictionary.is("dictionary") ? (member(dictionary, "role")?.text() ?? "") : "";
}

function member(dictionary: SgNode, name: string): SgNode | null {
  for (const pair of parts(dictionary)) {
    const key = pair.is("pair") ? pair.field("key") : null;
    if (key?.text().slice(1, -1) === name) return pair.field("value");
  }
  return null;
}
