"use client";

import { X } from "lucide-react";
import { ActionForm } from "../ui/action-form.tsx";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { DialogAnswers } from "../ui/dialog-answers.tsx";
import type { FormAction } from "../ui/form-state.ts";

/** The form carries `campaignId`. */
export function CancelCampaign({
  campaignId,
  target,
  cancel,
}: {
  campaignId: string;
  target: string;
  cancel: FormAction;
}) {
  return (
    <Dialog
      trigger={
        <Button variant="danger" size="sm">
          <X aria-hidden="true" />
          Cancel the campaign
        </Button>
      }
      title="Cancel this campaign"
      description={`The attempts against ${target} that are under way end first. What was not tried counts as not tested.`}
    >
      <ActionForm action={cancel} values={{ campaignId }} className="grid gap-4">
        <DialogAnswers
          keep="Keep it running"
          act="Cancel the campaign"
          working="Cancelling…"
          destroys
        />
      </ActionForm>
    </Dialog>
  );
}
