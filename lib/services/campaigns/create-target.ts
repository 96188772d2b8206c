import { AppError, newId } from "#lib/base/index.ts";
import { gatePolicySchema } from "#lib/engines/adversary/index.ts";
import type { Tx } from "#lib/platform/db/index.ts";
import { mutate, requirePermission, type UserActor } from "#lib/services/audit/index.ts";
import { lockOrganization } from "#lib/services/organizations/index.ts";
import { campaignCapsSchema } from "./caps.ts";
import { newOwnershipToken } from "./ownership.ts";
import { type SecretValues, sealSecrets } from "./secrets.ts";
import { type ReadSpec, readSpec, specJson } from "./target-spec.ts";
import { newToolsToken } from "./tools-address.ts";

export interface NewTarget {
  /** A target file, YAML or JSON. */
  readonly spec: string;
  /** The values of its `${NAME}`s. */
  readonly secrets: SecretValues;
  /** The connected repository that the agent is made of; null for none. */
  readonly repositoryId: string | null;
}

const maxTargets = 50;
const maxSecretLength = 8_000;

/**
 * Keeps an agent to be tested. Nothing is sent to it before its address shows whose it is. Throws
 * `invalid_input` for a file or secrets that cannot be used, `conflict` where the name is taken.
 */
export async function createTarget(
  actor: UserActor,
  organizationId: string,
  { spec: text, secrets, repositoryId }: NewTarget,
): Promise<{ readonly id: string }> {
  await requirePermission(actor, "target.create", organizationId);
  const read = readSpec(text);
  requireSecrets(read, text, secrets);
  const id = newId("attackTarget");
  const sealed = await sealSecrets(organizationId, id, secrets);
  const { spec, origin } = read;
  return await mutate(actor, "target.create", { type: "target", id }, async (tx, trail) => {
    await lockOrganization(tx, organizationId);
    await requireRoom(tx, organizationId, spec.name);
    await requireRepository(tx, organizationId, repositoryId);
    await tx.attackTarget.create({
      data: {
        id,
        organizationId,
        name: spec.name,
        spec: specJson(spec),
        kind: spec.kind,
        origin,
        ...sealed,
        ownershipToken: newOwnershipToken(),
        toolsToken: newToolsToken(),
        repositoryId,
        policy: gatePolicySchema.parse({}),
        caps: campaignCapsSchema.parse({}),
        createdById: actor.userId,
      },
    });
    trail.note({ name: spec.name, kind: spec.kind, origin, secretNames: sealed.secretNames });
    return { id };
  });
}

/** Every `${NAME}` has a value, nothing else has, and no value stands in the file itself. */
export function requireSecrets(
  { secretNames }: ReadSpec,
  text: string,
  secrets: SecretValues,
): void {
  const missing = secretNames.find((name) => (secrets[name] ?? "") === "");
  if (missing !== undefined) {
    throw new AppError("invalid_input", `The target uses \${${missing}}: give its value.`);
  }
  for (const [name, value] of Object.entries(secrets)) {
    if (!secretNames.includes(name)) {
      throw new AppError("invalid_input", `The target does not use \${${name}}.`);
    }
    if (value.length > maxSecretLength || /[\r\n\0]/.test(value)) {
      throw new AppError("invalid_input", `The value of ${name} must be one line of text.`);
    }
    if (value.length >= 8 && text.includes(value)) {
      throw new AppError("invalid_input", `Write \${${name}} where its value stands in the file.`);
    }
  }
}

async function requireRoom(tx: Tx, organizationId: string, name: string): Promise<void> {
  const where = { organizationId, archivedAt: null };
  if ((await tx.attackTarget.count({ where })) >= maxTargets) {
    throw new AppError(
      "conflict",
      `An organization has at most ${maxTargets} targets. Archive one first.`,
    );
  }
  await requireFreeName(tx, organizationId, name);
}

export async function requireFreeName(
  tx: Tx,
  organizationId: string,
  name: string,
  ownId?: string,
): Promise<void> {
  const taken = await tx.attackTarget.findFirst({
    where: { organizationId, name, archivedAt: null },
    select: { id: true },
  });
  if (taken === null || taken.id === ownId) return;
  throw new AppError("conflict", `A target named ${name} is here already. Choose another name.`);
}

export async function requireRepository(
  tx: Tx,
  organizationId: string,
  repositoryId: string | null,
): Promise<void> {
  if (repositoryId === null) return;
  const where = { id: repositoryId, organizationId, removedAt: null };
  if ((await tx.repository.count({ where })) > 0) return;
  throw new AppError("not_found", "The repository is not connected.");
}
