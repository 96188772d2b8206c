"use client";

import type { ReactNode } from "react";
import { ActionForm, FormMessage, SubmitButton } from "../ui/action-form.tsx";
import { Button } from "../ui/button.tsx";
import { Dialog, DialogClose } from "../ui/dialog.tsx";
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
          <FormMessage />
          <div className="-mx-5 -mb-5 flex justify-end gap-2 border-line border-t px-5 py-3">
            <DialogClose asChild>
              <Button>Keep the repository</Button>
            </DialogClose>
            <SubmitButton variant="dangerSolid" working="Disconnecting…">
              Disconnect the repository
            </SubmitButton>
          </div>
        </ActionForm>
      </Dialog>
    </div>
  );
}
