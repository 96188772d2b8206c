import { isVulnerableDependency, ruleTexts, type ScanReport } from "#lib/engines/rules/index.ts";
import type { Prisma } from "#lib/platform/db/index.ts";
import { storable } from "./scan-troubles.ts";

const packageRuleIds = ruleTexts.map(({ id }) => id).filter(isVulnerableDependency);
/** Beyond this the scan went so wrong that no finding is closed. */
const maxProblems = 200;

/**
 * What a scan could not look at as it should have: such findings are not gone, they were not looked
 * for. A rule of the repository that cannot be read keeps all findings of such rules.
 */
export function notLookedAt(report: ScanReport): readonly Prisma.FindingWhereInput[] {
  const { dependencies, problems } = report;
  const left: Prisma.FindingWhereInput[] = [];
  if (dependencies.packages > 0 && dependencies.asked !== "yes") {
    left.push({ ruleId: { in: packageRuleIds } });
  }
  const stopped = problems.filter(({ path }) => !path.startsWith(".etna/"));
  if (stopped.length > maxProblems) return [{ id: { not: "" } }];
  for (const { path, ruleId } of stopped) {
    left.push({ path, ...(ruleId !== undefined && { ruleId }) });
  }
  const unread = problems.some(({ path }) => path.startsWith(".etna/"));
  if (unread) left.push({ ruleId: { startsWith: "custom/" } });
  for (const { ruleId } of problems.filter(isGivenUp)) if (ruleId) left.push({ ruleId });
  return left;
}

/** A rule of the repository that was stopped did not look at the rest, either. */
function isGivenUp({ ruleId }: ScanReport["problems"][number]): boolean {
  return ruleId?.startsWith("custom/") === true;
}

/** Said with the outcome: what a repository asked for in vain would else be seen by nobody. */
export function troubleWords({ problems, ignoreMarks }: ScanReport): string {
  const [first] = problems;
  const words: string[] = [];
  if (first !== undefined) {
    const place = `${first.path}${first.line === undefined ? "" : `:${first.line}`}`;
    const many = problems.length === 1 ? "1 problem" : `${problems.length} problems, the first`;
    words.push(storable(` ${many} at ${place}: ${first.message}`, 400));
  }
  if (ignoreMarks.length > 0) {
    const [mark] = ignoreMarks;
    const many = ignoreMarks.length === 1 ? "1 comment" : `${ignoreMarks.length} comments`;
    words.push(` ${many} etna-ignore without effect, at ${mark?.path}:${mark?.line}.`);
  }
  return words.join("");
}
