import type { Operation } from "#app/_server/api/operation.ts";
import {
  type Described,
  describeOperation,
  type FieldWords,
} from "#app/api/v1/_operations/describe.ts";
import { FactsList } from "#components/ui/panel.tsx";

/** One operation: who may call it, what it takes and what it answers. */
export function OperationEntry({
  document,
  operation,
}: {
  document: Described;
  operation: Operation;
}) {
  const { query, body, answer, statuses } = describeOperation(document, operation);
  const { access } = operation;
  const caller =
    access === "open" ? "Anyone" : typeof access === "object" ? "People only" : `Scope ${access}`;
  return (
    <article id={operation.id} className="keep grid gap-2">
      <h3 className="break-all font-mono font-medium text-sm">
        {operation.method} {operation.path}
      </h3>
      <p className="text-fg-muted">
        {typeof access === "object" ? access.people : operation.summary} {operation.detail}
      </p>
      <FactsList
        facts={[
          { label: "Who", value: caller },
          ...(query.length > 0 ? [{ label: "Query", value: <Fields fields={query} /> }] : []),
          ...(body.length > 0 ? [{ label: "Body", value: <Fields fields={body} /> }] : []),
          ...(answer.length > 0 ? [{ label: "Answer", value: <Fields fields={answer} /> }] : []),
          {
            label: "Statuses",
            value: (
              <ul className="grid gap-0.5">
                {statuses.map(({ status, words }) => (
                  <li key={status}>
                    <code>{status}</code> <span className="text-fg-muted">{words}</span>
                  </li>
                ))}
              </ul>
            ),
          },
        ]}
      />
    </article>
  );
}

export function Fields({ fields }: { fields: readonly FieldWords[] }) {
  return (
    <ul className="grid gap-0.5">
      {fields.map(({ name, type, words }) => (
        <li key={`${name} ${type}`} className="break-words">
          {name && <code>{name}</code>} <span className="text-fg-subtle">{type}</span>
          {words && <span className="text-fg-muted"> {words}</span>}
        </li>
      ))}
    </ul>
  );
}
