"use client";

import { ActionForm, FormMessage, SubmitButton, useFieldError } from "../ui/action-form.tsx";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { DialogAnswers } from "../ui/dialog-answers.tsx";
import { Field, Input } from "../ui/field.tsx";
import type { FormAction } from "../ui/form-state.ts";
import { Panel, PanelHeader, Row, Rows } from "../ui/panel.tsx";
import { Count } from "../ui/status.tsx";
import { Time } from "../ui/time.tsx";
import { registerPasskey } from "./ask-authenticator.ts";
import type { BeginPasskey } from "./proof.ts";

export interface PasskeyRow {
  readonly id: string;
  readonly name: string;
  readonly createdAt: string;
  readonly lastUsedAt: string | null;
  readonly synced: boolean;
}

/** The form of `finish` carries `name` and `answer`; the others `passkeyId`, and `rename` a `name`. */
export function Passkeys({
  passkeys,
  here,
  begin,
  finish,
  rename,
  remove,
}: {
  passkeys: readonly PasskeyRow[];
  /** Such as "Firefox on Windows": what a new one is called unless its owner says otherwise. */
  here: string;
  begin: BeginPasskey;
  finish: FormAction;
  rename: FormAction;
  remove: FormAction;
}) {
  return (
    <Panel aria-labelledby="h-passkeys">
      <PanelHeader id="h-passkeys" title="Passkeys" beside={<Count value={passkeys.length} />} />
      {passkeys.length === 0 && (
        <p className="px-4 py-3 text-fg-muted max-narrow:px-3">
          A passkey is your fingerprint, face or PIN on this device, or a security key. It cannot be
          read off, and works at this address alone.
        </p>
      )}
      <Rows>
        {passkeys.map((passkey) => (
          <Row
            key={passkey.id}
            className="grid-cols-[minmax(0,1fr)_auto] gap-y-2 max-narrow:grid-cols-1"
          >
            <div className="min-w-0">
              <h3 className="break-words font-medium">{passkey.name}</h3>
              <p className="text-fg-subtle text-xs">
                Added <Time at={passkey.createdAt} />,{" "}
                {passkey.lastUsedAt ? (
                  <>
                    last used <Time at={passkey.lastUsedAt} />
                  </>
                ) : (
                  "never used"
                )}
                . {passkey.synced ? "Synced to other devices." : "On one device."}
              </p>
            </div>
            <div className="flex gap-2">
              {/* Made anew with each name, so that the dialog closes once it is saved. */}
              <RenamePasskey key={passkey.name} passkey={passkey} rename={rename} />
              <RemovePasskey passkey={passkey} remove={remove} />
            </div>
          </Row>
        ))}
      </Rows>
      <ActionForm
        action={registerPasskey(begin, finish)}
        className="flex flex-wrap items-end gap-3 rounded-b-[7px] border-line border-t bg-chrome p-4 max-narrow:p-3"
      >
        <div className="min-w-56 flex-1 max-narrow:min-w-0">
          <NameField id="name" label="Name of a new passkey" name={here} />
        </div>
        <SubmitButton variant="primary" working="Waiting for the browser…">
          Add a passkey
        </SubmitButton>
        <FormMessage className="basis-full" />
      </ActionForm>
    </Panel>
  );
}

function RenamePasskey({ passkey, rename }: { passkey: PasskeyRow; rename: FormAction }) {
  const id = `name-${passkey.id}`;
  return (
    <Dialog
      trigger={
        <Button size="sm" aria-label={`Rename ${passkey.name}…`}>
          Rename…
        </Button>
      }
      title={`Rename ${passkey.name}`}
    >
      <ActionForm action={rename} values={{ passkeyId: passkey.id }} className="grid gap-4">
        <NameField id={id} label="Name" name={passkey.name} />
        <DialogAnswers keep="Keep the name" act="Save the name" working="Saving…" />
      </ActionForm>
    </Dialog>
  );
}

function RemovePasskey({ passkey, remove }: { passkey: PasskeyRow; remove: FormAction }) {
  return (
    <Dialog
      trigger={
        <Button size="sm" variant="danger" aria-label={`Remove ${passkey.name}…`}>
          Remove…
        </Button>
      }
      title={`Remove ${passkey.name}`}
      description="It opens nothing here any more. Where it was your last factor, your recovery codes go with it, and organizations that ask for one close to you."
    >
      <ActionForm action={remove} values={{ passkeyId: passkey.id }} className="grid gap-4">
        <DialogAnswers
          keep="Keep the passkey"
          act="Remove the passkey"
          working="Removing…"
          destroys
        />
      </ActionForm>
    </Dialog>
  );
}

function NameField({ id, label, name }: { id: string; label: string; name: string }) {
  const error = useFieldError("name");
  return (
    <Field name={id} label={label} error={error}>
      <Input
        id={id}
        name="name"
        defaultValue={name}
        required
        maxLength={60}
        autoComplete="off"
        aria-invalid={error ? true : undefined}
      />
    </Field>
  );
}
