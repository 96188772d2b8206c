import { cn } from "../ui/cn.ts";

export type StepState = "done" | "now" | "next" | "failed";

export interface StepView {
  name: string;
  state: StepState;
}

/** "Step 4 of 8: Validate", drawn as bars. Only the running step moves. */
export function StepBars({ steps, className }: { steps: readonly StepView[]; className?: string }) {
  const at = steps.findIndex((step) => step.state === "now" || step.state === "failed");
  const current = steps[at];
  const label = current
    ? `Step ${at + 1} of ${steps.length}: ${current.name}`
    : `${steps.filter((step) => step.state === "done").length} of ${steps.length} steps done`;
  return (
    <div
      role="img"
      aria-label={label}
      title={label}
      className={cn("grid auto-cols-fr grid-flow-col gap-[3px]", className)}
    >
      {steps.map((step) => (
        <span
          key={step.name}
          className={cn(
            "h-1.5 overflow-hidden rounded-[1.5px]",
            step.state === "done" && "bg-fg-muted",
            step.state === "now" && "bg-fg-faint",
            step.state === "next" && "bg-active",
            step.state === "failed" && "bg-danger",
          )}
        >
          {step.state === "now" && (
            <span className="block h-full w-full origin-left scale-x-[.55] animate-step bg-ink" />
          )}
        </span>
      ))}
    </div>
  );
}
