"use client";

import { ActionForm, FormMessage, SubmitButton } from "../ui/action-form.tsx";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { DialogAnswers } from "../ui/dialog-answers.tsx";
import { Select } from "../ui/field.tsx";
import type { FormAction } from "../ui/form-state.ts";
import { type InvitationRow, invitableRoles, type MemberRow } from "./roles.ts";

/** The form carries `memberId` and `role`. */
export function ChangeRole({ member, changeRole }: { member: MemberRow; changeRole: FormAction }) {
  return (
    <ActionForm
      action={changeRole}
      values={{ memberId: member.id }}
      className="inline-flex items-center gap-2"
    >
      <Select
        key={member.role}
        name="role"
        aria-label={`Role of ${member.name}`}
        defaultValue={member.role}
        className="w-32"
      >
        {invitableRoles.map((role) => (
          <option key={role.value} value={role.value}>
            {role.label}
          </option>
        ))}
        <option value="owner">Owner</option>
      </Select>
      <SubmitButton size="sm" working="Saving…">
        Change
      </SubmitButton>
      <FormMessage />
    </ActionForm>
  );
}

/** The form carries `memberId`. */
export function RemoveMember({ member, remove }: { member: MemberRow; remove: FormAction }) {
  return (
    <Dialog
      trigger={
        <Button size="sm" variant="danger">
          Remove…
        </Button>
      }
      title={`Remove ${member.name}`}
      description="They lose access at once. What they approved stays approved, and stays in the audit log."
    >
      <ActionForm action={remove} values={{ memberId: member.id }} className="grid gap-4">
        <DialogAnswers
          keep="Keep the member"
          act="Remove the member"
          working="Removing…"
          destroys
        />
      </ActionForm>
    </Dialog>
  );
}

/** The form carries `invitationId`. */
export function RevokeInvitation({
  invitation,
  revoke,
}: {
  invitation: InvitationRow;
  revoke: FormAction;
}) {
  return (
    <ActionForm action={revoke} values={{ invitationId: invitation.id }} className="inline-block">
      <SubmitButton
        size="sm"
        working="Taking back…"
        aria-label={`Take back the invitation of ${invitation.email}`}
      >
        Take back
      </SubmitButton>
      <FormMessage />
    </ActionForm>
  );
}
