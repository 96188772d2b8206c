"use client";

import {
  type ComponentProps,
  createContext,
  type ReactNode,
  type Ref,
  use,
  useActionState,
} from "react";
import { useFormStatus } from "react-dom";
import { Button } from "./button.tsx";
import { cn } from "./cn.ts";
import { Field, FieldError } from "./field.tsx";
import type { FormAction, FormState } from "./form-state.ts";

const StateContext = createContext<FormState>({});

/** A form whose server action answers in place. It also works before any script has loaded. */
export function ActionForm({
  action,
  values = {},
  className,
  ref,
  children,
}: {
  action: FormAction;
  /** Hidden fields. */
  values?: Readonly<Record<string, string>>;
  className?: string;
  ref?: Ref<HTMLFormElement>;
  children: ReactNode;
}) {
  const [state, submit] = useActionState(action, {});
  return (
    <StateContext value={state}>
      <form ref={ref} action={submit} className={className}>
        {Object.entries(values).map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        {children}
      </form>
    </StateContext>
  );
}

/** What the action said about the form as a whole. Place it where the eye is. */
export function FormMessage({ className }: { className?: string }) {
  const { error, done, requestId } = use(StateContext);
  return (
    <div aria-live="polite" className={cn("empty:hidden", className)}>
      {error && (
        <FieldError>
          {error}
          {requestId && <span className="text-fg-subtle"> Request {requestId}</span>}
        </FieldError>
      )}
      {done && !error && <p className="text-fg-muted text-xs">{done}</p>}
    </div>
  );
}

/** A `Field` that shows what the action said about it. */
export function FormField(props: Omit<ComponentProps<typeof Field>, "error">) {
  const { fields } = use(StateContext);
  return <Field {...props} error={fields?.[props.name]} />;
}

/** True while the action has something against this field: for aria-invalid. */
export function useFieldError(name: string): string | undefined {
  return use(StateContext).fields?.[name];
}

export function SubmitButton({
  working,
  disabled,
  children,
  ...props
}: ComponentProps<typeof Button> & {
  /** Said while the action runs: "Signing…". */
  working?: string;
}) {
  const { pending } = useFormStatus();
  return (
    <Button type="submit" disabled={disabled || pending} aria-busy={pending} {...props}>
      {pending && working ? working : children}
    </Button>
  );
}
