"use client";

import type { ReactNode } from "react";
import { ActionForm } from "../ui/action-form.tsx";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { DialogAnswers } from "../ui/dialog-answers.tsx";
import type { FormAction } from "../ui/form-state.ts";

/** The form carries `repositoryId`. */
export function RemoveRepository({
  repositoryId,
  name,
  remove,
  children,
}: {
  repositoryId: string;
  name: string;
  remove: FormAction;
  children: ReactNode;
}) {
  return (
    <div>
      <Dialog
        trigger={<Button variant="danger">{children}</Button>}
        title={`Disconnect ${name}`}
        description="Etna forgets where it is and stops looking at it. Nothing in the repository changes, and what was signed stays signed."
      >
        <ActionForm action={remove} values={{ repositoryId }} className="grid gap-4">
          <DialogAnswers
            keep="Keep the repository"
            act="Disconnect the repository"
            working="Disconnecting…"
            destroys
          />
        </ActionForm>
      </Dialog>
    </div>
  );
}
