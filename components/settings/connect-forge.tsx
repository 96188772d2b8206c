"use client";

import {
  ActionForm,
  FormField,
  FormMessage,
  SubmitButton,
  useFieldError,
} from "../ui/action-form.tsx";
import { Input, Select } from "../ui/field.tsx";
import type { FormAction } from "../ui/form-state.ts";
import { Panel, PanelHeader } from "../ui/panel.tsx";

const section = "grid gap-3 border-line border-b p-4 last:border-b-0 max-narrow:p-3";

/** The ways to connect. `app` carries `server` and `owner`; `token` carries `kind`, `host`, `token`. */
export function ConnectForge({
  servers,
  gitlab,
  app,
  oauth,
  token,
  sample,
}: {
  /** Where the App can be made. */
  servers: readonly { readonly url: string; readonly name: string }[];
  /** The GitLab that knows Etna's application; null where none does. */
  gitlab: string | null;
  app: FormAction;
  oauth: FormAction;
  token: FormAction;
  /** Connects the sample forge of this machine; null where there is none. */
  sample: FormAction | null;
}) {
  return (
    <Panel aria-labelledby="h-connect">
      <PanelHeader id="h-connect" title="Connect" />
      <ActionForm action={app} className={section}>
        <Words
          title="GitHub, by an App of your own"
          text="You create it on GitHub and choose the repositories. Its tokens are made for each operation and kept nowhere."
        />
        <div className="flex flex-wrap items-start gap-3">
          <FormField name="server" label="GitHub" className="min-w-48">
            <Select id="server" name="server">
              {servers.map(({ url, name }) => (
                <option key={url} value={url}>
                  {name}
                </option>
              ))}
            </Select>
          </FormField>
          <FormField
            name="owner"
            label="Organization there"
            hint="Empty for your own account."
            className="min-w-48 flex-1"
          >
            <TextInput name="owner" placeholder="halden" maxLength={100} />
          </FormField>
        </div>
        <FormMessage />
        <SubmitButton variant="primary" working="To GitHub…" className="justify-self-start">
          Create the App on GitHub
        </SubmitButton>
      </ActionForm>
      {gitlab !== null && (
        <ActionForm action={oauth} className={section}>
          <Words
            title="GitLab, by signing in there"
            text={`You agree on ${gitlab}, and Etna acts as you. It renews the access by itself.`}
          />
          <FormMessage />
          <SubmitButton working="To GitLab…" className="justify-self-start">
            Connect GitLab
          </SubmitButton>
        </ActionForm>
      )}
      {sample !== null && (
        <ActionForm action={sample} className={section}>
          <Words
            title="A sample forge, on this machine"
            text="It speaks as GitHub does and comes with the sample repository. You need no account, and nothing leaves this machine."
          />
          <FormMessage />
          <SubmitButton working="Connecting the forge…" className="justify-self-start">
            Try with a sample forge
          </SubmitButton>
        </ActionForm>
      )}
      <ActionForm action={token} className={section}>
        <Words
          title="By an access token"
          text="GitHub: a fine-grained or classic token. GitLab: a personal, project or group token with the scope api and the role Developer."
        />
        <div className="flex flex-wrap items-start gap-3">
          <FormField name="kind" label="Forge" className="w-32 max-narrow:w-full">
            <Select id="kind" name="kind">
              <option value="github">GitHub</option>
              <option value="gitlab">GitLab</option>
            </Select>
          </FormField>
          <FormField
            name="host"
            label="Address"
            hint="Empty for the public one."
            className="min-w-48 flex-1"
          >
            <TextInput name="host" placeholder="https://git.example.com" maxLength={300} />
          </FormField>
          <FormField name="token" label="Token" className="min-w-48 flex-1">
            <TextInput name="token" type="password" placeholder="Paste it once" required />
          </FormField>
        </div>
        <FormMessage />
        <SubmitButton working="Asking the forge…" className="justify-self-start">
          Check and store
        </SubmitButton>
        <p className="text-fg-subtle text-xs">
          One small request checks it. Then it is encrypted, and only its last four characters are
          ever shown.
        </p>
      </ActionForm>
    </Panel>
  );
}

function Words({ title, text }: { title: string; text: string }) {
  return (
    <div>
      <h3 className="font-medium">{title}</h3>
      <p className="max-w-[64ch] text-fg-subtle text-xs leading-[18px]">{text}</p>
    </div>
  );
}

function TextInput({
  name,
  ...props
}: {
  name: string;
  type?: "text" | "password";
  placeholder: string;
  required?: boolean;
  maxLength?: number;
}) {
  return (
    <Input
      id={name}
      name={name}
      autoComplete="off"
      spellCheck={false}
      aria-invalid={useFieldError(name) ? true : undefined}
      {...props}
    />
  );
}
