import { type ActionEntry, form, memberForm, plain } from "./action-entry.ts";
import { addConnection, addForgeAccount } from "./forge.ts";
import type { Ground } from "./ground.ts";

const connections = "app/o/[organization]/settings/connections/actions.ts";
const policies = "app/o/[organization]/settings/policies/actions.ts";

const keys = "app/o/[organization]/keys/actions.ts";

async function keyInForce({ w, a }: Ground) {
  const [row] = await w.world.database.query(
    "SELECT id FROM signing_keys WHERE organization_id = $1 AND valid_until IS NULL",
    [a.organizationId],
  );
  return { signingKeyId: String(row?.id) };
}

const freshConnection = ({ w, a }: Ground) => addConnection(w, a);

/** Policies as they are before each try, and again behind it. */
function policy(
  fields: Readonly<Record<string, string>>,
  before: Readonly<Record<string, string>>,
): ActionEntry {
  const set = Object.entries(before).map(([column, value]) => `${column} = ${value}`);
  const reset = async ({ w }: Ground) => {
    await w.world.database.query(`UPDATE organizations SET ${set.join(", ")}`);
    return {};
  };
  return { may: "admin", fresh: true, args: memberForm(() => fields), ready: reset, after: reset };
}

/** What members change about what Etna reaches, and about how its fixes come and are approved. */
export const forgeActions: Readonly<Record<string, ActionEntry>> = {
  [`${policies} switchPolicyAction`]: policy(
    {
      approvalOnForge: "true",
      fixByItself: "true",
      fourEyes: "true",
      proofBesideCode: "true",
      signedApprovals: "true",
      uploadSarif: "true",
    },
    {
      approval_on_forge: "false",
      fix_by_itself: "false",
      four_eyes: "false",
      proof_beside_code: "false",
      signed_approvals: "false",
      upload_sarif: "false",
    },
  ),
  [`${policies} budgetAction`]: policy({ openFixBudget: "150" }, { open_fix_budget: "200" }),
  [`${policies} dueDaysAction`]: policy(
    { critical: "3", high: "30", medium: "", low: "180" },
    { due_days_critical: "7", due_days_medium: "90" },
  ),
  [`${policies} quietHoursAction`]: policy(
    { from: "22:00", to: "06:00", timeZone: "UTC" },
    { quiet_hours: "NULL" },
  ),
  [`${keys} rotateAction`]: {
    may: "admin",
    fresh: true,
    args: memberForm((t) => ({ keyId: t.signingKeyId })),
    ready: keyInForce,
  },
  [`${keys} revokeAction`]: {
    may: "admin",
    fresh: true,
    args: memberForm((t) => ({
      keyId: t.signingKeyId,
      reason: "superseded",
      note: "",
      since: "",
    })),
    ready: keyInForce,
  },
  [`${connections} githubAppAction`]: {
    may: "admin",
    fresh: true,
    args: memberForm(() => ({ server: process.env.ETNA_GITHUB_SERVERS ?? "", owner: "" })),
    proof: { leadsTo: /\/connect\/github\/new/ },
  },
  [`${connections} gitlabOauthAction`]: {
    may: "admin",
    fresh: true,
    args: plain,
    proof: { leadsTo: /\/oauth\/authorize/ },
    // Whoever sets out has a state of their own in the address.
    capability: [],
  },
  [`${connections} tokenAction`]: {
    may: "admin",
    fresh: true,
    args: memberForm((t) => ({
      kind: "github",
      host: process.env.ETNA_GITHUB_SERVERS ?? "",
      token: t.forgeToken,
    })),
    ready: ({ w }) => addForgeAccount(w),
    // A token belongs to whoever holds it: an admin of any house may connect it.
    capability: [],
  },
  [`${connections} checkAction`]: {
    may: "admin",
    args: memberForm((t) => ({ connectionId: t.connectionId })),
    ready: freshConnection,
  },
  [`${connections} webhookAction`]: {
    may: "admin",
    fresh: true,
    args: memberForm((t) => ({ connectionId: t.connectionId })),
    ready: freshConnection,
  },
  [`${connections} chooseAction`]: {
    may: "admin",
    args: (t) => [t.slug, t.connectionId, {}, form({ repository: t.forgeId })],
    ready: freshConnection,
  },
  [`${connections} endAction`]: {
    may: "admin",
    fresh: true,
    args: memberForm((t) => ({ connectionId: t.connectionId, name: t.connectionName })),
    ready: freshConnection,
  },
};
