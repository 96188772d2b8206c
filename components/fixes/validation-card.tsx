import { Check, CircleDashed, X } from "lucide-react";
import type { ValidationCheck } from "#lib/engines/patch/index.ts";
import { cn } from "../ui/cn.ts";
import { Panel, PanelHeader } from "../ui/panel.tsx";

const looks = {
  passed: { word: "Passed", icon: Check, tone: "text-fg-muted" },
  failed: { word: "Failed", icon: X, tone: "font-medium text-danger" },
  not_run: { word: "Not run", icon: CircleDashed, tone: "text-fg-subtle" },
} as const;

/** "7 passed · 1 not run". What was not run is said, never counted as passed. */
export function validationSummary(checks: readonly ValidationCheck[]): string {
  const count = (outcome: ValidationCheck["outcome"]) =>
    checks.filter((check) => check.outcome === outcome).length;
  const parts = [`${count("passed")} passed`];
  if (count("failed") > 0) parts.push(`${count("failed")} failed`);
  if (count("not_run") > 0) parts.push(`${count("not_run")} not run`);
  return parts.join(" · ");
}

export function ValidationCard({ checks }: { checks: readonly ValidationCheck[] }) {
  return (
    <Panel aria-labelledby="h-validation">
      <PanelHeader id="h-validation" title="Validation">
        {validationSummary(checks)}
      </PanelHeader>
      <ul className="divide-y divide-line">
        {checks.map((check) => {
          const { word, icon: Icon, tone } = looks[check.outcome];
          return (
            <li
              key={check.id}
              className="grid min-h-9 grid-cols-[16px_minmax(150px,208px)_minmax(0,1fr)_auto] items-center gap-x-3 px-4 py-1.5 max-narrow:grid-cols-[16px_minmax(0,1fr)_auto] max-narrow:gap-x-2.5 max-narrow:px-3 max-narrow:py-2"
            >
              <Icon aria-hidden="true" className={tone} />
              <span className={cn(check.outcome === "not_run" ? "text-fg-subtle" : "font-medium")}>
                {check.title}
              </span>
              <span className="text-fg-subtle text-xs leading-[18px] max-narrow:col-span-2 max-narrow:col-start-2 max-narrow:row-start-2">
                {check.summary}
              </span>
              <span className={cn("text-xs", tone)}>{word}</span>
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}
