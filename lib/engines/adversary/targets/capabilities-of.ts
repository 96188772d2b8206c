import { AppError } from "#lib/base/index.ts";
import { type Capability, withImplied } from "../capabilities.ts";
import { slotsIn } from "./slots.ts";
import type { TargetSpec } from "./spec.ts";

const ofModels = ["system", "sessions", "documents", "tools", "usage"] as const;
const rendering = {
  html: "renders-html",
  markdown: "renders-markdown",
  terminal: "renders-terminal",
  csv: "exports-csv",
} as const;

/** What a target can do: what its file declares and shows, without what it says it lacks. */
export function capabilitiesOf(spec: TargetSpec): ReadonlySet<Capability> {
  const all = new Set<Capability>(spec.capabilities);
  for (const each of spec.renders) all.add(rendering[each]);
  for (const each of shownBy(spec)) all.add(each);
  for (const each of spec.lacks) all.delete(each);
  return withImplied(all);
}

/** What the other fields of a file show without being declared. */
function shownBy(spec: TargetSpec): readonly Capability[] {
  const shown: Capability[] = [];
  if (spec.protect.length > 0) shown.push("protected-texts");
  if (spec.spans !== undefined) shown.push("trace");
  if (spec.tools === "shared") shown.push("tools");
  if ("second" in spec && spec.second !== undefined) shown.push("identities");
  if ("model" in spec) return [...shown, ...ofModels];
  if (spec.calls !== undefined) shown.push("trace");
  if (spec.usage !== undefined) shown.push("usage");
  if (spec.kind === "http" && spec.plant !== undefined) shown.push("retrieval");
  const slots = slotsOf(spec);
  for (const [capability, names] of Object.entries(bySlot)) {
    if (names.some((name) => slots.has(name))) shown.push(capability as Capability);
  }
  return shown;
}

const bySlot = {
  system: ["system"],
  sessions: ["messages", "session"],
  documents: ["documents"],
  tools: ["tools_url", "mcp_url"],
} as const satisfies Partial<Record<Capability, readonly string[]>>;

/** All slots of the templates that a message goes through. */
export function slotsOf(spec: TargetSpec): ReadonlySet<string> {
  switch (spec.kind) {
    case "http":
      return slotsIn([spec.url, spec.headers, spec.second?.headers, spec.body]);
    case "mcp": {
      const { url, command, environment, headers, arguments: others, second } = spec;
      return slotsIn([url, command, environment, headers, others, second]);
    }
    case "shell":
      return slotsIn([spec.command, spec.environment, spec.second, spec.stdin]);
    default:
      return new Set();
  }
}

/** Throws `invalid_input` where a file declares what its other fields make impossible. */
export function checkDeclared(spec: TargetSpec): void {
  const both = spec.capabilities.find((each) => spec.lacks.includes(each));
  if (both !== undefined) throw refused(`${both} stands in capabilities and in lacks. Remove one.`);
  const shown = new Set<Capability>(shownBy(spec));
  const needs = demands(spec);
  for (const capability of spec.capabilities) {
    const how = needs[capability];
    if (how !== undefined && !shown.has(capability)) {
      throw refused(`it declares ${capability}, and nothing shows how: ${how}.`);
    }
  }
}

/** What must be there for a capability to be true, in the words of who is told that it is not. */
function demands(spec: TargetSpec): Partial<Readonly<Record<Capability, string>>> {
  const always = {
    identities: "say in second what differs for another customer",
    "protected-texts": "write the texts into protect",
  };
  if ("model" in spec) return always;
  const hasTools = slotsOf(spec).has("mcp_url") || slotsOf(spec).has("tools_url");
  return {
    system: "put {{system}} where the system prompt goes",
    ...(spec.kind !== "mcp" && { sessions: "send {{session}} or {{messages}}" }),
    documents: "send {{documents}}",
    tools: "send {{mcp_url}} or {{tools_url}}, or connect the agent by hand and set tools: shared",
    trace: "say in calls or spans where its calls are",
    usage: "say in usage where its tokens are",
    ...(!hasTools &&
      spec.tools !== "shared" && { retrieval: "say in plant how a document gets there" }),
    ...always,
  };
}

function refused(why: string): AppError {
  return new AppError("invalid_input", `The target file cannot be used: ${why}`);
}
