import {
  CircleAlert,
  Eye,
  FlagTriangleRight,
  ListChecks,
  MessageSquare,
  PencilLine,
  Search,
  Timer,
} from "lucide-react";
import type { AttemptView } from "#lib/services/attempts/index.ts";
import { cn } from "../ui/cn.ts";
import { Panel, PanelHeader } from "../ui/panel.tsx";
import { Time } from "../ui/time.tsx";
import { VisibleText } from "../ui/visible-text.tsx";
import { type AgentLine, type AgentStep, agentSteps } from "./agent-steps.ts";
import { budgetWords, costWords, count, purposeWords, tokenWords } from "./agent-words.ts";

const icons = {
  look: Eye,
  search: Search,
  edit: PencilLine,
  check: ListChecks,
  submit: FlagTriangleRight,
  wait: Timer,
  fault: CircleAlert,
  talk: MessageSquare,
} as const;

const states = {
  running: "At work",
  submitted: "Handed in",
  ended: "Ended",
  broken_off: "Broken off: Etna’s process ended before it did",
} as const;

/** What a model did at a run, one row a step, and what that took. */
export function AgentWork({ attempt }: { attempt: AttemptView }) {
  const steps = agentSteps(attempt.events);
  const id = `h-agent-${attempt.number}`;
  const budget = budgetWords(attempt);
  return (
    <Panel aria-labelledby={id}>
      <PanelHeader
        id={id}
        title={attempt.number === 1 ? "What the agent did" : purposeWords[attempt.purpose]}
      >
        {states[attempt.state]}
      </PanelHeader>
      <div className="border-line border-b px-4 py-2.5 max-narrow:px-3">
        <p className="meta">
          <span className="break-all font-mono">
            {attempt.provider}/{attempt.model}
          </span>
          <span>{count(attempt.steps, "step")}</span>
          <span>{tokenWords(attempt)}</span>
          <span>{costWords(attempt)}</span>
          {budget && <span>{budget}</span>}
        </p>
      </div>
      {attempt.verdict && (
        <p className="px-4 py-2.5 max-narrow:px-3">
          <VisibleText text={attempt.verdict.summary} />.
        </p>
      )}
      {steps.length === 0 && attempt.verdict === null && (
        <p className="px-4 py-3 text-fg-muted max-narrow:px-3">
          {attempt.state === "running" ? "It is being asked." : "It was not asked for anything."}
        </p>
      )}
      {steps.length > 0 && (
        <ol
          aria-live={attempt.state === "running" ? "polite" : undefined}
          aria-label={purposeWords[attempt.purpose]}
          className="divide-y divide-line"
        >
          {steps.map((step) => (
            <Step key={step.step} step={step} />
          ))}
        </ol>
      )}
    </Panel>
  );
}

function Step({ step }: { step: AgentStep }) {
  return (
    <li className="grid grid-cols-[24px_minmax(0,1fr)_auto] items-start gap-x-3 px-4 py-2.5 max-narrow:px-3">
      <span className="text-fg-subtle text-xs leading-5 tabular-nums">
        <span className="sr-only">Step </span>
        {step.step}
      </span>
      <div className="grid min-w-0 gap-1">
        {step.says && (
          <p className="break-words text-fg-muted">
            <span className="sr-only">The model said: </span>
            <VisibleText text={shortened(step.says)} />
          </p>
        )}
        {step.lines.map((line, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines are only ever added
          <Line key={at} line={line} />
        ))}
        {step.lines.length === 0 && step.says === "" && (
          <p className="text-fg-subtle text-xs leading-5">Waits for the model’s answer</p>
        )}
      </div>
      <Time
        at={step.at}
        format="clock"
        className="text-fg-subtle text-xs leading-5 max-narrow:hidden"
      />
    </li>
  );
}

function Line({ line }: { line: AgentLine }) {
  const Icon = icons[line.kind];
  return (
    <p className="grid grid-cols-[14px_minmax(0,1fr)] gap-2 text-xs leading-5">
      <Icon
        aria-hidden="true"
        className={cn("mt-[3px] size-3.5 text-fg-subtle", line.kind === "fault" && "text-danger")}
      />
      <span className="min-w-0 break-words">
        <span className="font-medium">
          <VisibleText text={line.text} />
        </span>
        {line.note && (
          <span className="text-fg-subtle">
            {" "}
            <VisibleText text={line.note} />
          </span>
        )}
      </span>
    </p>
  );
}

const maxSaid = 600;

function shortened(said: string): string {
  const text = said.trim();
  return text.length <= maxSaid ? text : `${text.slice(0, maxSaid).toWellFormed()}…`;
}
