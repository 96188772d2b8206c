"use client";

import {
  ActionForm,
  FormField,
  FormMessage,
  SubmitButton,
  useFieldError,
} from "../ui/action-form.tsx";
import { Input } from "../ui/field.tsx";
import type { FormAction } from "../ui/form-state.ts";

/** The form carries `email` and, where there is one, `next`: the path to go on to. */
export function SignInForm({
  signIn,
  email = "",
  next,
}: {
  signIn: FormAction;
  email?: string;
  next?: string | undefined;
}) {
  return (
    <ActionForm action={signIn} values={next ? { next } : {}} className="grid gap-2">
      <FormField name="email" label="Work e-mail">
        <EmailInput email={email} />
      </FormField>
      <FormMessage />
      <SubmitButton variant="primary" size="lg" block working="Sending…" className="mt-1">
        Send a sign-in link
      </SubmitButton>
    </ActionForm>
  );
}

function EmailInput({ email }: { email: string }) {
  return (
    <Input
      id="email"
      name="email"
      type="email"
      autoComplete="email"
      placeholder="name@company.com"
      required
      defaultValue={email}
      className="h-10 text-base max-narrow:h-11"
      aria-invalid={useFieldError("email") ? true : undefined}
    />
  );
}
