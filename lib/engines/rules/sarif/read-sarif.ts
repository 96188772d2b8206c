import type { z } from "zod";
import { AppError } from "#lib/base/index.ts";
import { forgeCategory } from "./alert-facts.ts";
import { boundedLine } from "./members.ts";
import { openLog } from "./open-log.ts";
import { type Reported, readResult } from "./read-result.ts";
import { findSarifRule, ruleIndexOf } from "./rule-index.ts";
import { logSchema, resultSchema, runSchema, type SarifResult, type SarifRun } from "./schemas.ts";
import { ruleTextOf } from "./words.ts";

export const maxSarifResults = 25_000;
/** Messages may be referred to instead of repeated: what comes of it has a limit of its own. */
const maxMessageChars = 8_000_000;

export interface ReportedRun {
  readonly tool: string;
  /** What kind of its analyses this is (SARIF §3.17.3), so that two kinds do not close each other's. */
  readonly category: string;
  /** False where the tool says that it did not come to its end: silence then says nothing. */
  readonly complete: boolean;
  readonly commit: string | null;
  readonly results: readonly Reported[];
  /** By rule id: the tool's own explanation, as markdown. */
  readonly ruleTexts: ReadonlyMap<string, string>;
  readonly suppressed: number;
  /** Results that name no file that could be in the repository. */
  readonly withoutPlace: number;
}

/**
 * Reads an uploaded SARIF 2.1.0 log (OASIS), gzip or plain, of any tool. Throws `too_large` past
 * 20 MiB or 25,000 results, `invalid_input` with the place of what does not fit.
 */
export async function readSarif(sent: Uint8Array): Promise<readonly ReportedRun[]> {
  const log = parseAs(logSchema, await openLog(sent), "");
  const runs = log.runs.map((run, at) => parseAs(runSchema, run, `runs[${at}]`));
  const count = runs.reduce((sum, run) => sum + (run.results?.length ?? 0), 0);
  if (count > maxSarifResults) {
    throw new AppError(
      "too_large",
      `The file holds ${count} results; Etna takes ${maxSarifResults}.`,
    );
  }
  let left = maxMessageChars;
  const spend = (chars: number) => {
    left -= chars;
    if (left < 0)
      throw new AppError("too_large", "The messages of the file are too long together.");
  };
  return runs.map((run, at) => readRun(run, `runs[${at}]`, spend));
}

function readRun(run: SarifRun, where: string, spend: (chars: number) => void): ReportedRun {
  const { driver } = run.tool;
  const tool = boundedLine(driver.name, 100);
  if (!/[\p{L}\p{N}]/u.test(tool)) {
    throw new AppError("invalid_input", `${where}.tool.driver.name: It names nothing.`);
  }
  const rules = ruleIndexOf(run);
  const ruleTexts = new Map<string, string>();
  const results: Reported[] = [];
  let suppressed = 0;
  let withoutPlace = 0;
  for (const [at, sent] of (run.results ?? []).entries()) {
    const result = parseAs(resultSchema, sent, `${where}.results[${at}]`);
    if (!isFault(result)) continue;
    if (isSuppressed(result)) {
      suppressed++;
      continue;
    }
    const read = readResult(run, result, rules, tool);
    if (read === null) {
      withoutPlace++;
      continue;
    }
    spend(read.message.length);
    results.push(read);
    if (!ruleTexts.has(read.ruleId))
      ruleTexts.set(read.ruleId, ruleTextOf(findSarifRule(rules, result)));
  }
  return {
    tool,
    category: categoryOf(run),
    complete: run.invocations?.every((each) => each.executionSuccessful !== false) ?? true,
    commit:
      run.versionControlProvenance?.map((each) => each.revisionId ?? "").find(isCommit) ?? null,
    results,
    ruleTexts,
    suppressed,
    withoutPlace,
  };
}

function isFault({ kind, baselineState }: SarifResult): boolean {
  return ["fail", "review", "open"].includes(kind) && baselineState !== "absent";
}

/** SARIF §3.27.23: by a suppression, unless one of them is still discussed or was turned down. */
function isSuppressed({ suppressions }: SarifResult): boolean {
  const given = suppressions ?? [];
  return (
    given.length > 0 && given.every(({ status }) => status === undefined || status === "accepted")
  );
}

/** automationDetails.id is "category/run": what comes before its last slash. */
function categoryOf({ automationDetails }: SarifRun): string {
  const id = automationDetails?.id ?? "";
  const category = boundedLine(id.slice(0, Math.max(0, id.lastIndexOf("/"))), 200);
  return category.startsWith(forgeCategory) ? `uploaded ${category}` : category;
}

function isCommit(revision: string): boolean {
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(revision);
}

function parseAs<Output>(schema: z.ZodType<Output>, value: unknown, where: string): Output {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const path = (issue?.path ?? [])
    .map((step) => (typeof step === "number" ? `[${step}]` : `.${String(step)}`))
    .join("");
  const place = `${where}${path}`.replace(/^\./, "").slice(0, 200);
  throw new AppError(
    "invalid_input",
    `This is not SARIF 2.1.0. ${place || "The file"}: ${issue?.message ?? ""}`,
  );
}
