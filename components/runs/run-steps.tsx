import { Check, CircleDashed, LoaderCircle, X } from "lucide-react";
import { cn } from "../ui/cn.ts";
import { Panel, PanelHeader } from "../ui/panel.tsx";
import { VisibleText } from "../ui/visible-text.tsx";
import { Elapsed } from "./elapsed.tsx";
import type { StepState } from "./step-bars.tsx";

export interface RunStepView {
  name: string;
  state: StepState;
  /** What it did, is doing, or why it failed. */
  detail?: string | undefined;
  startedAt?: string | undefined;
  endedAt?: string | undefined;
}

const icons = { done: Check, now: LoaderCircle, next: CircleDashed, failed: X } as const;
const words = { done: "done", now: "running", next: "not yet", failed: "failed" } as const;

/** The steps of a run, in order, each with what it did and how long it took. */
export function RunSteps({ steps }: { steps: readonly RunStepView[] }) {
  const done = steps.filter((step) => step.state === "done").length;
  return (
    <Panel aria-labelledby="h-steps">
      <PanelHeader id="h-steps" title="Steps">
        {done} of {steps.length} done
      </PanelHeader>
      <ol className="divide-y divide-line">
        {steps.map((step) => {
          const Icon = icons[step.state];
          return (
            <li
              key={step.name}
              aria-current={step.state === "now" ? "step" : undefined}
              className="grid min-h-9 grid-cols-[16px_minmax(120px,168px)_minmax(0,1fr)_auto] items-center gap-x-3 px-4 py-2 max-narrow:grid-cols-[16px_minmax(0,1fr)_auto] max-narrow:px-3"
            >
              <Icon
                aria-hidden="true"
                className={cn(
                  "text-fg-muted",
                  step.state === "now" && "animate-spin text-fg",
                  step.state === "next" && "text-fg-subtle",
                  step.state === "failed" && "text-danger",
                )}
              />
              <span className={step.state === "next" ? "text-fg-subtle" : "font-medium"}>
                {step.name}
                <span className="sr-only">, {words[step.state]}</span>
              </span>
              <span
                aria-live={step.state === "now" ? "polite" : undefined}
                className={cn(
                  "text-fg-subtle text-xs max-narrow:col-span-2 max-narrow:col-start-2 max-narrow:row-start-2",
                  step.state === "failed" && "text-danger",
                )}
              >
                {step.detail && <VisibleText text={step.detail} />}
              </span>
              {step.startedAt ? (
                <Elapsed
                  since={step.startedAt}
                  until={step.endedAt}
                  className="text-fg-muted text-xs"
                />
              ) : (
                <span />
              )}
            </li>
          );
        })}
      </ol>
    </Panel>
  );
}
