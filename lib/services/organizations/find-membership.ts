import { readAs } from "#lib/platform/db/index.ts";
import type { Role } from "#lib/services/audit/index.ts";
import type { QuietHours } from "./schemas.ts";

export interface OrganizationView {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly namesOnPublicPages: boolean;
  readonly requiresSecondFactor: boolean;
}

/** How fixes may be opened and approved, what else goes to the forge, and when scans begin. */
export interface FixPolicy {
  readonly approvalOnForge: boolean;
  readonly fourEyes: boolean;
  /** Whether an approval counts only where the approver's own passkey signed it. */
  readonly signedApprovals: boolean;
  readonly openFixBudget: number;
  readonly quietHours: QuietHours | null;
  /** Whether findings go to the forge as SARIF after each scan. */
  readonly uploadSarif: boolean;
  /** Whether the proof of a merged fix is offered to its repository, below .etna/. */
  readonly proofBesideCode: boolean;
  /** Whether a scan asks for a fix of what it newly finds, where a rule can repair it. */
  readonly fixByItself: boolean;
  /** Whether every repository is scanned once a day. */
  readonly scanDaily: boolean;
  /** Whether a push to the default branch is scanned. */
  readonly scanOnPush: boolean;
}

export interface Membership {
  readonly organization: OrganizationView;
  readonly role: Role;
}

const organizationFields = {
  id: true,
  slug: true,
  name: true,
  namesOnPublicPages: true,
  requiresSecondFactor: true,
} as const;

/** The person's part in the organization of this slug; null alike where there is none of either. */
export async function findMembership(userId: string, slug: string): Promise<Membership | null> {
  return await readAs({ userId }, async (db) => {
    const member = await db.member.findFirst({
      where: { userId, organization: { slug } },
      select: { role: true, organization: { select: organizationFields } },
    });
    return member;
  });
}

/** The organizations of a person, by name. */
export async function listMemberships(userId: string): Promise<readonly Membership[]> {
  return await readAs({ userId }, (db) =>
    db.member.findMany({
      where: { userId },
      select: { role: true, organization: { select: organizationFields } },
      orderBy: { organization: { name: "asc" } },
    }),
  );
}

export async function getOrganization(organizationId: string): Promise<OrganizationView | null> {
  return await readAs({ organizationId }, (db) =>
    db.organization.findUnique({ where: { id: organizationId }, select: organizationFields }),
  );
}

export async function getFixPolicy(organizationId: string): Promise<FixPolicy> {
  return await readAs({ organizationId }, async (db) =>
    fixPolicyOf(await db.organization.findUniqueOrThrow({ where: { id: organizationId } })),
  );
}

export function fixPolicyOf(row: {
  readonly approvalOnForge: boolean;
  readonly fourEyes: boolean;
  readonly signedApprovals: boolean;
  readonly openFixBudget: number;
  /** Written by updateFixPolicy alone. */
  readonly quietHours: unknown;
  readonly uploadSarif: boolean;
  readonly proofBesideCode: boolean;
  readonly fixByItself: boolean;
  readonly scanDaily: boolean;
  readonly scanOnPush: boolean;
}): FixPolicy {
  const { approvalOnForge, fourEyes, signedApprovals } = row;
  const { openFixBudget, uploadSarif, proofBesideCode } = row;
  const { fixByItself, scanDaily, scanOnPush } = row;
  const quietHours = row.quietHours as QuietHours | null;
  return {
    ...{ approvalOnForge, fourEyes, signedApprovals, openFixBudget },
    ...{ quietHours, uploadSarif, proofBesideCode, fixByItself, scanDaily, scanOnPush },
  };
}
