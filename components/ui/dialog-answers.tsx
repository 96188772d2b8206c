"use client";

import { FormMessage, SubmitButton } from "./action-form.tsx";
import { Button } from "./button.tsx";
import { DialogClose } from "./dialog.tsx";

/** The foot of a dialog's form: what the server said, the way back, and the act by its name. */
export function DialogAnswers({
  keep,
  act,
  working,
  destroys = false,
}: {
  /** The way back in its own words: "Keep the fix". */
  keep: string;
  act: string;
  working: string;
  destroys?: boolean;
}) {
  return (
    <>
      <FormMessage />
      <div className="-mx-5 -mb-5 flex justify-end gap-2 border-line border-t px-5 py-3">
        <DialogClose asChild>
          <Button>{keep}</Button>
        </DialogClose>
        <SubmitButton variant={destroys ? "dangerSolid" : "primary"} working={working}>
          {act}
        </SubmitButton>
      </div>
    </>
  );
}
