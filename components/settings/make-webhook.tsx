"use client";

import { ActionForm, useFormSecret } from "../ui/action-form.tsx";
import { Button } from "../ui/button.tsx";
import { CopyButton } from "../ui/copy-button.tsx";
import { Dialog, DialogClose } from "../ui/dialog.tsx";
import { DialogAnswers } from "../ui/dialog-answers.tsx";
import type { FormAction } from "../ui/form-state.ts";

/** The form carries `connectionId`; it answers with "ADDRESS SECRET", shown once. */
export function MakeWebhook({
  connectionId,
  name,
  again,
  make,
}: {
  connectionId: string;
  name: string;
  /** Whether one exists, which the next replaces. */
  again: boolean;
  make: FormAction;
}) {
  const words = again ? "Renew the webhook" : "Make a webhook";
  return (
    <Dialog
      trigger={
        <Button size="sm" aria-label={`${words} of ${name}…`}>
          {words}…
        </Button>
      }
      title={`${words} of ${name}`}
      description={
        again
          ? "The former address stops working at once. Write the new one into the forge's webhook settings."
          : "With a webhook the forge says at once what happens in it. Write its address and secret into the webhook settings there, and let it send JSON."
      }
    >
      <ActionForm action={make} values={{ connectionId }} className="grid gap-4">
        <Made />
        <Answers words={words} />
      </ActionForm>
    </Dialog>
  );
}

function Made() {
  const [address, secret] = useFormSecret()?.split(" ") ?? [];
  return (
    <div aria-live="polite" className="empty:hidden">
      {address && secret && (
        <div className="grid gap-3 rounded-md border border-line p-3">
          <p className="font-medium text-fg">Copy both now: the secret is not shown again.</p>
          <Copied label="Address" value={address} />
          <Copied label="Secret" value={secret} />
        </div>
      )}
    </div>
  );
}

/** Once it is made, a second press would replace what was just copied. */
function Answers({ words }: { words: string }) {
  if (useFormSecret() === undefined) {
    return <DialogAnswers keep="Close" act={words} working="Making it…" />;
  }
  return (
    <div className="-mx-5 -mb-5 flex justify-end border-line border-t px-5 py-3">
      <DialogClose asChild>
        <Button variant="primary">Done</Button>
      </DialogClose>
    </div>
  );
}

function Copied({ label, value }: { label: string; value: string }) {
  return (
    <div className="grid gap-1">
      <span className="text-fg-subtle text-xs">{label}</span>
      <div className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-2">
        <code className="break-all">{value}</code>
        <CopyButton value={value} label={`Copy the ${label.toLowerCase()}`}>
          Copy
        </CopyButton>
      </div>
    </div>
  );
}
