import { AppError } from "#lib/base/index.ts";
import {
  type CampaignCaps,
  type CampaignOutcome,
  exitCode,
  type GatePolicy,
  type Plan,
  previewPlan,
  runCampaign,
  summarize,
} from "#lib/engines/adversary/index.ts";
import { readBaseline, readPolicy } from "./attack-files.ts";
import type { JournalFile } from "./attack-journal.ts";
import {
  type AttackFormat,
  type AttackOptions,
  attackFormats,
  capsOf,
  concurrencyOf,
  serveOf,
} from "./attack-options.ts";
import { planBytes, planText } from "./attack-plan.ts";
import { newJournal, type Prepared, prepare } from "./attack-prepare.ts";
import { writeAttackReport } from "./attack-report.ts";
import { attackClock, type OpenedTarget, openAttackTarget } from "./attack-target.ts";
import { outputsOf, requireWritable } from "./outputs.ts";
import { progress } from "./progress.ts";
import { writeOut } from "./run-command.ts";
import { count, shellWord } from "./terminal.ts";
import { visible } from "./visible.ts";

const interrupted = 130;

export async function runAttack(
  path: string,
  options: AttackOptions,
  draw: () => string,
): Promise<number> {
  const outputs = outputsOf<AttackFormat>(attackFormats, options.format, options.output);
  const [caps, concurrency, serve] = [capsOf(options), concurrencyOf(options), serveOf(options)];
  const prepared = await prepare(path, options, draw);
  const { suite, plan, file } = prepared;
  if (options.plan === true) return await showPlan(prepared, options);
  if (caps.maxSpendUsd !== undefined && file.spec.price === undefined) {
    throw new AppError("invalid_input", "--max-spend needs a price in the target file.");
  }
  const policy = withNamedCases(await readPolicy(options), options, prepared);
  const baseline = await readBaseline(options.baseline);
  await requireWritable(outputs);
  const opened = await openAttackTarget(file.spec, serve);
  const journal = prepared.earlier ?? (await newJournal(prepared, options));
  try {
    announce(prepared, opened, journal);
    const outcome = await campaign(prepared, { opened, journal, caps, concurrency });
    if (outcome === null) {
      sayHowToGoOn(path, journal, options, plan);
      return interrupted;
    }
    const report = summarize({
      plan,
      suite,
      results: outcome.results,
      target: {
        name: opened.target.name,
        kind: file.spec.kind,
        capabilities: opened.target.capabilities,
        file: path,
      },
      startedAtMs: journal.head.startedAtMs,
      endedAtMs: outcome.endedAtMs,
      stopped: outcome.stopped,
      policy,
      baseline,
      reproducerOptions: [
        ...(options.seeds === undefined ? [] : ["--seeds", options.seeds]),
        ...(options.onlyOwn === true ? ["--only-own"] : []),
      ],
    });
    await writeAttackReport(report, path, outputs);
    process.stderr.write(`Transcripts: ${visible(journal.path)}\n`);
    return exitCode(report);
  } finally {
    await journal.close();
    await opened.close();
  }
}

/** Whoever names cases asks for these alone, and a gate that wants twenty would never judge them. */
function withNamedCases(
  policy: GatePolicy,
  options: AttackOptions,
  { plan, only }: Prepared,
): GatePolicy {
  if (only?.cases === undefined || options.policy !== undefined) return policy;
  const attacks = plan.cases.filter(({ kind }) => kind === "attack").length;
  return { ...policy, min_cases: Math.max(1, Math.min(policy.min_cases, attacks)) };
}

async function showPlan({ suite, plan, earlier }: Prepared, options: AttackOptions): Promise<0> {
  await earlier?.close();
  await writeOut(options.format === "json" ? planBytes(plan) : planText(suite, plan));
  return 0;
}

function announce(
  { suite, plan, isDrawn }: Prepared,
  { target, connect }: OpenedTarget,
  journal: JournalFile,
): void {
  const most = [...previewPlan(suite, plan)].reduce((sum, each) => sum + each.mostRequests, 0);
  const lines = [
    `Seed ${visible(plan.seed)}${isDrawn ? ", drawn for this run" : ""}. ${count(plan.cases.length, "case")} for ${visible(target.name)}, at most ${count(most, "request")}.`,
    ...(journal.done > 0 ? [`${count(journal.done, "case")} of them ended before.`] : []),
    `Journal: ${visible(journal.path)}`,
    ...(connect === null ? [] : [`The suite’s tools are at ${connect}.`]),
  ];
  process.stderr.write(`${lines.join("\n")}\n`);
}

interface Running {
  readonly opened: OpenedTarget;
  readonly journal: JournalFile;
  readonly caps: CampaignCaps;
  readonly concurrency: number | undefined;
}

/** Null where a person or the machine called it off. A second time, it is over at once. */
async function campaign(
  { suite, plan, file }: Prepared,
  { opened, journal, caps, concurrency }: Running,
): Promise<CampaignOutcome | null> {
  const calledOff = new AbortController();
  const callOff = () => {
    if (calledOff.signal.aborted) process.exit(interrupted);
    calledOff.abort();
  };
  for (const signal of signals) process.on(signal, callOff);
  const shown = progress(false, "cases");
  const { price } = file.spec;
  try {
    const outcome = await runCampaign({
      suite,
      plan,
      target: opened.target,
      journal,
      caps,
      concurrency: concurrency ?? file.spec.concurrency,
      clock: attackClock,
      signal: calledOff.signal,
      price: price && { inputUsdPerMillion: price.input, outputUsdPerMillion: price.output },
      onResult: () => shown.options.onProgress?.(journal.done, plan.cases.length),
    });
    return calledOff.signal.aborted ? null : outcome;
  } finally {
    shown.stop();
    for (const signal of signals) process.off(signal, callOff);
  }
}

const signals = ["SIGINT", "SIGTERM"] as const;

function sayHowToGoOn(
  path: string,
  journal: JournalFile,
  options: AttackOptions,
  plan: Plan,
): void {
  const own = options.seeds === undefined ? "" : ` --seeds ${shellWord(options.seeds)}`;
  const only = options.onlyOwn === true ? " --only-own" : "";
  const command = `etna attack --target ${shellWord(path)}${own}${only} --resume ${shellWord(journal.path)}`;
  const done = `${journal.done} of ${count(plan.cases.length, "case")}`;
  process.stderr.write(`Interrupted: ${done} ended. Go on with: ${command}\n`);
}
