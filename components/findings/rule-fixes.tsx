import { Wrench } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { ActionButton } from "../ui/action-button.tsx";
import type { FormAction } from "../ui/form-state.ts";
import { Panel } from "../ui/panel.tsx";

export interface RuleFixesBar {
  readonly ruleId: string;
  /** The page of the rule. */
  readonly ruleHref: string;
  readonly title: string;
  /** Only this repository's; null for all. */
  readonly repositoryId: string | null;
  readonly fixable: number;
  readonly waiting: number;
  readonly underWay: number;
  readonly proposed: number;
  /** How many fixes a repository takes at a time, after "wait for room:" and before a full stop. */
  readonly room: string;
  readonly runsHref: string;
  readonly fixesHref: string;
}

/** How the fixes of one rule stand, and the buttons that start and take back. The forms carry `ruleId` and `repositoryId`. */
export function RuleFixes({
  view,
  fix,
  cancel,
  live,
}: {
  view: RuleFixesBar;
  /** Null for whoever may start nothing. */
  fix: FormAction | null;
  cancel: FormAction | null;
  /** Keeps the page fresh while runs are under way. */
  live?: ReactNode;
}) {
  const { fixable, waiting, underWay, proposed, room } = view;
  const values = {
    ruleId: view.ruleId,
    ...(view.repositoryId !== null && { repositoryId: view.repositoryId }),
  };
  const many = (count: number, one: string, more: string) =>
    count === 1 ? one : `${count} ${more}`;
  return (
    <Panel aria-labelledby="h-rule">
      <div className="flex items-center justify-between gap-6 px-4 py-3 max-narrow:flex-col max-narrow:items-stretch max-narrow:gap-3 max-narrow:px-3">
        <div className="min-w-0">
          <h2 id="h-rule" className="font-semibold text-sm">
            <Link href={view.ruleHref} className="link">
              {view.title}
            </Link>
          </h2>
          <p className="text-fg-muted" aria-live="polite">
            {fixable > 0 && `The rule can fix ${many(fixable, "one of these", "of these")}. `}
            {fixable + waiting + underWay + proposed === 0 && "The rule has no fix for these."}
            {underWay > 0 && (
              <>
                <Link href={view.runsHref} className="link">
                  {many(underWay, "One run", "runs")}
                </Link>{" "}
                {underWay === 1 ? "is" : "are"} under way.{" "}
              </>
            )}
            {proposed > 0 && (
              <>
                <Link href={view.fixesHref} className="link">
                  {many(proposed, "One fix", "fixes")}
                </Link>{" "}
                {proposed === 1 ? "waits" : "wait"} for a person.{" "}
              </>
            )}
            {waiting > 0 && `${many(waiting, "One waits", "wait")} for room: ${room}.`}
          </p>
        </div>
        <div className="flex shrink-0 flex-wrap items-center gap-2">
          {live}
          {cancel && waiting > 0 && (
            <ActionButton action={cancel} values={values} working="Taking back…">
              Take back what waits
            </ActionButton>
          )}
          {fix && fixable > 0 && (
            <ActionButton action={fix} values={values} working="Starting…">
              <Wrench aria-hidden="true" />
              Fix {fixable === 1 ? "it" : `all ${fixable}`}
            </ActionButton>
          )}
        </div>
      </div>
    </Panel>
  );
}
