import { AppError } from "#lib/base/index.ts";
import {
  exitCode,
  type GatePolicy,
  type Plan,
  previewPlan,
  summarize,
} from "#lib/engines/adversary/index.ts";
import { interrupted, runToEnd } from "./attack-campaign.ts";
import { readBaseline, readPolicy } from "./attack-files.ts";
import type { JournalFile } from "./attack-journal.ts";
import { openJudge } from "./attack-judge.ts";
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
import { type OpenedTarget, openAttackTarget } from "./attack-target.ts";
import { outputsOf, requireWritable } from "./outputs.ts";
import { writeOut } from "./run-command.ts";
import { count, shellWord } from "./terminal.ts";
import { visible } from "./visible.ts";

export async function runAttack(
  path: string,
  options: AttackOptions,
  draw: () => string,
): Promise<number> {
  const outputs = outputsOf<AttackFormat>(attackFormats, options.format, options.output);
  const [caps, concurrency, serve] = [capsOf(options), concurrencyOf(options), serveOf(options)];
  const prepared = await prepare(path, options, draw);
  const { earlier, file, plan } = prepared;
  // Whatever happens, nothing stays open that would keep the process alive or the journal locked.
  const open: { close(): Promise<void> }[] = earlier === null ? [] : [earlier];
  try {
    if (options.plan === true) return await showPlan(prepared, options);
    if (caps.maxSpendUsd !== undefined && file.spec.price === undefined) {
      throw new AppError("invalid_input", "--max-spend needs a price in the target file.");
    }
    const policy = withNamedCases(await readPolicy(options), options, prepared);
    const baseline = await readBaseline(options.baseline);
    await requireWritable(outputs);
    const judged = await openJudge(options, file.spec);
    const opened = await openAttackTarget(file.spec, serve);
    open.push(opened);
    const journal = earlier ?? (await newJournal(prepared, options));
    if (earlier === null) open.push(journal);
    announce(prepared, opened, journal);
    if (judged !== null) process.stderr.write(`${judged.announcement}\n`);
    const running = { opened, journal, caps, concurrency, judge: judged?.judge };
    const outcome = await runToEnd(prepared, running);
    if (judged !== null) process.stderr.write(`${judged.summary()}\n`);
    if (outcome === null) {
      sayHowToGoOn(path, journal, options, plan);
      return interrupted;
    }
    const report = summarize({
      ...factsOf(prepared, opened, options),
      results: outcome.results,
      startedAtMs: journal.head.startedAtMs,
      endedAtMs: outcome.endedAtMs,
      stopped: outcome.stopped,
      policy,
      baseline,
    });
    await writeAttackReport(report, path, outputs);
    process.stderr.write(`Transcripts: ${visible(journal.path)}\n`);
    return exitCode(report);
  } finally {
    for (const each of open.toReversed()) await each.close();
  }
}

function factsOf(
  { suite, plan, file }: Prepared,
  { target }: OpenedTarget,
  options: AttackOptions,
) {
  return {
    plan,
    suite,
    target: {
      name: target.name,
      kind: file.spec.kind,
      capabilities: target.capabilities,
      file: file.path,
    },
    reproducerOptions: [
      ...(options.seeds === undefined ? [] : ["--seeds", options.seeds]),
      ...(options.onlyOwn === true ? ["--only-own"] : []),
    ],
  };
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

async function showPlan({ suite, plan }: Prepared, options: AttackOptions): Promise<0> {
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
