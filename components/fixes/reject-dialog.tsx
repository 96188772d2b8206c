"use client";

import { ActionForm, FormField } from "../ui/action-form.tsx";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { DialogAnswers } from "../ui/dialog-answers.tsx";
import { Textarea } from "../ui/field.tsx";
import type { FormAction } from "../ui/form-state.ts";

export function RejectDialog({
  values,
  reject,
}: {
  values: Readonly<Record<string, string>>;
  reject: FormAction;
}) {
  return (
    <Dialog
      trigger={<Button size="lg">Reject…</Button>}
      title="Reject this fix"
      description="It is not signed and not proposed again. The reason stays in the audit log."
    >
      <ActionForm action={reject} values={values} className="grid gap-4">
        <FormField name="reason" label="Reason" hint="At least a few words: others will read it.">
          <Textarea id="reason" name="reason" required minLength={3} maxLength={500} />
        </FormField>
        <DialogAnswers keep="Keep the fix" act="Reject the fix" working="Rejecting…" destroys />
      </ActionForm>
    </Dialog>
  );
}
