"use client";

import {
  ActionForm,
  FormMessage,
  SubmitButton,
  useFormPicture,
  useFormSecret,
} from "../ui/action-form.tsx";
import { Button } from "../ui/button.tsx";
import { CopyButton } from "../ui/copy-button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { DialogAnswers } from "../ui/dialog-answers.tsx";
import type { FormAction } from "../ui/form-state.ts";
import { Panel, PanelHeader } from "../ui/panel.tsx";
import { Time } from "../ui/time.tsx";
import { CodeForm, CodeInput } from "./prove.tsx";

/** The form of `confirm` carries `code`. */
export function AuthenticatorApp({
  since,
  begin,
  confirm,
  remove,
}: {
  /** Null while none is set up. */
  since: string | null;
  begin: FormAction;
  confirm: FormAction;
  remove: FormAction;
}) {
  return (
    <Panel aria-labelledby="h-app">
      <PanelHeader id="h-app" title="Authenticator app" />
      <div className="grid gap-4 p-4 max-narrow:p-3">
        {since === null ? (
          <>
            <p className="text-fg-muted">
              An app on your telephone shows a new code of six digits every half minute. A passkey
              is safer: a code can be asked for by a site that only looks like this one.
            </p>
            <ActionForm action={begin} after={<NewApp confirm={confirm} />} className="grid gap-2">
              <SubmitButton working="Making a secret…" className="justify-self-start">
                Set up an app
              </SubmitButton>
              <FormMessage />
            </ActionForm>
          </>
        ) : (
          <div className="flex flex-wrap items-center justify-between gap-3">
            <p className="text-fg-muted">
              Set up <Time at={since} />.
            </p>
            <RemoveApp remove={remove} />
          </div>
        )}
      </div>
    </Panel>
  );
}

function NewApp({ confirm }: { confirm: FormAction }) {
  const secret = useFormSecret();
  const picture = useFormPicture();
  if (!secret || !picture) return null;
  return (
    <div className="flex flex-wrap items-start gap-6 rounded-md border border-line bg-sunken p-4">
      {/* biome-ignore lint/performance/noImgElement: a data: address, which no image server can improve */}
      <img
        src={picture}
        alt="QR code of the secret below, for the camera of your app"
        width={200}
        height={200}
        className="rounded-md"
      />
      <div className="grid min-w-0 flex-1 basis-56 gap-4">
        <div className="grid gap-1.5">
          <p>Scan the picture with your app, or type this secret into it:</p>
          <div className="flex flex-wrap items-center gap-2">
            <code className="min-w-0 break-all">{secret.replace(/.{4}(?=.)/g, "$& ")}</code>
            <CopyButton value={secret} label="Copy the secret">
              Copy
            </CopyButton>
          </div>
        </div>
        <CodeForm
          action={confirm}
          id="code"
          label="The code that it shows"
          button="Turn the app on"
          primary
        >
          <CodeInput id="code" numeric />
        </CodeForm>
      </div>
    </div>
  );
}

function RemoveApp({ remove }: { remove: FormAction }) {
  return (
    <Dialog
      trigger={
        <Button size="sm" variant="danger" aria-label="Remove the authenticator app…">
          Remove…
        </Button>
      }
      title="Remove the authenticator app"
      description="Its codes open nothing here any more. Where it was your last factor, your recovery codes go with it, and organizations that ask for one close to you."
    >
      <ActionForm action={remove} className="grid gap-4">
        <DialogAnswers keep="Keep the app" act="Remove the app" working="Removing…" destroys />
      </ActionForm>
    </Dialog>
  );
}
