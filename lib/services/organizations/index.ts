export { acceptInvitation, type OpenInvitation, readInvitation } from "./accept-invitation.ts";
export {
  beginApproverKeys,
  endApproverKeys,
  holdApproverKey,
  type SigningPasskey,
} from "./approver-keys.ts";
export { askToPublishKeys, publishKeysWorkflowName } from "./ask-to-publish-keys.ts";
export { changeRole, removeMember } from "./change-member.ts";
export { createOrganization } from "./create-organization.ts";
export {
  type DueDays,
  dueDaysForm,
  getDueDays,
  readDueDays,
  updateDueDays,
} from "./due-days.ts";
export {
  type FixPolicy,
  findMembership,
  fixPolicyOf,
  getFixPolicy,
  getOrganization,
  listMemberships,
  type Membership,
  type OrganizationView,
} from "./find-membership.ts";
export { inviteMember, revokeInvitation } from "./invite-member.ts";
export {
  type ApproverKeyView,
  listApproverKeys,
  listSignatureDemands,
} from "./list-approver-keys.ts";
export { type InvitationView, listMembers, type MemberView } from "./list-members.ts";
export { lockOrganization } from "./lock-organization.ts";
export { opensOrganization } from "./opens-organization.ts";
export { quietUntil } from "./quiet-hours.ts";
export {
  emailAddress,
  invitedRole,
  openFixBudget,
  organizationName,
  type QuietHours,
  quietHours,
  role,
} from "./schemas.ts";
export { demandDelayMs, readSignatureDemands } from "./signature-demands.ts";
export { updateFixPolicy } from "./update-fix-policy.ts";
export { updateOrganization } from "./update-organization.ts";
