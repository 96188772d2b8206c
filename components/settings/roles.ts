export type RoleName = "viewer" | "developer" | "approver" | "admin" | "owner";

export interface MemberRow {
  id: string;
  name: string;
  email: string;
  role: RoleName;
  joinedAt: string;
  hasSecondFactor: boolean;
  /** The person who looks at the page. */
  self: boolean;
}

export interface InvitationRow {
  id: string;
  email: string;
  role: RoleName;
  expiresAt: string;
}

/** What each role may do, in the words of the invitation form. Ownership is not given by mail. */
export const invitableRoles: readonly { value: RoleName; label: string; may: string }[] = [
  { value: "viewer", label: "Viewer", may: "sees everything" },
  { value: "developer", label: "Developer", may: "also scans, runs and triages" },
  { value: "approver", label: "Approver", may: "also approves and rejects fixes" },
  { value: "admin", label: "Admin", may: "also connects repositories and invites" },
];
