"use client";

import { type FormEvent, useState } from "react";
import { ModelInput, ModelSelect } from "../settings/model-input.tsx";
import { ActionForm, FormMessage, SubmitButton } from "../ui/action-form.tsx";
import type { FormAction } from "../ui/form-state.ts";
import { Panel, PanelHeader } from "../ui/panel.tsx";
import { type Choice, Choices } from "./choices.tsx";
import { SecretFields } from "./secret-fields.tsx";
import { FileField, KindFields } from "./target-fields.tsx";
import type { TargetFormValues } from "./target-form-values.ts";
import { TextField } from "./text-field.tsx";

/** How an agent is spoken to, and what it is. The form carries the fields of `TargetFormValues`. */
export function TargetForm({
  kind,
  values,
  stored,
  capabilities,
  renders,
  repositories,
  repositoryId,
  save,
  hidden = {},
  submit,
}: {
  /** A kind of target, or `file`. */
  kind: string;
  values: TargetFormValues;
  /** Secrets that have a value already. */
  stored: readonly string[];
  capabilities: readonly Choice[];
  renders: readonly Choice[];
  repositories: readonly { readonly id: string; readonly name: string }[];
  repositoryId: string | null;
  save: FormAction;
  hidden?: Readonly<Record<string, string>>;
  submit: { readonly word: string; readonly working: string };
}) {
  const shown =
    kind === "file"
      ? values.file
      : Object.values({ ...values, file: "" })
          .flat()
          .join("\n");
  const [names, setNames] = useState(() => secretNamesIn(shown));

  function onInput(event: FormEvent<HTMLElement>) {
    const form = event.currentTarget.closest("form");
    if (form === null) return;
    const texts = [...new FormData(form)].filter(([name]) => !name.startsWith("secret."));
    const next = secretNamesIn(texts.map(([, value]) => String(value)).join("\n"));
    setNames((now) => (now.join() === next.join() ? now : next));
  }

  return (
    <ActionForm action={save} values={{ kind, ...hidden }}>
      <fieldset onInput={onInput} className="grid min-w-0 gap-6">
        <legend className="sr-only">The target</legend>
        {kind === "file" ? (
          <Section id="h-file" title="Target file">
            <FileField value={values.file} />
          </Section>
        ) : (
          <>
            <Section id="h-speak" title="How it is spoken to">
              <ModelInput
                name="name"
                label="Name"
                hint="What campaigns and reports call it."
                required
                maxLength={80}
                defaultValue={values.name}
              />
              <KindFields kind={kind} values={values} />
              <TextField
                name="headers"
                label="Headers"
                hint="One a line, as Name: value. Write ${NAME} where a secret stands; its value is asked for below."
                defaultValue={values.headers}
                placeholder="authorization: Bearer ${AGENT_KEY}"
                rows={3}
              />
            </Section>
            <Section id="h-declare" title="What it can do">
              <Choices
                name="capabilities"
                legend="What is not declared is not tested, and the report says so."
                choices={capabilities}
                chosen={values.capabilities}
              />
              <Choices
                name="renders"
                legend="Where its answers are shown"
                choices={renders}
                chosen={values.renders}
              />
              <TextField
                name="protect"
                label="Texts that must not come out"
                hint="One a line, six characters or more; ${NAME} for one that is itself a secret. An attack that has the agent say one is a breach."
                defaultValue={values.protect}
                rows={3}
              />
            </Section>
          </>
        )}
        <SecretFields names={names} stored={stored} />
        <Section id="h-made-of" title="What it is made of">
          <ModelSelect
            name="repositoryId"
            label="Repository"
            hint="A breach can become a finding of this repository."
            defaultValue={repositoryId ?? ""}
            fieldClass="max-w-96"
          >
            <option value="">None</option>
            {repositories.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </ModelSelect>
        </Section>
        <FormMessage />
        <SubmitButton variant="primary" working={submit.working} className="justify-self-start">
          {submit.word}
        </SubmitButton>
      </fieldset>
    </ActionForm>
  );
}

function Section({
  id,
  title,
  children,
}: {
  id: string;
  title: string;
  children: React.ReactNode;
}) {
  return (
    <Panel aria-labelledby={id}>
      <PanelHeader id={id} title={title} />
      <div className="grid gap-4 p-4 max-narrow:p-3">{children}</div>
    </Panel>
  );
}

function secretNamesIn(text: string): readonly string[] {
  const names = [...text.matchAll(/\$\{([A-Za-z_]\w{0,99})\}/g)].map(([, name = ""]) => name);
  return [...new Set(names)].sort();
}
