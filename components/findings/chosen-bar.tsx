"use client";

import { EyeOff, Moon, RotateCcw } from "lucide-react";
import { type ReactNode, useState } from "react";
import { ActionForm, FormMessage, SubmitButton } from "../ui/action-form.tsx";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { DialogAnswers } from "../ui/dialog-answers.tsx";
import type { FormAction } from "../ui/form-state.ts";
import { boxClass, useChoice } from "./choosing.tsx";
import { Reason, SnoozeFields } from "./triage-fields.tsx";

export interface ChosenView {
  /** How many match the filters, on this page or not. */
  readonly total: number;
  /** At most so many are decided about at once. */
  readonly most: number;
  /** The filters, as the action reads them. */
  readonly matching: string;
  readonly decisions: readonly ("ignore" | "snooze" | "reopen")[];
}

/**
 * What can be decided about the chosen findings. The forms carry `findingIds` (a JSON list) or
 * `matching`, and what `Triage` carries.
 */
export function ChosenBar({ view, triage }: { view: ChosenView; triage: FormAction }) {
  const { ids, chosen, all, choose, chooseAll } = useChoice();
  const [said, setSaid] = useState("");
  const [asking, setAsking] = useState<"ignore" | "snooze" | null>(null);
  const { total, most, matching, decisions } = view;
  const count = all ? Math.min(total, most) : chosen.length;
  const what = count === 1 ? "1 finding" : `${count} findings`;
  const values: Record<string, string> = all
    ? { matching }
    : { findingIds: JSON.stringify(chosen) };
  const isWhole = chosen.length === ids.length;

  const decide: FormAction = async (state, form) => {
    const answer = await triage(state, form);
    if (answer.done) {
      setAsking(null);
      chooseAll(false);
      setSaid(answer.done);
    }
    return answer;
  };
  function mark(isChosen: boolean) {
    setSaid("");
    choose(ids, isChosen);
  }

  return (
    <div className="flex min-h-11 flex-wrap items-center gap-x-3 gap-y-2 border-line border-b px-4 py-1.5 text-xs max-narrow:px-3">
      <label className="inline-flex min-h-6 items-center gap-2 pl-1 max-narrow:min-h-10">
        <input
          type="checkbox"
          checked={isWhole}
          onChange={(event) => mark(event.target.checked)}
          className={boxClass}
        />
        <span className="text-fg-muted">{total > ids.length ? "All on this page" : "All"}</span>
      </label>
      <span role="status" className="text-fg-muted tabular-nums">
        {count > 0 ? `${what} chosen` : said}
      </span>
      {count > 0 && total > ids.length && !all && (
        <Button size="sm" variant="ghost" onClick={() => chooseAll(true)}>
          Choose all {total.toLocaleString("en")} that match
        </Button>
      )}
      {all && total > most && (
        <span className="text-fg-subtle">
          At once the {most} gravest and oldest of {total.toLocaleString("en")}.
        </span>
      )}
      {count > 0 && (
        <span className="ml-auto flex flex-wrap gap-2 max-narrow:ml-0">
          {decisions.includes("snooze") && (
            <Button size="sm" onClick={() => setAsking("snooze")}>
              <Moon aria-hidden="true" />
              Snooze…
            </Button>
          )}
          {decisions.includes("ignore") && (
            <Button size="sm" onClick={() => setAsking("ignore")}>
              <EyeOff aria-hidden="true" />
              Ignore…
            </Button>
          )}
          {decisions.includes("reopen") && (
            <ActionForm action={decide} values={{ ...values, decision: "reopen" }}>
              <SubmitButton size="sm" working="Opening…">
                <RotateCcw aria-hidden="true" />
                Open again
              </SubmitButton>
              <FormMessage />
            </ActionForm>
          )}
        </span>
      )}
      <Question
        open={asking === "snooze"}
        close={() => setAsking(null)}
        title={`Snooze ${what}`}
        text="They leave the list and come back by themselves. Their deadlines stay where they are."
      >
        <ActionForm
          action={decide}
          values={{ ...values, decision: "snooze" }}
          className="grid gap-4"
        >
          <SnoozeFields />
          <DialogAnswers keep="Keep them open" act={`Snooze ${what}`} working="Snoozing…" />
        </ActionForm>
      </Question>
      <Question
        open={asking === "ignore"}
        close={() => setAsking(null)}
        title={`Ignore ${what}`}
        text="They stay ignored when lines move. You can open them again at any time."
      >
        <ActionForm
          action={decide}
          values={{ ...values, decision: "ignore" }}
          className="grid gap-4"
        >
          <Reason />
          <DialogAnswers keep="Keep them open" act={`Ignore ${what}`} working="Saving…" />
        </ActionForm>
      </Question>
    </div>
  );
}

function Question({
  open,
  close,
  title,
  text,
  children,
}: {
  open: boolean;
  close: () => void;
  title: string;
  text: string;
  children: ReactNode;
}) {
  return (
    <Dialog
      open={open}
      onOpenChange={(isOpen) => !isOpen && close()}
      title={title}
      description={text}
    >
      {children}
    </Dialog>
  );
}
