"use client";

import { ActionForm, FormField, useFieldError } from "../ui/action-form.tsx";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { DialogAnswers } from "../ui/dialog-answers.tsx";
import { Input, Select } from "../ui/field.tsx";
import type { FormAction } from "../ui/form-state.ts";

/** The form carries `keyId`. */
export function RotateKey({ keyId, rotate }: { keyId: string; rotate: FormAction }) {
  return (
    <Dialog
      trigger={<Button size="sm">Rotate…</Button>}
      title="Rotate the signing key"
      description="A fresh key signs from this moment on. What the present one signed stays good for ever, and its public half stays in keys.json."
    >
      <ActionForm action={rotate} values={{ keyId }} className="grid gap-4">
        <DialogAnswers keep="Keep the key" act="Rotate the key" working="Rotating…" />
      </ActionForm>
    </Dialog>
  );
}

/** The form carries `keyId`, `reason`, `note` and `since`, a time in UTC or nothing for now. */
export function RevokeKey({
  keyId,
  name,
  inForce,
  reasons,
  revoke,
}: {
  keyId: string;
  /** Its short fingerprint. */
  name: string;
  inForce: boolean;
  reasons: Readonly<Record<string, string>>;
  revoke: FormAction;
}) {
  return (
    <Dialog
      trigger={
        <Button size="sm" variant="danger" aria-label={`Revoke ${name}…`}>
          Revoke…
        </Button>
      }
      title="Revoke the signing key"
      description={`Signatures from the time below on do not verify any more, anywhere; earlier ones stay good. This cannot be taken back.${inForce ? " A fresh key takes its place at once." : ""}`}
    >
      <ActionForm action={revoke} values={{ keyId }} className="grid gap-4">
        <FormField name="reason" label="Reason, told in keys.json">
          <Select id="reason" name="reason">
            {Object.entries(reasons).map(([value, words]) => (
              <option key={value} value={value}>
                {words}
              </option>
            ))}
          </Select>
        </FormField>
        <FormField name="note" label="What else everyone may know (optional)">
          <Input id="note" name="note" maxLength={140} autoComplete="off" />
        </FormField>
        <FormField name="since" label="From when, in UTC" hint="Empty: from this moment on.">
          <SinceInput />
        </FormField>
        <DialogAnswers keep="Keep the key" act="Revoke the key" working="Revoking…" destroys />
      </ActionForm>
    </Dialog>
  );
}

function SinceInput() {
  return (
    <Input
      id="since"
      name="since"
      type="datetime-local"
      step={1}
      aria-invalid={useFieldError("since") ? true : undefined}
    />
  );
}
