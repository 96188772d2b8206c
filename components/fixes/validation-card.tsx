import { Check, CircleDashed, X } from "lucide-react";
import type { ValidationCheck } from "#lib/engines/patch/index.ts";
import { cn } from "../ui/cn.ts";
import { Panel, PanelHeader } from "../ui/panel.tsx";
import { validationSummary } from "./validation-summary.ts";

const looks = {
  passed: { word: "Passed", icon: Check, tone: "text-fg-muted" },
  failed: { word: "Failed", icon: X, tone: "font-medium text-danger" },
  not_run: { word: "Not run", icon: CircleDashed, tone: "text-fg-subtle" },
} as const;

export function ValidationCard({
  checks,
  title = "Validation",
}: {
  checks: readonly ValidationCheck[];
  title?: string;
}) {
  return (
    <Panel aria-labelledby="h-validation">
      <PanelHeader id="h-validation" title={title}>
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
