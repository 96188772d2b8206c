"use client";

import Link from "next/link";
import {
  ActionForm,
  FormField,
  FormMessage,
  SubmitButton,
  useFieldError,
  useTyped,
} from "../ui/action-form.tsx";
import { Select, Textarea } from "../ui/field.tsx";
import type { FormAction } from "../ui/form-state.ts";
import { Panel, PanelHeader } from "../ui/panel.tsx";

export interface TaskPlace {
  readonly id: string;
  readonly name: string;
}

/** Asks the organization's model for what a person writes. The form carries `repositoryId` and `words`. */
export function TaskForm({
  repositories,
  model,
  settingsHref,
  ask,
}: {
  /** Where it may be asked for: one, or several to choose from. */
  repositories: readonly TaskPlace[];
  /** The model that is chosen, as "provider/name"; null where none is. */
  model: string | null;
  /** Where keys are kept, for whoever may choose a model; null for others. */
  settingsHref: string | null;
  ask: FormAction;
}) {
  const [only] = repositories;
  return (
    <Panel aria-labelledby="h-task">
      <PanelHeader id="h-task" title="Ask for a fix in your own words" />
      {model === null ? (
        <p className="p-4 text-fg-muted max-narrow:px-3">
          A task is done by a model, and none is chosen.{" "}
          {settingsHref ? (
            <>
              Choose one under{" "}
              <Link href={settingsHref} className="link">
                Settings, Model keys
              </Link>
              .
            </>
          ) : (
            "Ask an admin to choose one under Settings, Model keys."
          )}
        </p>
      ) : (
        <ActionForm
          action={ask}
          className="grid gap-3 p-4 max-narrow:px-3"
          values={repositories.length === 1 ? { repositoryId: only?.id ?? "" } : {}}
        >
          {repositories.length > 1 && <Places repositories={repositories} />}
          <FormField
            name="words"
            label="What is to be fixed?"
            hint="10 to 4,000 characters. Name the file where you know it."
          >
            <Words />
          </FormField>
          <p className="max-w-[80ch] text-fg-muted text-xs">
            Etna asks <span className="break-all font-mono">{model}</span>, with your key. Secrets
            are blanked in what it is shown, and the run lists each line that left. What it proposes
            is checked and waits on a branch for a person. Refused whatever is asked: changes to
            workflows and lockfiles, and tests that are taken away or weakened.
          </p>
          <div className="flex flex-wrap items-center gap-3">
            <SubmitButton working="Starting…">Ask for it</SubmitButton>
            <FormMessage />
          </div>
        </ActionForm>
      )}
    </Panel>
  );
}

function Places({ repositories }: { repositories: readonly TaskPlace[] }) {
  const typed = useTyped("repositoryId");
  return (
    <FormField name="repositoryId" label="In which repository?" className="max-w-80">
      <Select
        key={typed}
        id="repositoryId"
        name="repositoryId"
        defaultValue={typed ?? repositories[0]?.id}
      >
        {repositories.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </Select>
    </FormField>
  );
}

function Words() {
  const error = useFieldError("words");
  const typed = useTyped("words");
  return (
    <Textarea
      id="words"
      name="words"
      required
      minLength={10}
      maxLength={4000}
      rows={4}
      defaultValue={typed ?? ""}
      aria-invalid={error ? true : undefined}
      aria-describedby={error ? "words-error" : "words-hint"}
    />
  );
}
