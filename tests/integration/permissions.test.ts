import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Role, UserActor } from "#lib/services/audit/index.ts";
import { installApp } from "#samples/forge/github/world.ts";
import type { User } from "#samples/forge/state.ts";
import { addFindingRow, addFixByHand } from "../support/by-hand.ts";
import { endedCampaign, specOf, targetByHand } from "../support/campaign-world.ts";
import { type ForgeWorld, makeApp, openForgeWorld } from "../support/forge-world.ts";
import { addReportedCampaigns } from "../support/reported-campaigns.ts";
import { bytes, log, result, run } from "../support/sarif.ts";
import type { Services } from "../support/services.ts";
import { faultyFiles, openTeam, seen, type Team } from "../support/team.ts";
import type { World } from "../support/world.ts";

let w: ForgeWorld;
let world: World;
let s: Services;
let team: Team;
let other: Team;
let stranger: string;
let strangersSession: string;
let repositoryId: string;
let repositoryPath: string;
let count = 0;

beforeAll(async () => {
  w = await openForgeWorld();
  ({ world, s } = w);
  team = await openTeam(world, s, "Table Makers");
  other = await openTeam(world, s, "Other House");
  stranger = (await s.identity.findOrCreatePerson("stranger@nowhere.test")).id;
  strangersSession = await s.identity.startSession(stranger, "Browser");
  repositoryPath = await world.repository("table", faultyFiles(1));
  const connected = await s.repositories.connectRepository(team.as("owner"), team.organizationId, {
    path: repositoryPath,
  });
  repositoryId = connected.id;
});

afterAll(() => w?.close());

type Attempt = (actor: UserActor, organizationId: string) => Promise<unknown>;

interface Verb {
  /** The least role that may do it, said here a second time. */
  readonly least: Role;
  /** Makes something fresh to act on, and says how. */
  readonly ready: () => Promise<Attempt>;
  /** What a second call is, where it is not the first one's answer. */
  readonly again?: "not_found" | "conflict" | "precondition_failed" | "replaces";
}

/** Every verb that takes an actor. One that is not here fails the test below. */
const verbs: Record<string, Verb> = {
  "apiTokens.createToken": {
    least: "viewer",
    // The secret is told once, so the second answer cannot be the first one.
    again: "conflict",
    ready: async () => {
      const name = `Token ${++count}`;
      return (actor, og) =>
        s.apiTokens.createToken(actor, og, { name, scopes: ["read"], days: 30 });
    },
  },
  "apiTokens.revokeToken": {
    least: "admin",
    ready: async () => {
      const { id } = await s.apiTokens.createToken(team.as("owner"), team.organizationId, {
        name: `Token ${++count}`,
        scopes: ["read"],
        days: 30,
      });
      return (actor, og) => s.apiTokens.revokeToken(actor, og, id);
    },
  },
  "campaigns.createTarget": {
    least: "admin",
    again: "conflict",
    ready: async () => {
      const spec = specOf({ origin: "http://127.0.0.1:9" }, { name: `Agent ${++count}` });
      const request = { spec, secrets: {}, repositoryId: null };
      return (actor, og) => s.campaigns.createTarget(actor, og, request);
    },
  },
  "campaigns.updateTarget": {
    least: "admin",
    ready: async () => {
      const id = await addTarget();
      return (actor, og) => s.campaigns.updateTarget(actor, og, id, { profile: "deep" });
    },
  },
  "campaigns.archiveTarget": {
    least: "admin",
    ready: async () => {
      const id = await addTarget();
      return (actor, og) => s.campaigns.archiveTarget(actor, og, id);
    },
  },
  "campaigns.beginOwnershipProof": {
    least: "admin",
    // Each token is another one.
    again: "replaces",
    ready: async () => {
      const id = await addTarget();
      return (actor, og) => s.campaigns.beginOwnershipProof(actor, og, id);
    },
  },
  "campaigns.proveOwnership": {
    least: "developer",
    // Each look is one.
    again: "replaces",
    ready: async () => {
      const id = await addTarget();
      return (actor, og) => s.campaigns.proveOwnership(actor, og, id, "well_known");
    },
  },
  "campaigns.tryTarget": {
    least: "developer",
    // Each try is a request.
    again: "replaces",
    ready: async () => {
      const id = await addTarget();
      return (actor, og) => s.campaigns.tryTarget(actor, og, id);
    },
  },
  "campaigns.setSchedule": {
    least: "admin",
    ready: async () => {
      const id = await addTarget();
      return (actor, og) => s.campaigns.setSchedule(actor, og, id, "weekly");
    },
  },
  "campaigns.updatePolicy": {
    least: "admin",
    ready: async () => {
      const id = await addTarget();
      const { policy } = (await s.campaigns.readTarget(team.organizationId, id))!;
      return (actor, og) => s.campaigns.updatePolicy(actor, og, id, { ...policy, budget: 0.2 });
    },
  },
  "campaigns.addWaiver": {
    least: "admin",
    ready: async () => {
      const id = await addTarget();
      return (actor, og) => s.campaigns.addWaiver(actor, og, id, waiver);
    },
  },
  "campaigns.removeWaiver": {
    least: "admin",
    ready: async () => {
      const id = await addTarget();
      await s.campaigns.addWaiver(team.as("admin"), team.organizationId, id, waiver);
      return (actor, og) => s.campaigns.removeWaiver(actor, og, id, waiver);
    },
  },
  "campaigns.startCampaign": {
    least: "developer",
    ready: async () => {
      const targetId = await addTarget();
      return (actor, og) => s.campaigns.startCampaign(actor, og, { targetId });
    },
  },
  "campaigns.retryCampaign": {
    least: "developer",
    ready: async () => {
      const { id } = await endedCampaign(world, s, team, await addTarget(), "LLM01-001");
      return (actor, og) => s.campaigns.retryCampaign(actor, og, id);
    },
  },
  "campaigns.cancelCampaign": {
    least: "developer",
    // One that waits for its turn is over at once.
    again: "conflict",
    ready: async () => {
      const request = { targetId: await addTarget() };
      const { organizationId } = team;
      const { id } = await s.campaigns.startCampaign(team.as("owner"), organizationId, request);
      return (actor, og) => s.campaigns.cancelCampaign(actor, og, id);
    },
  },
  "campaigns.makeFinding": {
    least: "developer",
    ready: async () => {
      const targetId = await addTarget(repositoryId);
      const { id, caseId } = await endedCampaign(world, s, team, targetId, "LLM01-001");
      return (actor, og) => s.campaigns.makeFinding(actor, og, id, caseId);
    },
  },
  "campaigns.signReport": {
    least: "approver",
    ready: async () => {
      const query = (sql: string, values: unknown[]) => world.database.query(sql, values);
      const [id] = await addReportedCampaigns(query, team.organizationId, [{}]);
      return (actor, og) => s.campaigns.signReport(actor, og, id!);
    },
  },
  "connections.beginGithubApp": {
    least: "admin",
    ready: async () => (actor, og) => s.connections.beginGithubApp(actor, og, w.github.url),
  },
  "connections.finishGithubApp": {
    least: "admin",
    // GitHub hands an App out once.
    again: "not_found",
    ready: async () => {
      const { forge } = w.github;
      const { login } = forge.addUser(`maker${++count}`);
      const { flow, answer } = await makeApp(w, team.as("admin"), team.organizationId, login);
      return (actor, og) => s.connections.finishGithubApp(actor, og, flow, answer);
    },
  },
  "connections.connectInstallation": {
    least: "admin",
    ready: async () => {
      const { forge, world } = w.github;
      const account = forge.addUser(`installer${++count}`);
      const admin = team.as("admin");
      const { flow, answer } = await makeApp(w, admin, team.organizationId, account.login);
      await s.connections.finishGithubApp(admin, team.organizationId, flow, answer);
      const app = [...world.apps.values()].at(-1)!;
      const { id } = installApp(world, app, account, "all", account);
      // GitHub reports the installation: that is written before anyone is refused.
      await w.github.settled();
      return (actor, og) =>
        s.connections.connectInstallation(actor, og, flow.forgeAppId, String(id));
    },
  },
  "connections.joinSampleForge": {
    least: "admin",
    ready: async () => (actor, og) => s.connections.joinSampleForge(actor, og),
  },
  "connections.beginGitlab": {
    least: "admin",
    ready: async () => (actor, og) => s.connections.beginGitlab(actor, og, w.gitlab.url),
  },
  "connections.finishGitlab": {
    least: "admin",
    // A code works once.
    again: "precondition_failed",
    ready: async () => {
      w.gitlab.settings.signedIn = w.gitlab.forge.addUser(`agreeing${++count}`).login;
      const { organizationId } = team;
      const admin = team.as("admin");
      const { url, flow } = await s.connections.beginGitlab(admin, organizationId, w.gitlab.url);
      const { headers } = await fetch(url, { redirect: "manual" });
      const { searchParams } = new URL(headers.get("location") ?? "");
      const [code, state] = [searchParams.get("code") ?? "", searchParams.get("state") ?? ""];
      return (actor, og) => s.connections.finishGitlab(actor, og, flow, { code, state });
    },
  },
  "connections.connectWithToken": {
    least: "admin",
    ready: async () => {
      const request = tokenRequest();
      return (actor, og) => s.connections.connectWithToken(actor, og, request);
    },
  },
  "connections.endConnection": {
    least: "admin",
    ready: async () => {
      const id = await addConnection();
      return (actor, og) => s.connections.endConnection(actor, og, id);
    },
  },
  "connections.makeWebhook": {
    least: "admin",
    // Its secret is told once: the next address replaces the former one.
    again: "replaces",
    ready: async () => {
      const id = await addConnection();
      return (actor, og) => s.connections.makeWebhook(actor, og, id);
    },
  },
  "modelKeys.addModelKey": {
    least: "admin",
    ready: async () => {
      const request = modelKeyRequest();
      return (actor, og) => s.modelKeys.addModelKey(actor, og, request);
    },
  },
  "modelKeys.rotateModelKey": {
    least: "admin",
    ready: async () => {
      const id = await addModelKey();
      const { key } = modelKeyRequest();
      return (actor, og) => s.modelKeys.rotateModelKey(actor, og, id, key);
    },
  },
  "modelKeys.checkModelKey": {
    least: "admin",
    // Each check is a call.
    again: "replaces",
    ready: async () => {
      const id = await addModelKey();
      return (actor, og) => s.modelKeys.checkModelKey(actor, og, id);
    },
  },
  "modelKeys.setModelBudget": {
    least: "admin",
    ready: async () => {
      const id = await addModelKey();
      return (actor, og) => s.modelKeys.setModelBudget(actor, og, id, 20);
    },
  },
  "modelKeys.chooseModel": {
    least: "admin",
    ready: async () => {
      const request = {
        purpose: "fix",
        keyId: await addModelKey(),
        model: "m",
        price: null,
      } as const;
      return (actor, og) => s.modelKeys.chooseModel(actor, og, request);
    },
  },
  "modelKeys.clearModelChoice": {
    least: "admin",
    ready: async () => {
      const request = {
        purpose: "judge",
        keyId: await addModelKey(),
        model: "m",
        price: null,
      } as const;
      await s.modelKeys.chooseModel(team.as("admin"), team.organizationId, request);
      return (actor, og) => s.modelKeys.clearModelChoice(actor, og, "judge");
    },
  },
  "modelKeys.tryScriptedModel": {
    least: "admin",
    ready: async () => (actor, og) => s.modelKeys.tryScriptedModel(actor, og),
  },
  "modelKeys.deleteModelKey": {
    least: "admin",
    again: "not_found",
    ready: async () => {
      const id = await addModelKey();
      return (actor, og) => s.modelKeys.deleteModelKey(actor, og, id);
    },
  },
  "provenance.rotateKey": {
    least: "admin",
    again: "conflict",
    ready: async () => {
      const id = await keyInForce();
      return (actor, og) => s.provenance.rotateKey(actor, og, id);
    },
  },
  "provenance.revokeKey": {
    least: "admin",
    again: "conflict",
    ready: async () => {
      const id = await keyInForce();
      const revocation = { reason: "superseded", note: "", since: null } as const;
      return (actor, og) => s.provenance.revokeKey(actor, og, id, revocation);
    },
  },
  "export.exportProvenance": {
    least: "admin",
    // Each time that it leaves the house is an event of its own.
    again: "replaces",
    ready: async () => (actor, og) => s.export.exportProvenance(actor, og),
  },
  "findings.importSarif": {
    least: "developer",
    ready: async () => {
      const place = { uri: "src/sheet-01.py", line: 1 };
      const file = bytes(log(run(`Scanner ${++count}`, [result("rule", place)])));
      return (actor, og) => s.findings.importSarif(actor, og, repositoryId, file);
    },
  },
  "findings.askForAlerts": {
    least: "developer",
    ready: async () => {
      const id = await addHosted();
      return (actor, og) => s.findings.askForAlerts(actor, og, id);
    },
  },
  "findings.triageFinding": {
    least: "developer",
    ready: async () => {
      const id = await addFinding();
      const decision = { decision: "snooze", reason: "Next week", days: 7 } as const;
      return (actor, og) => s.findings.triageFinding(actor, og, id, decision);
    },
  },
  "findings.triageFindings": {
    least: "developer",
    ready: async () => {
      const chosen = { findingIds: [await addFinding(), await addFinding()] };
      const decision = { decision: "ignore", reason: "Known" } as const;
      return (actor, og) => s.findings.triageFindings(actor, og, chosen, decision);
    },
  },
  "fixes.approveFix": {
    least: "approver",
    ready: async () => {
      const fix = await addFix();
      return (actor, og) => s.fixes.approveFix(actor, og, fix.id, seen(fix));
    },
  },
  "fixes.beginApproval": {
    least: "approver",
    ready: async () => {
      const fix = await addFix();
      return (actor, og) => s.fixes.beginApproval(actor, og, fix.id, seen(fix));
    },
  },
  "fixes.rejectFix": {
    least: "approver",
    ready: async () => {
      const fix = await addFix();
      return (actor, og) => s.fixes.rejectFix(actor, og, fix.id, "Not like this");
    },
  },
  "organizations.changeRole": {
    least: "admin",
    ready: async () => {
      const memberId = await addMember();
      return (actor, og) => s.organizations.changeRole(actor, og, { memberId, role: "developer" });
    },
  },
  "organizations.removeMember": {
    least: "admin",
    again: "not_found",
    ready: async () => {
      const memberId = await addMember();
      return (actor, og) => s.organizations.removeMember(actor, og, memberId);
    },
  },
  "organizations.inviteMember": {
    least: "admin",
    // Sent again because the first message may have been lost: the first link stops working.
    again: "replaces",
    ready: async () => {
      const email = `invited${++count}@example.test`;
      return (actor, og) => s.organizations.inviteMember(actor, og, { email, role: "viewer" });
    },
  },
  "organizations.revokeInvitation": {
    least: "admin",
    ready: async () => {
      const invitation = { email: `revoked${++count}@example.test`, role: "viewer" } as const;
      const { organizationId } = team;
      const { id } = await s.organizations.inviteMember(
        team.as("admin"),
        organizationId,
        invitation,
      );
      return (actor, og) => s.organizations.revokeInvitation(actor, og, id);
    },
  },
  "organizations.updateOrganization": {
    least: "admin",
    ready: async () => {
      const name = `Table Makers ${++count}`;
      return (actor, og) => s.organizations.updateOrganization(actor, og, { name });
    },
  },
  "organizations.updateFixPolicy": {
    least: "admin",
    ready: async () => {
      const openFixBudget = 100 + ++count;
      return (actor, og) => s.organizations.updateFixPolicy(actor, og, { openFixBudget });
    },
  },
  "organizations.updateDueDays": {
    least: "admin",
    ready: async () => {
      const days = { low: 200 + ++count };
      return (actor, og) => s.organizations.updateDueDays(actor, og, days);
    },
  },
  "repositories.connectRepository": {
    least: "admin",
    ready: async () => {
      const path = await world.repository(`connected${++count}`, { "README.md": "# Empty\n" });
      return (actor, og) => s.repositories.connectRepository(actor, og, { path });
    },
  },
  "repositories.connectHostedRepositories": {
    least: "admin",
    ready: async () => {
      const { forge } = w.github;
      const owner = forge.addUser(`hoster${++count}`);
      const files = { "README.md": "# Hosted\n" };
      const { id: forgeId } = await forge.addRepository({ owner, name: "hosted", files });
      const id = await addConnection(owner);
      return (actor, og) =>
        s.repositories.connectHostedRepositories(actor, og, id, [String(forgeId)]);
    },
  },
  "repositories.connectSample": {
    least: "admin",
    ready: async () => {
      await world.database.query("DELETE FROM repositories WHERE sample");
      return (actor, og) => s.repositories.connectSample(actor, og);
    },
  },
  "repositories.connectSampleForge": {
    least: "admin",
    ready: async () => (actor, og) => s.repositories.connectSampleForge(actor, og),
  },
  "repositories.removeRepository": {
    least: "admin",
    ready: async () => {
      const path = await world.repository(`removed${++count}`, { "README.md": "# Gone\n" });
      const { organizationId } = team;
      const { id } = await s.repositories.connectRepository(team.as("admin"), organizationId, {
        path,
      });
      return (actor, og) => s.repositories.removeRepository(actor, og, id);
    },
  },
  "runs.startScan": {
    least: "developer",
    ready: async () => {
      await world.database.query("DELETE FROM runs WHERE kind = 'scan'");
      return (actor, og) => s.runs.startScan(actor, og, repositoryId);
    },
  },
  "runs.startFix": {
    least: "developer",
    ready: async () => {
      const id = await addFinding();
      return (actor, og) => s.runs.startFix(actor, og, id);
    },
  },
  "runs.startRuleFixes": {
    least: "developer",
    ready: async () => {
      await addFinding();
      return (actor, og) => s.runs.startRuleFixes(actor, og, { ruleId: "py/yaml-load" });
    },
  },
  "runs.cancelRuleFixes": {
    least: "developer",
    ready: async () => {
      await world.database.query(
        `INSERT INTO fix_wishes (finding_id, organization_id, repository_id, rule_id)
         VALUES ($1, $2, $3, 'py/yaml-load')`,
        [await addFinding(), team.organizationId, repositoryId],
      );
      return (actor, og) => s.runs.cancelRuleFixes(actor, og, { ruleId: "py/yaml-load" });
    },
  },
  "runs.startTask": {
    least: "developer",
    ready: async () => {
      await chooseModel();
      const task = { words: "Call git without a shell.", from: `https://forge.test/${++count}` };
      return (actor, og) => s.runs.startTask(actor, og, repositoryId, task);
    },
  },
  "runs.retryRun": {
    least: "developer",
    ready: async () => {
      await chooseModel();
      const { organizationId } = team;
      const run = await s.runs.startFix(team.as("owner"), organizationId, await addFinding());
      await world.database.query(
        "UPDATE runs SET state = 'failed', ended_at = now() WHERE id = $1",
        [run.id],
      );
      return (actor, og) => s.runs.retryRun(actor, og, run.id, "Use execFile.");
    },
  },
  "runs.cancelRun": {
    least: "developer",
    ready: async () => {
      const { organizationId } = team;
      const run = await s.runs.startFix(team.as("owner"), organizationId, await addFinding());
      return (actor, og) => s.runs.cancelRun(actor, og, run.id);
    },
  },
};

const waiver = {
  seed: "LLM01-001",
  reason: "Known, and behind a filter.",
  expires: "2099-01-01",
} as const;

async function addTarget(of: string | null = null): Promise<string> {
  // An organization has fifty at most.
  await world.database.query("UPDATE attack_targets SET archived_at = now()");
  return await targetByHand(world, s, team, `Agent ${++count}`, of);
}

async function chooseModel(): Promise<void> {
  const request = { purpose: "fix", keyId: await addModelKey(), model: "m", price: null } as const;
  await s.modelKeys.chooseModel(team.as("admin"), team.organizationId, request);
}

/** The doors that verbs are built on, and what they prove is proven through the verbs. */
const doors = [
  "audit.mutate",
  "audit.requireOwn",
  "audit.requirePermission",
  "provenance.mutateLogged",
];

/** Asks and changes nothing: live-streams.test.ts tries it in sessions that have ended meanwhile. */
const questions = ["organizations.opensOrganization"];

/** What only somebody on the forge does: forge-comments.test.ts tries it as everybody there. */
const forgeVerbs = ["fixes.approveByComment"];

/**
 * What a person does with what is their own, in no organization: second-factor.test.ts tries each as
 * somebody else, in a session that is revoked, half open or not fresh.
 */
const ownVerbs = [
  "identity.linkSampleAccount",
  "identity.requireMayLink",
  "identity.unlinkAccount",
  ...[
    "beginPasskey",
    "beginProof",
    "beginTotp",
    "confirmTotp",
    "finishPasskey",
    "proveWithCode",
    "proveWithPasskey",
    "proveWithRecoveryCode",
    "removePasskey",
    "removeTotp",
    "renamePasskey",
    "renewRecoveryCodes",
  ].map((verb) => `secondFactor.${verb}`),
];

describe("the permission table", () => {
  it("is asked by every verb that takes an actor", () => {
    const found = Object.entries(s).flatMap(([service, exported]) =>
      Object.entries(exported)
        .filter(([, value]) => typeof value === "function" && /^[^(]*\(\s*actor\b/.test(`${value}`))
        .map(([name]) => `${service}.${name}`),
    );
    expect(found.sort()).toEqual(
      [...Object.keys(verbs), ...doors, ...questions, ...forgeVerbs, ...ownVerbs].sort(),
    );
  });

  describe.each(Object.entries(verbs))("%s", (name, verb) => {
    it("lets exactly those roles that the table names do it", async () => {
      for (const role of s.audit.roles) {
        const attempt = await verb.ready();
        if (s.audit.roleAtLeast(role, verb.least))
          await attempt(team.as(role), team.organizationId);
        else await refused(() => attempt(team.as(role), team.organizationId), "forbidden", role);
      }
    });

    it("tells a stranger and another organization's owner that nothing is there", async () => {
      const attempt = await verb.ready();
      const { organizationId } = team;
      const strangers: Record<string, UserActor> = {
        stranger: s.audit.userActor(stranger, organizationId, strangersSession),
        "an owner elsewhere, claiming to be here": { ...other.as("owner"), organizationId },
        "an owner elsewhere, acting there": other.as("owner"),
        "nobody's member": s.audit.userActor(stranger, null, strangersSession),
      };
      for (const [who, actor] of Object.entries(strangers)) {
        await refused(() => attempt(actor, organizationId), "not_found", `${name} by ${who}`);
      }
    });

    it("done twice is done once", async () => {
      const attempt = await verb.ready();
      const first = await attempt(team.as("owner"), team.organizationId);
      const [digest, events] = [await contents(), await eventsSoFar()];
      const second = attempt(team.as("owner"), team.organizationId);
      if (verb.again === "replaces") {
        await second;
        const open = await world.database.query(
          `SELECT email FROM invitations WHERE revoked_at IS NULL AND accepted_at IS NULL
           GROUP BY email HAVING count(*) > 1`,
        );
        expect(open).toEqual([]);
        const addresses = await world.database.query(
          `SELECT connection_id FROM webhook_endpoints
           WHERE revoked_at IS NULL AND connection_id IS NOT NULL
           GROUP BY connection_id HAVING count(*) > 1`,
        );
        expect(addresses).toEqual([]);
        return;
      }
      if (verb.again !== undefined) {
        await expect(second).rejects.toMatchObject({ code: verb.again });
      } else {
        const identity = (value: unknown) => (value as { id?: string } | undefined)?.id;
        expect(identity(await second)).toBe(identity(first));
      }
      expect(await contents()).toBe(digest);
      expect(await eventsSoFar()).toBe(events);
    });
  });

  it.each(["changeRole", "removeMember"] as const)("keeps owners from admins: %s", async (name) => {
    const [row] = await world.database.query(
      "SELECT id FROM members WHERE organization_id = $1 AND role = 'owner'",
      [team.organizationId],
    );
    const memberId = String(row!.id);
    const admin = team.as("admin");
    const act = {
      changeRole: () =>
        s.organizations.changeRole(admin, team.organizationId, { memberId, role: "viewer" }),
      removeMember: () => s.organizations.removeMember(admin, team.organizationId, memberId),
    };
    await refused(act[name], "forbidden", name);
  });

  it("lets no admin make an owner, not even of themselves", async () => {
    const admin = team.as("admin");
    for (const memberId of [await addMember(), await memberOf(team, "admin")]) {
      await refused(
        () => s.organizations.changeRole(admin, team.organizationId, { memberId, role: "owner" }),
        "forbidden",
        "making an owner",
      );
    }
  });

  it("leaves approving to people: Etna itself may not", async () => {
    const fix = await addFix();
    const { organizationId } = team;
    const worker = s.audit.systemActor("worker", organizationId) as unknown as UserActor;
    await refused(
      () => s.fixes.approveFix(worker, organizationId, fix.id, seen(fix)),
      "forbidden",
      "the worker approving",
    );
    await refused(
      () => s.fixes.rejectFix(worker, organizationId, fix.id, "No"),
      "forbidden",
      "the worker rejecting",
    );
  });
});

/** The attempt fails with this code, and nothing in the database is another than before. */
async function refused(attempt: () => Promise<unknown>, code: string, who: string): Promise<void> {
  const before = await contents();
  await expect(attempt(), who).rejects.toMatchObject({ code });
  expect(await contents(), who).toBe(before);
}

let tables: readonly string[] | undefined;

/** A digest of every row of every table of the application. */
async function contents(): Promise<string> {
  tables ??= (
    await world.database.query(
      "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1",
    )
  ).map((row) => String(row.table_name));
  const [row] = await world.database.query(
    `SELECT ${tables.map((table) => `(SELECT json_agg(t ORDER BY t::text) FROM ${table} t) AS ${table}`).join(", ")}`,
  );
  return createHash("sha256").update(JSON.stringify(row)).digest("hex");
}

async function eventsSoFar(): Promise<number> {
  return (await world.database.query("SELECT seq FROM audit_events")).length;
}

function tokenRequest(user = w.github.forge.addUser(`holder${++count}`)) {
  const token = w.github.forge.addToken({ user, kind: "personal", scopes: ["repo"] }, "ghp_");
  return { kind: "github", host: w.github.url, token: token.value } as const;
}

function modelKeyRequest() {
  return {
    provider: "openai-compatible",
    key: `sk-of-the-table-${++count}-0000`,
    address: w.models.urlOf("openai-compatible"),
    name: "",
    model: "qwen3-coder:30b",
    monthlyBudgetUsd: null,
  } as const;
}

async function addModelKey(): Promise<string> {
  const { organizationId } = team;
  // An organization has twenty at most.
  await world.database.query("DELETE FROM model_keys WHERE organization_id = $1", [organizationId]);
  return (await s.modelKeys.addModelKey(team.as("admin"), organizationId, modelKeyRequest())).id;
}

async function addHosted(): Promise<string> {
  const { forge } = w.github;
  const owner = forge.addUser(`hosted${++count}`);
  const repository = { owner, name: "hosted", files: { "README.md": "# Hosted\n" } };
  const { id: forgeId } = await forge.addRepository(repository);
  const connectionId = await addConnection(owner);
  const { organizationId } = team;
  const [made] = await s.repositories.connectHostedRepositories(
    team.as("admin"),
    organizationId,
    connectionId,
    [String(forgeId)],
  );
  return made!.id;
}

async function addConnection(user?: User): Promise<string> {
  const { organizationId } = team;
  const request = tokenRequest(user);
  return (await s.connections.connectWithToken(team.as("admin"), organizationId, request)).id;
}

function addFinding(): Promise<string> {
  return addFindingRow(world, team.organizationId, repositoryId);
}

function addFix() {
  return addFixByHand(world, s, team, { repositoryId, path: repositoryPath });
}

async function keyInForce(): Promise<string> {
  const keys = await s.provenance.listSigningKeys(team.organizationId);
  return keys.find((key) => key.validUntil === null)!.id;
}

async function addMember(): Promise<string> {
  const person = await s.identity.findOrCreatePerson(`member${++count}@example.test`);
  const id = `mb_table${count}`;
  await world.database.query(
    "INSERT INTO members (id, organization_id, user_id, role) VALUES ($1, $2, $3, 'viewer')",
    [id, team.organizationId, person.id],
  );
  return id;
}

async function memberOf({ organizationId, people }: Team, role: Role): Promise<string> {
  const [row] = await world.database.query(
    "SELECT id FROM members WHERE organization_id = $1 AND user_id = $2",
    [organizationId, people[role]],
  );
  return String(row!.id);
}
