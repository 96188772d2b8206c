"use client";

import { ActionForm } from "../ui/action-form.tsx";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { DialogAnswers } from "../ui/dialog-answers.tsx";
import type { FormAction } from "../ui/form-state.ts";
import { TypedName } from "../ui/typed-name.tsx";

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
        <TypedName name={name} />
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
