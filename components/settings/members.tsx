import type { FormAction } from "../ui/form-state.ts";
import { Panel, PanelHeader } from "../ui/panel.tsx";
import { Count, Status } from "../ui/status.tsx";
import { Time } from "../ui/time.tsx";
import { InviteForm } from "./invite-form.tsx";
import { ChangeRole, RemoveMember, RevokeInvitation } from "./member-actions.tsx";
import type { InvitationRow, MemberRow } from "./roles.ts";

/** `actions` are absent for those who may not change members. */
export interface MemberActions {
  invite: FormAction;
  changeRole: FormAction;
  remove: FormAction;
  revokeInvitation: FormAction;
}

const cell = "h-12 px-4 text-left font-normal max-narrow:px-3 max-narrow:py-0 max-narrow:h-auto";
const line =
  "border-line border-t max-narrow:grid max-narrow:grid-cols-[minmax(0,1fr)_auto] max-narrow:items-center max-narrow:gap-y-1 max-narrow:py-3";

export function Members({
  members,
  invitations,
  actions,
}: {
  members: readonly MemberRow[];
  invitations: readonly InvitationRow[];
  actions?: MemberActions | undefined;
}) {
  return (
    <Panel aria-labelledby="h-members">
      <PanelHeader id="h-members" title="Members" beside={<Count value={members.length} />} />
      <table className="w-full border-collapse max-narrow:block [&>tbody]:max-narrow:block">
        <thead className="max-narrow:hidden">
          <tr className="text-fg-subtle text-xs">
            <th scope="col" className="h-[34px] px-4 text-left font-normal">
              Person
            </th>
            <th scope="col" className="px-4 text-left font-normal">
              Role
            </th>
            <th scope="col" className="px-4 text-left font-normal">
              Since
            </th>
            <th scope="col" className="px-4">
              <span className="sr-only">Second factor</span>
            </th>
            <th scope="col" className="px-4">
              <span className="sr-only">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {members.map((member) => (
            <tr key={member.id} className={line}>
              <th scope="row" className={`${cell} max-narrow:col-span-2`}>
                <span className="font-medium">{member.name}</span>
                {member.self && <span className="text-fg-subtle"> (you)</span>}
                <span className="block break-all text-fg-subtle text-xs">{member.email}</span>
              </th>
              <td className={`${cell} max-narrow:col-span-2`}>
                {actions && !member.self ? (
                  <ChangeRole member={member} changeRole={actions.changeRole} />
                ) : (
                  <span className="text-fg-muted capitalize">{member.role}</span>
                )}
              </td>
              <td className={`${cell} text-fg-muted`}>
                <Time at={member.joinedAt} />
              </td>
              <td className={`${cell} max-narrow:col-span-2 max-narrow:row-start-4`}>
                {member.hasSecondFactor ? (
                  <Status kind="passed">Second factor</Status>
                ) : (
                  <Status kind="not_run">No second factor</Status>
                )}
              </td>
              <td className={`${cell} text-right!`}>
                {actions && !member.self && (
                  <RemoveMember member={member} remove={actions.remove} />
                )}
              </td>
            </tr>
          ))}
          {invitations.map((invitation) => (
            <tr key={invitation.id} className={line}>
              <th scope="row" className={`${cell} max-narrow:col-span-2`}>
                <span className="break-all text-fg-muted">{invitation.email}</span>
              </th>
              <td className={`${cell} text-fg-muted capitalize`}>{invitation.role}</td>
              <td className={cell} colSpan={2}>
                <Status kind="not_run">
                  Invited, until <Time at={invitation.expiresAt} />
                </Status>
              </td>
              <td className={`${cell} text-right! max-narrow:col-span-2`}>
                {actions && (
                  <RevokeInvitation invitation={invitation} revoke={actions.revokeInvitation} />
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {actions && <InviteForm invite={actions.invite} />}
    </Panel>
  );
}
