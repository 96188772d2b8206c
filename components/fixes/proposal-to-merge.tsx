import {
  CircleUserRound,
  GitMerge,
  GitPullRequest,
  ListChecks,
  type LucideIcon,
  Signature,
} from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "../ui/cn.ts";
import { type Fact, FactsList, Panel, PanelHeader } from "../ui/panel.tsx";
import { Time } from "../ui/time.tsx";

export type FixStepId = "proposed" | "checks" | "approval" | "signature" | "merge";

export interface FixStep {
  id: FixStepId;
  /** `person` waits for a person and is the only one in ember. */
  state: "done" | "person" | "now" | "next" | "stopped";
  at?: string | undefined;
  text: ReactNode;
}

const names: Record<FixStepId, { title: string; icon: LucideIcon }> = {
  proposed: { title: "Proposed", icon: GitPullRequest },
  checks: { title: "Checks", icon: ListChecks },
  approval: { title: "Approval", icon: CircleUserRound },
  signature: { title: "Signature", icon: Signature },
  merge: { title: "Merge", icon: GitMerge },
};

/** Where the fix stands between proposal and merge, and the facts about it. */
export function ProposalToMerge({
  steps,
  facts,
}: {
  steps: readonly FixStep[];
  facts: readonly Fact[];
}) {
  return (
    <Panel aria-labelledby="h-travel">
      <PanelHeader id="h-travel" title="From proposal to merge" />
      <ol className="p-4">
        {steps.map((step) => (
          <Step key={step.id} step={step} />
        ))}
      </ol>
      {facts.length > 0 && (
        <FactsList facts={facts} look="side" className="border-line border-t px-4 pt-2 pb-2.5" />
      )}
    </Panel>
  );
}

function Step({ step }: { step: FixStep }) {
  const { title, icon: Icon } = names[step.id];
  const done = step.state === "done";
  const person = step.state === "person";
  return (
    <li
      aria-current={person || step.state === "now" ? "step" : undefined}
      className="group relative grid grid-cols-[22px_minmax(0,1fr)] gap-3 pb-[18px] last:pb-0.5"
    >
      <span
        aria-hidden="true"
        className={cn(
          "absolute top-6 -bottom-0.5 left-[10.5px] w-px group-last:hidden",
          done ? "bg-fg-muted" : "bg-line-strong",
        )}
      />
      <span
        className={cn(
          "z-1 grid size-[22px] place-items-center rounded-full border [&>.lucide]:size-3",
          done && "border-ink bg-ink text-invert",
          person && "border-ember bg-ember-wash text-ember",
          step.state === "now" && "border-ink bg-raised text-fg",
          step.state === "stopped" && "border-line-strong bg-raised text-fg-muted",
          step.state === "next" && "border-line-strong border-dashed bg-raised text-fg-subtle",
        )}
      >
        <Icon aria-hidden="true" />
      </span>
      <div>
        <p className="flex justify-between gap-2">
          <span className={cn("font-medium", person && "font-semibold text-ember")}>{title}</span>
          {step.at && <Time at={step.at} className="text-fg-subtle text-xs" />}
        </p>
        <div className="text-fg-subtle text-xs leading-[18px]">{step.text}</div>
      </div>
    </li>
  );
}
