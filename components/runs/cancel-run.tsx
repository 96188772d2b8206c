"use client";

import { X } from "lucide-react";
import { ActionForm } from "../ui/action-form.tsx";
import { Button, IconButton } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { DialogAnswers } from "../ui/dialog-answers.tsx";
import type { FormAction } from "../ui/form-state.ts";

/** The form carries `runId`. */
export function CancelRun({
  runId,
  title,
  cancel,
  look = "icon",
}: {
  runId: string;
  title: string;
  cancel: FormAction;
  look?: "icon" | "button";
}) {
  return (
    <Dialog
      trigger={
        look === "icon" ? (
          <IconButton label={`Cancel run: ${title}`}>
            <X aria-hidden="true" />
          </IconButton>
        ) : (
          <Button variant="danger">
            <X aria-hidden="true" />
            Cancel the run
          </Button>
        )
      }
      title="Cancel this run"
      description={`“${title}” stops after the step it is in. You can run it again.`}
    >
      <ActionForm action={cancel} values={{ runId }} className="grid gap-4">
        <DialogAnswers keep="Keep it running" act="Cancel the run" working="Cancelling…" destroys />
      </ActionForm>
    </Dialog>
  );
}
