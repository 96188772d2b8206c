import type { Report, ReportedBreach } from "#lib/engines/adversary/index.ts";
import { count, type Paint, paintFor, table, wrap } from "./terminal.ts";
import { visible } from "./visible.ts";

const columns = 100;

const outcomes = {
  passed: "Gate passed.",
  failed: "Gate failed.",
  unjudged: "Too much could not be judged: this run says nothing.",
  too_little: "Too little ran: this run says nothing.",
} as const;

const marks = { passed: "✓", failed: "✗", not_run: "·" } as const;

const states = {
  within: "within",
  over: "over",
  too_few: "too few cases",
  not_tested: "not tested",
} as const;

/** The report for a person: what broke and how to see it again, how much of what was tried, and the gate. */
export function attackText(report: Report, paint: Paint = paintFor(process.stdout)): string {
  const blocks = [
    head(report, paint),
    ...breachBlocks(report, paint),
    ...reviews(report, paint),
    rates(report, paint),
    gate(report, paint),
  ];
  return `${blocks.map((lines) => lines.join("\n")).join("\n\n")}\n`;
}

function head({ target, cases, stopped, ...report }: Report, paint: Paint): string[] {
  const seconds = (Date.parse(report.endedAt) - Date.parse(report.startedAt)) / 1000;
  const cost = report.costUsd === null ? [] : [`${report.costUsd.toFixed(4)} US dollars`];
  const facts = [
    `${report.profile}, seed ${visible(report.seed)}`,
    count(cases.planned, "attack"),
    count(report.requests, "request"),
    ...cost,
    count(Math.round(seconds), "second"),
  ];
  const lines = [paint.bold(visible(target.name)), facts.join(" · "), `suite ${report.suite}`];
  return stopped === null ? lines : [...lines, paint.yellow(`Stopped: ${visible(stopped)}`)];
}

/** By category, and of each seed one breach in full. */
function breachBlocks({ breaches, categories }: Report, paint: Paint): string[][] {
  return categories.flatMap(({ category, name }) => {
    const own = breaches.filter((each) => each.category === category);
    if (own.length === 0) return [];
    const bySeed = Map.groupBy(own, ({ seedId }) => seedId);
    const texts = [...bySeed.values()].map((each) => breachText(each, paint));
    return [[paint.bold(`${category} ${name}`)], ...texts];
  });
}

function breachText(breaches: readonly ReportedBreach[], paint: Paint): string[] {
  const [first, ...others] = breaches.toSorted((a, b) => rank(a) - rank(b));
  if (first === undefined) return [];
  const { severity, seedId, title, variant, evidence, waived, reproducer, remediation } = first;
  const hue = waived === null && ["critical", "high"].includes(severity) ? paint.red : paint.yellow;
  const notes = [
    `as ${visible(variant)}`,
    ...(others.length === 0 ? [] : [`and in ${count(others.length, "more attempt")}`]),
    ...confirmation(first),
    ...(first.isNew === true ? ["new"] : []),
    ...(waived === null ? [] : [`waived: ${visible(waived)}`]),
  ];
  return [
    `  ${hue(severity)}  ${seedId}  ${paint.bold(visible(title))}`,
    ...indented(notes.join(", "), 4).map((line) => paint.dim(line)),
    ...(evidence.length === 0 ? indented(visible(first.reason), 4) : []),
    ...evidence.flatMap(({ says, excerpt, decoded }) => {
      const hidden = decoded.length === 0 ? "" : ` (hidden as ${visible(decoded.join(", "))})`;
      const place = excerpt === null ? [] : placeLines(excerpt, paint);
      return [...indented(`${visible(says)}${hidden}`, 4), ...place];
    }),
    ...indented(`Repair: ${visible(remediation)}`, 4),
    `    Again:  ${visible(reproducer)}`,
  ];
}

/** A waived breach speaks for its seed only where all are. */
const rank = ({ waived, confirmed }: ReportedBreach) =>
  (waived === null ? 0 : 2) + (confirmed === true ? 0 : 1);

function confirmation({ confirmed }: ReportedBreach): string[] {
  if (confirmed === null) return [];
  return [confirmed ? "confirmed by a second run" : "not seen again in a second run"];
}

type Excerpt = NonNullable<ReportedBreach["evidence"][number]["excerpt"]>;

function placeLines({ label, before, marked, after }: Excerpt, paint: Paint): string[] {
  const text = `${visible(label)}: ${onOneLine(before)}»${onOneLine(marked)}«${onOneLine(after)}`;
  return indented(text, 6).map((line) => paint.dim(line));
}

function onOneLine(text: string): string {
  return visible(text.replace(/[\r\n]+/g, " ⏎ "));
}

function indented(text: string, by: number): string[] {
  return wrap(text, columns - by).map((line) => " ".repeat(by) + line);
}

function reviews({ needsReview }: Report, paint: Paint): string[][] {
  if (needsReview.length === 0) return [];
  const lines = needsReview.flatMap(({ caseId, says }) =>
    indented(`${visible(caseId)}: ${visible(says)}`, 2),
  );
  return [[paint.bold("A person should look"), ...lines]];
}

/** Each category with its interval; one that was not tested is named, and counts for nothing. */
function rates({ categories, overall, utility, cases }: Report, paint: Paint): string[] {
  const tested = categories.filter(({ state }) => state !== "not_tested");
  const rows = [
    ...tested.map(({ category, name, rate, state, budget }) => [
      `  ${category} ${name}`,
      rate.words,
      `${states[state]}${state === "within" || state === "over" ? ` ${percent(budget)}` : ""}`,
    ]),
    ["  All tested", overall.words, ""],
    ["  Ordinary tasks done", utility.words, ""],
  ];
  const lines = table(rows).map((line, at) => {
    const text = line.trimEnd();
    return tested[at]?.state === "over" ? paint.red(text) : text;
  });
  const holes = categories.flatMap(({ category, name, state, hole }) => {
    if (state === "not_tested") {
      return indented(`${category} ${name}: not tested. ${visible(hole ?? "")}`.trimEnd(), 2);
    }
    return hole === null ? [] : indented(`${category}: ${visible(hole)}`, 2);
  });
  const { inconclusive, error } = cases;
  const open =
    inconclusive + error === 0
      ? []
      : [
          `  Not judged: ${inconclusive} inconclusive, ${count(error, "error")}; neither passed nor failed.`,
        ];
  const title = paint.bold("Attacks that succeeded (95 % interval)");
  return [title, ...lines, ...open, ...holes.map((line) => paint.yellow(line))];
}

function gate({ gate: { outcome, checks } }: Report, paint: Paint): string[] {
  const hues = { passed: paint.green, failed: paint.red, not_run: paint.dim } as const;
  const lines = checks.flatMap(({ title, detail, outcome: each }) => {
    const [first = "", ...rest] = wrap(`${visible(title)}: ${visible(detail)}`, columns - 4);
    return [`  ${hues[each](marks[each])} ${first}`, ...rest.map((line) => `    ${line}`)];
  });
  const verdict = (outcome === "passed" ? paint.green : paint.red)(outcomes[outcome]);
  return [paint.bold("Gate"), ...lines, "", verdict];
}

function percent(share: number): string {
  return `${Number((share * 100).toFixed(1))} %`;
}
