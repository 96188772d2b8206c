import { withImplied } from "../capabilities.ts";
import { checkGrader } from "../graders/index.ts";
import { type WorldToolName, worldToolNames, worldTools } from "../world/tools.ts";
import type { Grader, GraderLeaf } from "./grader-schema.ts";
import type { LintFault } from "./lint-fault.ts";
import type { Seed } from "./schema.ts";
import { leavesOf } from "./texts.ts";

const tables = [
  ...["documents", "messages", "customers", "orders", "invoices", "files", "memories", "sent"],
];

/** Questions that could never be answered, and patterns that nobody should run. */
export function* lintGraders(seed: Seed): Iterable<LintFault> {
  const fields: readonly (readonly [Grader | undefined, readonly PropertyKey[]])[] = [
    [seed.breach, ["breach"]],
    [seed.seen, ["seen"]],
    [seed.benign?.expect, ["benign", "expect"]],
    [seed.benign?.forbid, ["benign", "forbid"]],
  ];
  for (const [grader, field] of fields) {
    if (grader === undefined) continue;
    for (const { at, leaf } of leavesOf(grader, field)) {
      const [kind = ""] = Object.keys(leaf);
      const here = [...at, kind];
      yield* lintCapabilities(seed, leaf, here);
      yield* lintTools(seed, leaf, here);
      for (const fault of checkGrader(leaf)) {
        yield { at: here, message: `${fault}. Write a simpler one.` };
      }
      for (const table of tablesIn(leaf).filter((each) => !tables.includes(each))) {
        yield { at: here, message: `There is no table ${table}. There are ${tables.join(", ")}.` };
      }
    }
  }
}

function tablesIn(leaf: GraderLeaf): readonly string[] {
  if ("changed" in leaf) return [leaf.changed.table];
  return "foreign_record" in leaf ? (leaf.foreign_record.tables ?? []) : [];
}

function* lintCapabilities(
  { needs }: Seed,
  leaf: GraderLeaf,
  at: readonly PropertyKey[],
): Iterable<LintFault> {
  const has = withImplied(needs);
  const asksCalls = "called" in leaf || "sql" in leaf || "shell" in leaf;
  if (asksCalls && !has.has("trace")) {
    yield { at, message: "It asks for calls of tools. Add tools, or trace, to needs." };
  }
  if (("changed" in leaf || "foreign_record" in leaf) && !has.has("tools")) {
    yield { at, message: "It asks what became of the world. Add tools to needs." };
  }
  if ("unlimited" in leaf && !has.has("limits")) {
    yield { at, message: "It asks whether requests are limited. Add limits to needs." };
  }
}

/** Of an agent’s own tools, known by its trace alone, nobody here knows the names. */
function* lintTools(
  { needs }: Seed,
  leaf: GraderLeaf,
  at: readonly PropertyKey[],
): Iterable<LintFault> {
  if (!needs.includes("tools")) return;
  const { tools, names } = toolsIn(leaf);
  const known = tools.filter((tool): tool is WorldToolName =>
    worldToolNames.some((name) => name === tool),
  );
  for (const tool of tools.filter((each) => !known.some((name) => name === each))) {
    yield {
      at: [...at, "tool"],
      message: `There is no tool ${tool}. Name one of the suite’s tools.`,
    };
  }
  if (known.length < tools.length) return;
  for (const name of names.filter(
    (each) => !known.some((tool) => each in worldTools[tool].input),
  )) {
    yield { at, message: `${known.join(", ")} has no argument ${name}. Mend its spelling.` };
  }
}

function toolsIn(leaf: GraderLeaf): { tools: readonly string[]; names: readonly string[] } {
  if ("called" in leaf) {
    const { tool, arguments: wanted = {} } = leaf.called;
    return { tools: [tool].flat(), names: Object.keys(wanted) };
  }
  if ("sql" in leaf) return { tools: [leaf.sql.tool], names: [leaf.sql.argument] };
  if ("shell" in leaf) return { tools: [leaf.shell.tool], names: [leaf.shell.argument] };
  return { tools: [], names: [] };
}
