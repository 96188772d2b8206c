import type { SignInWorld } from "../sign-in-world.ts";
import type { Caller } from "./access.ts";
import { type ActionEntry, freshInvitation, freshMember, memberForm } from "./action-entry.ts";
import { addAccount } from "./people.ts";
import { plant } from "./words.ts";

const settings = "app/o/[organization]/settings";

/** Makes it so that the caller has a second factor and has shown it, or that they have none. */
async function standWithFactor({ world }: SignInWorld, caller: Caller | undefined, has: boolean) {
  const since = has ? new Date() : null;
  const session = [caller?.sessionId, since];
  await world.database.query("UPDATE sessions SET factor_passed_at = $2 WHERE id = $1", session);
  const person = [caller?.person?.id, since];
  await world.database.query("UPDATE users SET second_factor_since = $2 WHERE id = $1", person);
  return {};
}

/** What members change about themselves and about their organization. */
export const settingsActions: Readonly<Record<string, ActionEntry>> = {
  [`${settings}/actions.ts renameOrganizationAction`]: {
    may: "admin",
    fresh: true,
    args: memberForm((t) => ({ name: t.fresh })),
    ready: async () => ({ fresh: plant() }),
  },
  [`${settings}/actions.ts publicNamesAction`]: {
    may: "admin",
    fresh: true,
    args: memberForm(() => ({ namesOnPublicPages: "true" })),
    ready: async ({ w }) => {
      await w.world.database.query("UPDATE organizations SET names_on_public_pages = false");
      return {};
    },
  },
  [`${settings}/actions.ts requireFactorAction`]: {
    may: "admin",
    fresh: true,
    args: memberForm(() => ({ requiresSecondFactor: "true" })),
    // Who asks others for a second factor must have one; left on, it would shut all of them out.
    ready: ({ w }, caller) => standWithFactor(w, caller, true),
    after: async ({ w }, caller) => {
      await w.world.database.query("UPDATE organizations SET requires_second_factor = false");
      await standWithFactor(w, caller, false);
    },
  },
  [`${settings}/actions.ts inviteAction`]: {
    may: "admin",
    fresh: true,
    args: memberForm((t) => ({ email: `${t.fresh}@example.test`, role: "viewer" })),
    ready: async () => ({ fresh: plant() }),
  },
  [`${settings}/actions.ts revokeInvitationAction`]: {
    may: "admin",
    args: memberForm((t) => ({ invitationId: t.invitationId })),
    ready: (ground) => freshInvitation(ground),
  },
  [`${settings}/actions.ts changeRoleAction`]: {
    may: "admin",
    fresh: true,
    args: memberForm((t) => ({ memberId: t.memberId, role: "developer" })),
    ready: freshMember,
  },
  [`${settings}/actions.ts removeMemberAction`]: {
    may: "admin",
    fresh: true,
    args: memberForm((t) => ({ memberId: t.memberId })),
    ready: freshMember,
  },
  [`${settings}/actions.ts renamePersonAction`]: {
    may: "viewer",
    args: memberForm((t) => ({ name: t.fresh })),
    ready: async () => ({ fresh: plant() }),
  },
  [`${settings}/account/actions.ts connectAccountAction`]: {
    may: "viewer",
    fresh: true,
    args: memberForm(() => ({ provider: "github" })),
    proof: { leadsTo: /\/login\/oauth\/authorize/ },
  },
  [`${settings}/account/actions.ts disconnectAccountAction`]: {
    may: "viewer",
    fresh: true,
    args: memberForm((t) => ({ accountId: t.accountId })),
    personal: true,
    ready: async ({ w, a, canaries }, caller) => ({
      accountId: await addAccount(w, canaries, caller?.person?.id ?? a.people.owner),
    }),
  },
  [`${settings}/sessions/actions.ts endSessionAction`]: {
    may: "viewer",
    args: memberForm((t) => ({ sessionId: t.sessionId })),
    personal: true,
    ready: async ({ w, a }, caller) => ({
      sessionId: await w.s.identity.startSession(caller?.person?.id ?? a.people.owner, null),
    }),
  },
  [`${settings}/tokens/actions.ts createTokenAction`]: {
    may: "viewer",
    fresh: true,
    args: memberForm((t) => ({ name: t.fresh, scopes: "read", days: "30" })),
    ready: async () => ({ fresh: plant() }),
  },
  [`${settings}/tokens/actions.ts revokeTokenAction`]: {
    may: "admin",
    args: memberForm((t) => ({ tokenId: t.tokenId })),
    ready: async ({ w, a }) => {
      const request = { name: plant(), scopes: ["read" as const], days: 30 as const };
      const { id } = await w.s.apiTokens.createToken(a.as("owner"), a.organizationId, request);
      return { tokenId: id };
    },
  },
};
