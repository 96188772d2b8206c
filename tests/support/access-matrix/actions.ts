import {
  type ActionEntry,
  form,
  freshEndedRun,
  freshFinding,
  freshFix,
  freshFolder,
  freshInvitation,
  freshRun,
  freshWish,
  memberForm,
  noSample,
  noSampleAccount,
  plain,
  sarifOf,
  withModel,
} from "./action-entry.ts";
import { campaignActions } from "./campaign-actions.ts";
import { factorActions } from "./factor-actions.ts";
import { forgeActions } from "./forge-actions.ts";
import { modelKeyActions } from "./model-key-actions.ts";
import { addPerson } from "./people.ts";
import { settingsActions } from "./settings-actions.ts";
import { takeAlertsEntry } from "./take-alerts.ts";
import { plant } from "./words.ts";

const name = "the organization's name";
const findings = "app/o/[organization]/findings/actions.ts";
const fixes = "app/o/[organization]/fixes/actions.ts";
const repositories = "app/o/[organization]/repositories/actions.ts";
const settings = "app/o/[organization]/settings";

/** By the file of an action and its name. */
export const actions: Readonly<Record<string, ActionEntry>> = {
  "app/sign-in/actions.ts signInAction": {
    may: "anyone",
    args: (t) => [{}, form({ email: t.email, next: "/welcome" })],
    alike: true,
  },
  "app/sign-in/actions.ts signInWithAction": {
    may: "anyone",
    args: () => [{}, form({ provider: "github", next: "/welcome" })],
    proof: { leadsTo: /\/login\/oauth\/authorize/ },
  },
  "app/invite/[token]/actions.ts acceptAction": {
    may: "nobody",
    args: (t) => [t.inviteToken, {}],
    ready: (ground) => freshInvitation(ground),
    worksFor: async (ground) => {
      const person = await addPerson(ground.w, ground.canaries, "A");
      return { person, target: await freshInvitation(ground, person.email) };
    },
    capability: [name, "a person's name"],
  },
  "app/o/[organization]/layout.tsx $$RSC_SERVER_ACTION_0": {
    may: "anyone",
    args: () => [],
    endsSession: true,
  },
  "app/o/[organization]/search.ts searchAction": {
    may: "viewer",
    args: (t) => [t.slug, t.search],
    proof: { tells: "the path of a file" },
  },
  [`${repositories} trySampleAction`]: {
    may: "admin",
    args: plain,
    ready: noSample,
  },
  [`${repositories} trySampleForgeAction`]: {
    may: "admin",
    fresh: true,
    args: plain,
    ready: noSampleAccount,
  },
  [`${repositories} connectAction`]: {
    may: "admin",
    args: memberForm((t) => ({ path: t.folder })),
    ready: freshFolder,
    // The folders of this machine belong to no house: an admin of any may connect one.
    capability: [],
  },
  [`${repositories} removeRepositoryAction`]: {
    may: "admin",
    fresh: true,
    args: memberForm((t) => ({ repositoryId: t.repositoryId })),
    ready: async (ground) => {
      const { folder: path } = await freshFolder(ground);
      const { w, a } = ground;
      const request = { path: path! };
      const made = await w.s.repositories.connectRepository(
        a.as("admin"),
        a.organizationId,
        request,
      );
      return { repositoryId: made.id };
    },
  },
  [`${repositories} scanAction`]: {
    may: "developer",
    args: memberForm((t) => ({ repositoryId: t.repositoryId })),
    ready: async ({ w }) => {
      await w.world.database.query("DELETE FROM runs WHERE kind = 'scan' AND ended_at IS NULL");
      return {};
    },
  },
  [`${repositories} takeAlertsAction`]: takeAlertsEntry,
  [`${repositories} uploadSarifAction`]: {
    may: "developer",
    args: (t) => {
      const data = form({ repositoryId: t.repositoryId });
      data.append("file", new Blob([sarifOf(t)]), "scan.sarif");
      return [t.slug, {}, data];
    },
    ready: async () => ({ fresh: plant() }),
  },
  "app/o/[organization]/runs/actions.ts cancelAction": {
    may: "developer",
    args: memberForm((t) => ({ runId: t.runId })),
    ready: freshRun,
  },
  "app/o/[organization]/runs/actions.ts retryAction": {
    may: "developer",
    args: memberForm((t) => ({ runId: t.runId, note: "Use the driver's own quoting." })),
    ready: freshEndedRun,
  },
  "app/o/[organization]/runs/actions.ts askAction": {
    may: "developer",
    args: memberForm((t) => ({
      repositoryId: t.repositoryId,
      words: "Close the file that is left open.",
    })),
    ready: withModel,
  },
  [`${findings} triageAction`]: {
    may: "developer",
    args: memberForm((t) => ({
      findingId: t.findingId,
      decision: "snooze",
      reason: "Later",
      days: "7",
    })),
    ready: freshFinding,
  },
  [`${findings} fixAction`]: {
    may: "developer",
    args: memberForm((t) => ({ findingId: t.findingId })),
    ready: freshFinding,
  },
  [`${findings} triageManyAction`]: {
    may: "developer",
    args: memberForm((t) => ({
      findingIds: JSON.stringify([t.findingId]),
      decision: "ignore",
      reason: "Known",
    })),
    ready: freshFinding,
  },
  [`${findings} fixAllAction`]: {
    may: "developer",
    args: memberForm((t) => ({ ruleId: "py/yaml-load", repositoryId: t.repositoryId })),
    ready: freshFinding,
  },
  [`${findings} cancelWaitingAction`]: {
    may: "developer",
    args: memberForm((t) => ({ ruleId: "py/yaml-load", repositoryId: t.repositoryId })),
    ready: freshWish,
  },
  [`${fixes} approveAction`]: {
    may: "approver",
    args: memberForm((t) => ({
      fixId: t.fixId,
      commit: t.headCommit,
      tree: t.headTree,
      patch: t.patchSha256,
    })),
    ready: freshFix,
  },
  [`${fixes} beginApprovalAction`]: {
    may: "approver",
    args: (t) => [
      t.slug,
      form({ fixId: t.fixId, commit: t.headCommit, tree: t.headTree, patch: t.patchSha256 }),
    ],
    ready: freshFix,
    // A challenge is made for whoever has a passkey that can sign; approver-signature.test.ts has one.
    proof: { changes: "nothing" },
  },
  [`${fixes} rejectAction`]: {
    may: "approver",
    args: memberForm((t) => ({ fixId: t.fixId, reason: "Not like this" })),
    ready: freshFix,
  },
  ...settingsActions,
  ...campaignActions,
  ...forgeActions,
  ...modelKeyActions,
  ...factorActions,
  // Here, where nobody needs another session any more.
  [`${settings}/sessions/actions.ts endOtherSessionsAction`]: {
    may: "viewer",
    args: (t) => [t.slug, {}],
    ready: async ({ w, a }, caller) => {
      await w.s.identity.startSession(caller?.person?.id ?? a.people.owner, null);
      return {};
    },
  },
  // The last: it gives those of no organization one.
  "app/welcome/actions.ts createOrganizationAction": {
    may: "signedIn",
    args: (t, caller) => [{}, form({ name: t.fresh, person: caller.person?.name ?? "Nobody" })],
    ready: async () => ({ fresh: plant() }),
  },
};
