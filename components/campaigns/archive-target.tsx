"use client";

import { ActionForm } from "../ui/action-form.tsx";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { DialogAnswers } from "../ui/dialog-answers.tsx";
import type { FormAction } from "../ui/form-state.ts";
import { TypedName } from "../ui/typed-name.tsx";

/** The form carries `targetId` and the typed `name`. */
export function ArchiveTarget({
  targetId,
  name,
  archive,
}: {
  targetId: string;
  name: string;
  archive: FormAction;
}) {
  return (
    <Dialog
      trigger={<Button variant="danger">Archive the target…</Button>}
      title={`Archive ${name}`}
      description="Its secrets are destroyed, its schedule ends, and a campaign under way is asked to stop. Its campaigns stay readable. It cannot be taken back."
    >
      <ActionForm action={archive} values={{ targetId }} className="grid gap-4">
        <TypedName name={name} />
        <DialogAnswers
          keep="Keep the target"
          act="Archive the target"
          working="Archiving…"
          destroys
        />
      </ActionForm>
    </Dialog>
  );
}
