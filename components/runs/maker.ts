import type { RunView } from "#lib/services/runs/index.ts";

/** Who makes the change of a run: "Rule js/exec", or "anthropic/claude-… (your key)". */
export function makerWords({ fixer, model, ruleId }: Pick<RunView, "fixer" | "model" | "ruleId">) {
  if (fixer === "model") return `${model ?? "The model you chose"} (your key)`;
  return ruleId === null ? "No change is made" : `Rule ${ruleId}`;
}
