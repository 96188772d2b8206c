"use client";

import { Field, Input } from "../ui/field.tsx";
import { Panel, PanelHeader } from "../ui/panel.tsx";

/** A field for each `${NAME}` of the target. What is typed is stored sealed and comes back to no page. */
export function SecretFields({
  names,
  stored,
}: {
  names: readonly string[];
  stored: readonly string[];
}) {
  if (names.length === 0) return null;
  return (
    <Panel aria-labelledby="h-secrets">
      <PanelHeader id="h-secrets" title="Secrets" />
      <div className="grid gap-4 p-4 max-narrow:p-3">
        {names.map((name) => (
          <Field
            key={name}
            name={`secret.${name}`}
            label={<span className="font-mono">{name}</span>}
            hint={
              stored.includes(name)
                ? "It has a value, which nobody can read. Leave this empty to keep it; at another address it is asked for again."
                : "Stored sealed, and never shown again."
            }
            className="max-w-96"
          >
            <Input
              id={`secret.${name}`}
              name={`secret.${name}`}
              type="password"
              autoComplete="off"
              spellCheck={false}
              maxLength={8000}
              placeholder={stored.includes(name) ? "Unchanged" : "Paste it once"}
              aria-describedby={`secret.${name}-hint`}
            />
          </Field>
        ))}
      </div>
    </Panel>
  );
}
