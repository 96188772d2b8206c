import type { Metadata } from "next";
import { requireMember } from "#app/_server/current.ts";
import { Members } from "#components/settings/members.tsx";
import { may } from "#lib/services/audit/index.ts";
import { listMembers } from "#lib/services/organizations/index.ts";
import {
  changeRoleAction,
  inviteAction,
  removeMemberAction,
  revokeInvitationAction,
} from "../actions.ts";
import { SettingsPage } from "../settings-page.tsx";

export const metadata: Metadata = { title: "Members" };

export default async function MembersPage({
  params,
}: {
  params: Promise<{ organization: string }>;
}) {
  const { organization: slug } = await params;
  const { organization, person, role } = await requireMember(slug);
  const { members, invitations } = await listMembers(organization.id);
  return (
    <SettingsPage organization={organization} path="/members" lede="Who may see, run and approve.">
      <Members
        members={members.map((member) => ({
          id: member.id,
          name: member.name ?? member.email,
          email: member.email,
          role: member.role,
          joinedAt: member.since.toISOString(),
          hasSecondFactor: member.hasSecondFactor,
          self: member.userId === person.id,
        }))}
        invitations={invitations.map(({ expiresAt, ...invitation }) => ({
          ...invitation,
          expiresAt: expiresAt.toISOString(),
        }))}
        actions={
          may(role, "member.invite")
            ? {
                invite: inviteAction.bind(null, slug),
                changeRole: changeRoleAction.bind(null, slug),
                remove: removeMemberAction.bind(null, slug),
                revokeInvitation: revokeInvitationAction.bind(null, slug),
              }
            : undefined
        }
      />
    </SettingsPage>
  );
}
