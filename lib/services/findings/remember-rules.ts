import type { PlacedRun } from "#lib/engines/rules/index.ts";
import type { Tx } from "#lib/platform/db/index.ts";
import { inChunks } from "./chunks.ts";

/** Keeps what each tool says of its own rules. True where something was new. */
export async function rememberRules(
  tx: Tx,
  at: { readonly organizationId: string; readonly repositoryId: string },
  runs: readonly Pick<PlacedRun, "tool" | "ruleTexts">[],
): Promise<boolean> {
  const { organizationId, repositoryId } = at;
  let changed = false;
  for (const [detector, ofTool] of Map.groupBy(runs, ({ tool }) => tool)) {
    const known = await tx.detectorRule.findMany({ where: { repositoryId, detector } });
    const knownTexts = new Map(known.map(({ ruleId, text }) => [ruleId, text]));
    const told = new Map(ofTool.flatMap(({ ruleTexts }) => [...ruleTexts]));
    const news = [...told].filter(([ruleId, text]) => knownTexts.get(ruleId) !== text);
    changed ||= news.length > 0;
    const fresh = news.filter(([ruleId]) => !knownTexts.has(ruleId));
    await inChunks(fresh, async (chunk) => {
      const data = chunk.map(([ruleId, text]) => ({
        organizationId,
        repositoryId,
        detector,
        ruleId,
        text,
      }));
      await tx.detectorRule.createMany({ data });
    });
    for (const [ruleId, text] of news.filter(([each]) => knownTexts.has(each))) {
      await tx.detectorRule.updateMany({
        where: { repositoryId, detector, ruleId },
        data: { text },
      });
    }
  }
  return changed;
}
