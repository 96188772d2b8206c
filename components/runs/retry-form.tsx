"use client";

import {
  ActionForm,
  FormField,
  FormMessage,
  SubmitButton,
  useFieldError,
} from "../ui/action-form.tsx";
import { Textarea } from "../ui/field.tsx";
import type { FormAction } from "../ui/form-state.ts";
import { Panel, PanelHeader } from "../ui/panel.tsx";

/** Asks a model once more, with a person's note. The form carries `runId` and `note`. */
export function RetryForm({
  runId,
  wasModel,
  retry,
}: {
  runId: string;
  /** Whether a model made the run that is tried again, or a rule. */
  wasModel: boolean;
  retry: FormAction;
}) {
  return (
    <Panel aria-labelledby="h-retry">
      <PanelHeader id="h-retry" title={wasModel ? "Try again with a note" : "Let your model try"} />
      <ActionForm action={retry} values={{ runId }} className="grid gap-3 p-4 max-narrow:px-3">
        <FormField
          name="note"
          label={wasModel ? "What should it do otherwise?" : "What should it know?"}
          hint="The model is told this, beside the finding. It changes nothing of what it may touch, or of what its change must meet."
        >
          <Note />
        </FormField>
        <div className="flex flex-wrap items-center gap-3">
          <SubmitButton working="Starting…">Try again</SubmitButton>
          <FormMessage />
        </div>
      </ActionForm>
    </Panel>
  );
}

function Note() {
  const error = useFieldError("note");
  return (
    <Textarea
      id="note"
      name="note"
      required
      maxLength={2000}
      rows={4}
      aria-invalid={error ? true : undefined}
      aria-describedby={error ? "note-error" : "note-hint"}
    />
  );
}
