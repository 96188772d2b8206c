import { newId } from "#lib/base/index.ts";
import { type Role, roles } from "#lib/services/audit/index.ts";
import { endedCampaign, targetByHand } from "../campaign-world.ts";
import { addReportedCampaigns } from "../reported-campaigns.ts";
import type { SignInWorld } from "../sign-in-world.ts";
import { endOfRun, seen, type Team } from "../team.ts";
import { eventually } from "../world.ts";
import { addConnection } from "./forge.ts";
import { addModelKey } from "./model-key.ts";
import { addAccount, addMember, addPerson, inviteTokenOf } from "./people.ts";
import type { Target } from "./target.ts";
import { type Canaries, plant } from "./words.ts";

/** An organization with a member of each role. */
export async function openHouse(
  w: SignInWorld,
  house: "A" | "B",
  canaries: Canaries,
): Promise<Team> {
  const people: Partial<Record<Role, string>> = {};
  for (const role of roles) people[role] = (await addPerson(w, canaries, house)).id;
  const everyone = people as Record<Role, string>;
  const made = await w.s.organizations.createOrganization(everyone.owner, plant());
  const { id: organizationId, slug } = made;
  for (const role of roles.filter((each) => each !== "owner")) {
    await addMember(w, organizationId, everyone[role], role);
  }
  const sessions: Partial<Record<Role, string>> = {};
  for (const role of roles) sessions[role] = await w.s.identity.startSession(everyone[role], null);
  const as = (role: Role) =>
    ({ kind: "user", userId: everyone[role], organizationId, sessionId: sessions[role]! }) as const;
  // Many fixes are made to be tried on.
  const budget = "UPDATE organizations SET open_fix_budget = 200 WHERE id = $1";
  await w.world.database.query(budget, [organizationId]);
  const name = plant();
  await w.s.organizations.updateOrganization(as("owner"), organizationId, { name });
  canaries.add(name, "the organization's name", house);
  canaries.add(slug, "the organization's slug", house);
  return { organizationId, slug, people: everyone, as };
}

/** Walks the main loop, so that there is one of everything, and every name in it is a canary. */
export async function furnish(w: SignInWorld, team: Team, canaries: Canaries) {
  const { s, world } = w;
  const { organizationId } = team;
  const [repository, file, code] = [plant(), plant(), plant()];
  canaries.add(repository, "a repository", "A");
  canaries.add(file, "the path of a file", "A");
  canaries.add(code, "a line of code", "A");
  const text = (n: number) =>
    `import yaml\n\n\ndef ${code}_${n}(sheet):\n    return yaml.load(sheet, Loader=yaml.Loader)\n`;
  const paths = [1, 2, 3].map((n) => `src/${file}-${n}.py`);
  const files = Object.fromEntries(paths.map((path, n) => [path, text(n)]));
  const repositoryPath = await world.repository(repository, files);
  const { startWorker } = await import("#lib/platform/jobs/index.ts");
  const worker = await startWorker({
    workflows: [s.runs.scanWorkflow, s.runs.fixWorkflow, s.fixes.signWorkflow],
  });
  const connected = await s.repositories.connectRepository(team.as("admin"), organizationId, {
    path: repositoryPath,
  });
  const scan = await s.runs.startScan(team.as("developer"), organizationId, connected.id);
  await endOfRun(s, organizationId, scan.id);
  const search = plant();
  canaries.add(search, "the title of a finding", "A");
  await world.database.query("UPDATE findings SET title = title || ' ' || $1", [search]);
  const findings = await s.findings.listFindings(organizationId, { limit: 3 });
  const propose = async (findingId: string) => {
    const run = await s.runs.startFix(team.as("developer"), organizationId, findingId);
    const { fixId } = await endOfRun(s, organizationId, run.id);
    return (await s.fixes.getFix(organizationId, fixId!))!;
  };
  const [signed, proposed] = [await propose(findings[0]!.id), await propose(findings[1]!.id)];
  await s.fixes.approveFix(team.as("approver"), organizationId, signed.id, seen(signed));
  await eventually("the signature", async () => {
    return (await s.fixes.getFix(organizationId, signed.id))?.state === "signed";
  });
  // As the worker makes it at its start.
  await s.provenance.noteKey();
  // From here on nothing happens but what a request does.
  await worker.stop();
  const email = `${plant()}@example.test`;
  canaries.add(email.split("@")[0]!, "an invited address", "A");
  const invitation = await s.organizations.inviteMember(team.as("admin"), organizationId, {
    email,
    role: "viewer",
  });
  const program = plant();
  canaries.add(program, "the name of an API token", "A");
  const token = await s.apiTokens.createToken(team.as("owner"), organizationId, {
    name: program,
    scopes: ["read"],
    days: 30,
  });
  const connection = await addConnection(w, team, canaries);
  const { id: endpointId } = await s.connections.makeWebhook(
    team.as("admin"),
    organizationId,
    connection.connectionId,
  );
  const modelKey = await addModelKey(w, team);
  canaries.add(modelKey.name, "the name of a model key", "A");
  const agent = plant();
  canaries.add(agent, "the name of a target", "A");
  const attackTargetId = await targetByHand(world, s, team, agent, connected.id);
  const ended = await endedCampaign(world, s, team, attackTargetId, "LLM01-001");
  const owner = team.people.owner;
  const [member] = await world.database.query(
    "SELECT id FROM members WHERE organization_id = $1 AND user_id = $2",
    [organizationId, team.people.viewer],
  );
  const target: Target = {
    slug: team.slug,
    repositoryId: connected.id,
    folder: repositoryPath,
    findingId: findings[2]!.id,
    path: paths[2]!,
    search,
    fixId: proposed.id,
    ...seen(proposed),
    signedFixId: signed.id,
    ...(await addReports(w, team, canaries)),
    runId: scan.id,
    ...(await addModelRuns(w, team, connected.id, findings[2]!.id, paths[2]!)),
    memberId: String(member!.id),
    invitationId: invitation.id,
    inviteToken: inviteTokenOf(await world.mail(email)),
    tokenId: token.id,
    ...connection,
    modelKeyId: modelKey.id,
    modelAddress: w.models.urlOf("openai-compatible"),
    endpointId,
    attackTargetId,
    campaignId: ended.id,
    caseId: ended.caseId,
    forgeAppId: newId("forgeApp"),
    sessionId: await s.identity.startSession(owner, null),
    accountId: await addAccount(w, canaries, owner),
    email: (await s.identity.findPerson(owner))!.email,
    // Those of the second factor are made where they are tried: they change whose they are.
    // The one in force is another after each try, so it is found where it is tried.
    signingKeyId: newId("signingKey"),
    passkeyId: newId("passkey"),
    answer: JSON.stringify({ id: plant() }),
    code: plant(),
    fresh: plant(),
  };
  return { target, repositoryPath };
}

/** Two campaigns that came to their end, one of them with a signed report. */
async function addReports({ s, world }: SignInWorld, team: Team, canaries: Canaries) {
  const agent = plant();
  canaries.add(agent, "the name of an agent", "A");
  const { organizationId } = team;
  const [signedReportId, reportId] = await addReportedCampaigns(
    (sql, values) => world.database.query(sql, values),
    organizationId,
    [{ agent }, { agent }],
  );
  await s.campaigns.signReport(team.as("approver"), organizationId, signedReportId!);
  return { signedReportId: signedReportId!, reportId: reportId! };
}

/** Two tries of a model at a finding that came to nothing, the first with a ledger, as runs leave them. */
async function addModelRuns(
  { world: { database } }: SignInWorld,
  { organizationId }: Team,
  repositoryId: string,
  findingId: string,
  path: string,
) {
  const ids = { modelRunId: newId("run"), otherRunId: newId("run") };
  for (const id of Object.values(ids)) {
    await database.query(
      `INSERT INTO runs (id, organization_id, number, repository_id, finding_id, kind, fixer, state,
         finding_ids, ended_at)
       SELECT $1, $2, max(number) + 1, $3, $4, 'fix', 'model', 'failed', '{}', now()
       FROM runs WHERE organization_id = $2`,
      [id, organizationId, repositoryId, findingId],
    );
  }
  const piece = { request: 1, path, startLine: 1, endLine: 5, bytes: 90, sha256: "a".repeat(64) };
  const ledger = {
    version: 1,
    ...{ provider: "own", model: "own", purpose: "fix", repositoryBytes: 900, sentBytes: 90 },
    requests: [{ number: 1, bytes: 2000 }],
    pieces: [piece],
  };
  await database.query(
    `INSERT INTO agent_attempts (id, organization_id, run_id, number, purpose, state, provider, model,
       fence, "end", ledger, ended_at)
     VALUES ($1, $2, $3, 1, 'fix', 'ended', 'own', 'own', 'f', $4, $5, now())`,
    [
      newId("attempt"),
      organizationId,
      ids.modelRunId,
      JSON.stringify({ state: "gave_up", why: "No." }),
      JSON.stringify(ledger),
    ],
  );
  return ids;
}
