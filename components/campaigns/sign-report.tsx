"use client";

import { Signature } from "lucide-react";
import { ActionForm } from "../ui/action-form.tsx";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { DialogAnswers } from "../ui/dialog-answers.tsx";
import type { FormAction } from "../ui/form-state.ts";

/** Shows what would be signed, and where it then stands for ever. The form carries `campaignId`. */
export function SignReport({
  campaignId,
  reportSha256,
  sign,
}: {
  campaignId: string;
  reportSha256: string;
  sign: FormAction;
}) {
  return (
    <Dialog
      trigger={
        <Button size="sm">
          <Signature aria-hidden="true" />
          Sign the report…
        </Button>
      }
      title="Sign this report"
      description="You vouch for exactly these bytes, whatever the gate said. The statement stands in the public log for ever, with the counts, the suite and the gate; the report itself stays here."
    >
      <ActionForm action={sign} values={{ campaignId }} className="grid gap-4">
        <p className="grid gap-1 text-sm">
          <span>SHA-256 of the report</span>
          <code className="break-all font-mono text-fg text-xs">{reportSha256}</code>
        </p>
        <DialogAnswers keep="Do not sign" act="Sign the report" working="Signing…" />
      </ActionForm>
    </Dialog>
  );
}
