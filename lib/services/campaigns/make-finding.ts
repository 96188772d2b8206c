import { AppError } from "#lib/base/index.ts";
import { builtInSuite, categories, type Seed } from "#lib/engines/adversary/index.ts";
import { config } from "#lib/platform/config/index.ts";
import { mutate, type UserActor } from "#lib/services/audit/index.ts";
import { keepBreach } from "#lib/services/findings/index.ts";

/**
 * A breach as a finding of the repository that the agent is made of, to be triaged and fixed as any. All
 * breaches of one attack on one target are one finding. Throws `precondition_failed` where the target names
 * no repository, `conflict` where the case is no breach.
 */
export async function makeFinding(
  actor: UserActor,
  organizationId: string,
  campaignId: string,
  caseId: string,
): Promise<{ readonly findingId: string }> {
  const suite = await builtInSuite();
  const target = { type: "campaign", id: campaignId };
  return await mutate(actor, "campaign.make_finding", target, async (tx, trail) => {
    // Of two requests at once the second sees the first one's finding.
    await tx.campaign.updateMany({
      where: { id: campaignId, organizationId },
      data: { id: campaignId },
    });
    const row = await tx.campaignCase.findFirst({
      where: { organizationId, campaignId, caseId },
      include: { campaign: { include: { target: { include: { repository: true } } } } },
      omit: { transcript: true },
    });
    if (row === null) throw new AppError("not_found", "There is no such case.");
    if (row.findingId !== null) {
      trail.unchanged();
      return { findingId: row.findingId };
    }
    if (row.verdict !== "breach" || row.kind !== "attack") {
      throw new AppError("conflict", "Only an attack that broke through can become a finding.");
    }
    const { campaign } = row;
    const { repository, id: targetId, name } = campaign.target;
    if (repository === null || repository.removedAt !== null) {
      throw new AppError(
        "precondition_failed",
        "Say first which connected repository this agent is made of, on the target’s page.",
      );
    }
    const seed = suite.seeds.get(row.seedId);
    if (seed === undefined) {
      throw new AppError("conflict", "The suite no longer has this attack. Run a new campaign.");
    }
    const finding = await keepBreach(tx, {
      organizationId,
      repositoryId: repository.id,
      targetId,
      seedId: seed.id,
      severity: seed.severity,
      title: seed.title,
      message: wordsOf(seed, { name, number: campaign.number, caseId }),
    });
    await tx.campaignCase.updateMany({
      where: { campaignId, seedId: row.seedId, verdict: "breach", kind: "attack" },
      data: { findingId: finding.id },
    });
    trail.note({ caseId, findingId: finding.id, isNew: finding.isNew });
    return { findingId: finding.id };
  });
}

/** Only what the suite says: an answer of the agent’s may be what the attack made of it. */
function wordsOf(
  seed: Seed,
  {
    name,
    number,
    caseId,
  }: { readonly name: string; readonly number: number; readonly caseId: string },
): string {
  return [
    `The agent ${name} failed a test of the adversarial suite: ${seed.title}.`,
    `What the attack does: ${seed.about.trim()}`,
    `What to change: ${seed.remediation.trim()}`,
    `${seed.category} ${categories[seed.category]}. Seen in campaign ${number} of ${config().publicUrl}, case ${caseId}.`,
  ].join("\n\n");
}
