import { addFindingRow, addFixByHand } from "../by-hand.ts";
import { targetByHand } from "../campaign-world.ts";
import { seen } from "../team.ts";
import type { Asked, Caller, SignedIn } from "./access.ts";
import type { Ground } from "./ground.ts";
import { addMember, addPerson, inviteTokenOf } from "./people.ts";
import type { Target } from "./target.ts";
import { plant } from "./words.ts";

/** What was made to act on; `as` where another session than the caller's is the one to act in. */
export type Prepared = Partial<Target> & { readonly as?: Caller["headers"] };

export interface ActionEntry extends Asked {
  /** Its arguments, bound ones first; for a form the state before and the form last. */
  readonly args: (t: Target, caller: Caller) => readonly unknown[];
  /** Makes something fresh to act on; for a caller who may, something of theirs. */
  readonly ready?: (ground: Ground, caller?: Caller) => Promise<Prepared>;
  /** Whoever may is tried as a person of their own: it changes how all of their sessions stand. */
  readonly asNewcomer?: true;
  /** Takes back what would stand in the way of the next. */
  readonly after?: (ground: Ground, caller: Caller) => Promise<unknown>;
  /**
   * How it shows that it worked: by rows that changed, by where it leads, or by what it tells; or not
   * at all, where those who are tried lack what it would need to change anything.
   */
  readonly proof?:
    | { readonly leadsTo: RegExp }
    | { readonly tells: string }
    | { readonly changes: "nothing" };
  /** What it acts on is one person's, and no fellow member's. */
  readonly personal?: true;
  /** It ends the session that calls it, so each caller brings one more. */
  readonly endsSession?: true;
  /** Whose it is besides those who are tried on everything. */
  readonly worksFor?: (ground: Ground) => Promise<{ person: SignedIn; target: Partial<Target> }>;
  /** Knowing the target says already that it is there, and may tell more, by what a canary stands for. */
  readonly capability?: readonly string[];
  /** Its answer is the same whether or not what is named is there, though the caller may. */
  readonly alike?: true;
}

export function form(fields: Readonly<Record<string, string>>): FormData {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) data.append(name, value);
  return data;
}

/** An action of a member's form: the slug is bound, the state before it is empty. */
export function memberForm(
  fields: (t: Target, caller: Caller) => Readonly<Record<string, string>>,
) {
  return (t: Target, caller: Caller) => [t.slug, {}, form(fields(t, caller))];
}

export const plain = (t: Target) => [t.slug, {}, new FormData()];

export async function freshFinding({ w, a, target }: Ground): Promise<{ findingId: string }> {
  return { findingId: await addFindingRow(w.world, a.organizationId, target.repositoryId) };
}

/** A fix that waits for room in a budget. */
export async function freshWish(ground: Ground): Promise<Partial<Target>> {
  const { w, a, target } = ground;
  const { findingId } = await freshFinding(ground);
  await w.world.database.query(
    `INSERT INTO fix_wishes (finding_id, organization_id, repository_id, rule_id, asked_by_id)
     VALUES ($1, $2, $3, 'py/yaml-load', $4)`,
    [findingId, a.organizationId, target.repositoryId, a.people.owner],
  );
  return { findingId };
}

export async function freshRun(ground: Ground): Promise<Partial<Target>> {
  const { w, a } = ground;
  const { findingId } = await freshFinding(ground);
  return { runId: (await w.s.runs.startFix(a.as("owner"), a.organizationId, findingId)).id };
}

/** A fix run that came to nothing, in a house that has chosen a model. */
export async function freshEndedRun(ground: Ground): Promise<Partial<Target>> {
  const { runId } = await freshRun(ground);
  const { query } = ground.w.world.database;
  await query("DELETE FROM outbox WHERE id = $1", [runId]);
  await query("UPDATE runs SET state = 'failed', ended_at = now() WHERE id = $1", [runId]);
  await withModel(ground);
  return { runId: runId! };
}

/** A target that was shown to be the house's, with no campaign yet. */
export async function freshTarget({ w, a, target }: Ground): Promise<Partial<Target>> {
  // An organization has fifty at most.
  await w.world.database.query(
    "UPDATE attack_targets SET archived_at = now() WHERE organization_id = $1 AND id <> $2",
    [a.organizationId, target.attackTargetId],
  );
  return { attackTargetId: await targetByHand(w.world, w.s, a, plant()) };
}

/** A campaign that no worker has begun. */
export async function freshCampaign(ground: Ground): Promise<Partial<Target>> {
  const { w, a } = ground;
  const { attackTargetId = "" } = await freshTarget(ground);
  const request = { targetId: attackTargetId };
  const { id } = await w.s.campaigns.startCampaign(a.as("owner"), a.organizationId, request);
  return { attackTargetId, campaignId: id };
}

/** The house has chosen a model, which nobody asks here. */
export async function withModel({ w, a }: Ground): Promise<Partial<Target>> {
  const { query } = w.world.database;
  const key = `mk_${a.organizationId}`;
  await query(
    `INSERT INTO model_keys (id, organization_id, provider, name, address)
     VALUES ($1, $2, 'openai_compatible', 'Own', 'http://127.0.0.1:9/v1') ON CONFLICT DO NOTHING`,
    [key, a.organizationId],
  );
  await query(
    `INSERT INTO model_choices (organization_id, purpose, model_key_id, model)
     VALUES ($1, 'fix', $2, 'own') ON CONFLICT DO NOTHING`,
    [a.organizationId, key],
  );
  return {};
}

export async function freshFix(ground: Ground): Promise<Partial<Target>> {
  const { w, a, target, repositoryPath: path } = ground;
  const at = { repositoryId: target.repositoryId, path };
  const fix = await addFixByHand(w.world, w.s, a, at);
  return { fixId: fix.id, ...seen(fix) };
}

export async function freshMember({ w, a, canaries }: Ground): Promise<Partial<Target>> {
  const { id } = await addPerson(w, canaries, "A");
  return { memberId: await addMember(w, a.organizationId, id, "viewer") };
}

export async function freshFolder({ w }: Ground): Promise<Partial<Target>> {
  return { folder: await w.world.repository(plant(), { "README.md": "# Empty\n" }) };
}

export async function noSample({ w }: Ground): Promise<Partial<Target>> {
  await w.world.database.query("DELETE FROM repositories WHERE sample");
  return {};
}

/** Nobody has an account on the sample forge: whoever may is given one. */
export async function noSampleAccount({ w }: Ground): Promise<Partial<Target>> {
  const issuer = process.env.ETNA_SAMPLE_FORGE ?? "";
  await w.world.database.query("DELETE FROM accounts WHERE issuer = $1", [issuer]);
  return {};
}

export async function freshInvitation({ w, a }: Ground, email = `${plant()}@example.test`) {
  const { id } = await w.s.organizations.inviteMember(a.as("admin"), a.organizationId, {
    email,
    role: "viewer",
  });
  return { invitationId: id, inviteToken: inviteTokenOf(await w.world.mail(email)) };
}

/** What another scanner reports of one file, different each time. */
export function sarifOf({ path: uri, fresh }: Target): string {
  const location = { physicalLocation: { artifactLocation: { uri }, region: { startLine: 5 } } };
  const result = { ruleId: "scan/fault", message: { text: fresh }, locations: [location] };
  const tool = { driver: { name: "Scanner", rules: [{ id: "scan/fault" }] } };
  return JSON.stringify({ version: "2.1.0", runs: [{ tool, results: [result] }] });
}
