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
import { invitableRoles } from "./roles.ts";

/** The form carries `email` and `role`. */
export function InviteForm({ invite }: { invite: FormAction }) {
  return (
    <ActionForm
      action={invite}
      className="flex flex-wrap items-end gap-3 rounded-b-[7px] border-line border-t bg-chrome p-4 max-narrow:p-3"
    >
      <FormField name="email" label="E-mail" className="min-w-56 flex-1">
        <EmailInput />
      </FormField>
      <FormField name="role" label="Role" className="w-72 max-narrow:w-full">
        <Select id="role" name="role" defaultValue="developer">
          {invitableRoles.map((role) => (
            <option key={role.value} value={role.value}>
              {role.label}: {role.may}
            </option>
          ))}
        </Select>
      </FormField>
      <SubmitButton variant="primary" working="Inviting…" className="max-narrow:w-full">
        Invite
      </SubmitButton>
      <FormMessage className="basis-full" />
      <p className="basis-full text-fg-subtle text-xs">
        They get a link that works once, for seven days, for this address only.
      </p>
    </ActionForm>
  );
}

function EmailInput() {
  return (
    <Input
      id="email"
      name="email"
      type="email"
      required
      maxLength={254}
      autoComplete="off"
      placeholder="name@company.com"
      aria-invalid={useFieldError("email") ? true : undefined}
    />
  );
}
