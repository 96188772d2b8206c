"use client";

import { ActionForm, FormField, useFieldError } from "../ui/action-form.tsx";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { DialogAnswers } from "../ui/dialog-answers.tsx";
import { Input } from "../ui/field.tsx";
import type { FormAction } from "../ui/form-state.ts";

/** The form carries `connectionId` and the typed `name`. */
export function EndConnection({
  connectionId,
  name,
  end,
}: {
  connectionId: string;
  name: string;
  end: FormAction;
}) {
  return (
    <Dialog
      trigger={
        <Button size="sm" variant="danger" aria-label={`Disconnect ${name}…`}>
          Disconnect…
        </Button>
      }
      title={`Disconnect ${name}`}
      description="The credential is revoked on the forge and destroyed here. Its repositories are no longer looked at; what was signed stays signed."
    >
      <ActionForm action={end} values={{ connectionId }} className="grid gap-4">
        <FormField name="name" label={`Type ${name}`}>
          <NameInput />
        </FormField>
        <DialogAnswers
          keep="Keep the connection"
          act="Disconnect"
          working="Disconnecting…"
          destroys
        />
      </ActionForm>
    </Dialog>
  );
}

function NameInput() {
  return (
    <Input
      id="name"
      name="name"
      required
      maxLength={300}
      autoComplete="off"
      spellCheck={false}
      aria-invalid={useFieldError("name") ? true : undefined}
    />
  );
}
