"use client";

import { EyeOff, Moon, RotateCcw } from "lucide-react";
import { ActionForm, FormMessage, SubmitButton } from "../ui/action-form.tsx";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { DialogAnswers } from "../ui/dialog-answers.tsx";
import type { FormAction } from "../ui/form-state.ts";
import type { FindingState } from "./finding-status.tsx";
import { Reason, SnoozeFields } from "./triage-fields.tsx";

/**
 * Ignore with a reason, snooze, or open again. The forms carry `findingId`, `decision`
 * ("ignore", "snooze", "reopen"), `reason` and, for a snooze, `days`.
 */
export function Triage({
  findingId,
  state,
  triage,
}: {
  findingId: string;
  state: FindingState;
  triage: FormAction;
}) {
  if (state === "ignored" || state === "snoozed" || state === "rejected") {
    return (
      <ActionForm action={triage} values={{ findingId, decision: "reopen" }}>
        <SubmitButton working="Opening…">
          <RotateCcw aria-hidden="true" />
          Open again
        </SubmitButton>
        <FormMessage />
      </ActionForm>
    );
  }
  if (state === "fixed") return null;
  return (
    <>
      <Dialog
        trigger={
          <Button>
            <Moon aria-hidden="true" />
            Snooze…
          </Button>
        }
        title="Snooze this finding"
        description="It leaves the list and comes back by itself. Its deadline stays where it is."
      >
        <ActionForm
          action={triage}
          values={{ findingId, decision: "snooze" }}
          className="grid gap-4"
        >
          <SnoozeFields />
          <DialogAnswers keep="Keep it open" act="Snooze" working="Snoozing…" />
        </ActionForm>
      </Dialog>
      <Dialog
        trigger={
          <Button>
            <EyeOff aria-hidden="true" />
            Ignore…
          </Button>
        }
        title="Ignore this finding"
        description="It stays ignored when lines move. You can open it again at any time."
      >
        <ActionForm
          action={triage}
          values={{ findingId, decision: "ignore" }}
          className="grid gap-4"
        >
          <Reason />
          <DialogAnswers keep="Keep it open" act="Ignore" working="Saving…" />
        </ActionForm>
      </Dialog>
    </>
  );
}
