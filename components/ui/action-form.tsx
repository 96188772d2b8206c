"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import {
  type ComponentProps,
  createContext,
  type FormEvent,
  type ReactNode,
  type RefObject,
  startTransition,
  use,
  useActionState,
  useEffect,
  useRef,
} from "react";
import { Button } from "./button.tsx";
import { cn } from "./cn.ts";
import { useConfirm } from "./confirm.ts";
import { Field, FieldError } from "./field.tsx";
import type { FormAction, FormState } from "./form-state.ts";

const idle: FormState = {};
const FormContext = createContext({ state: idle, pending: false });

/**
 * A form whose server action answers in place, and that keeps what was typed when the answer is no.
 * It also works before any script has loaded.
 */
export function ActionForm({
  action,
  values = {},
  className,
  ref,
  after,
  children,
}: {
  action: FormAction;
  /** Hidden fields. */
  values?: Readonly<Record<string, string>>;
  className?: string;
  ref?: RefObject<HTMLFormElement | null>;
  /** Stands below the form and sees what it answered, with forms of its own. */
  after?: ReactNode;
  children: ReactNode;
}) {
  const [state, submit, pending] = useActionState(action, idle);
  const own = useRef<HTMLFormElement>(null);
  const form = ref ?? own;
  const sent = useRef<FormData>(null);
  const confirm = useConfirm();

  useEffect(() => {
    if (state !== idle && !state.error && !state.fields) form.current?.reset();
  }, [state, form]);

  // Once they have confirmed, what they sent is sent again: nothing that was typed is lost.
  useEffect(() => {
    const data = sent.current;
    if (!state.confirm || data === null) return;
    sent.current = null;
    confirm?.(() => startTransition(() => submit(data)));
  }, [state, confirm, submit]);

  // React empties a form after its action, also when the action refused what was in it.
  function onSubmit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    event.stopPropagation();
    const data = new FormData(event.currentTarget);
    sent.current = data;
    startTransition(() => submit(data));
  }

  return (
    <FormContext value={{ state, pending }}>
      <form ref={form} action={submit} onSubmit={onSubmit} className={className}>
        {Object.entries(values).map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        {children}
      </form>
      {after}
    </FormContext>
  );
}

/** What the action said about the form as a whole. Place it where the eye is. */
export function FormMessage({ className }: { className?: string }) {
  const { error, done, requestId, confirm } = use(FormContext).state;
  const returnTo = usePathname();
  return (
    <div aria-live="polite" className={cn("empty:hidden", className)}>
      {error && (
        <FieldError>
          {error}
          {requestId && <span className="text-fg-subtle"> Request {requestId}</span>}
          {confirm && (
            <>
              {" "}
              <Link href={`/confirm?${new URLSearchParams({ returnTo })}`} className="link">
                Confirm that it is you
              </Link>
            </>
          )}
        </FieldError>
      )}
      {done && !error && <p className="text-fg-muted text-xs">{done}</p>}
    </div>
  );
}

/** A `Field` that shows what the action said about it. */
export function FormField(props: Omit<ComponentProps<typeof Field>, "error">) {
  const { fields } = use(FormContext).state;
  return <Field {...props} error={fields?.[props.name]} />;
}

/** True while the action has something against this field: for aria-invalid. */
export function useFieldError(name: string): string | undefined {
  return use(FormContext).state.fields?.[name];
}

/** What was typed into this field when the action refused it. */
export function useTyped(name: string): string | undefined {
  return use(FormContext).state.typed?.[name];
}

/** The secret that the action answered with, shown until the page is left. */
export function useFormSecret(): string | undefined {
  return use(FormContext).state.secret;
}

/** The picture that the action answered with. */
export function useFormPicture(): string | undefined {
  return use(FormContext).state.picture;
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
  const { pending } = use(FormContext);
  return (
    <Button type="submit" disabled={disabled || pending} aria-busy={pending} {...props}>
      {pending && working ? working : children}
    </Button>
  );
}
