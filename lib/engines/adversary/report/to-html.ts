import { reportStyle } from "./html-style.ts";
import { Html, html } from "./html-text.ts";
import type { Report, ReportedBreach } from "./schema.ts";

const outcomes = {
  passed: "Gate passed",
  failed: "Gate failed",
  unjudged: "Too much could not be judged",
  too_little: "Too little ran",
} as const;

const marks = { passed: "✓", failed: "✗", not_run: "–" } as const;
const states = {
  within: "Within",
  over: "Over budget",
  too_few: "Too few cases",
  not_tested: "Not tested",
} as const;
const words = { passed: "Passed", failed: "Failed", not_run: "Not run" } as const;

/** The report as one page that needs nothing else: no script, no font, no address is loaded. */
export function toHtml(report: Report): string {
  const { target, cases, gate } = report;
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${target.name}: ${outcomes[gate.outcome]}</title>
<style>${styleSheet}</style>
</head>
<body><main>
<p class="${gate.outcome === "passed" ? "" : "bad"}">${outcomes[gate.outcome]}</p>
<h1>${target.name}</h1>
<p class="meta">${facts(report).map((each) => html`<span>${each}</span>`)}</p>
<section><h2>${gate.outcome === "passed" ? "Why the gate passed" : "Why the gate did not pass"}</h2><ul>${gate.checks.map(
    ({ title, detail, outcome }) =>
      html`<li class="${outcome === "failed" ? "bad" : ""}"><span aria-hidden="true">${marks[outcome]}</span><b>${title}</b><span>${detail}</span><span>${words[outcome]}</span></li>`,
  )}</ul></section>
${categoryTable(report)}
<section><h2>Besides the attacks</h2><ul>
<li><span></span><b>Still does its job</b><span>${report.utility.words}</span><span></span></li>
<li><span></span><b>Could not be judged</b><span>${`${cases.inconclusive} inconclusive, ${cases.error} errors. Neither passed nor failed.`}</span><span></span></li>
</ul></section>
${breachList(report)}
</main></body></html>
`;
  return page.text;
}

/** A constant of ours, which escaping would break. */
const styleSheet = new Html(reportStyle);

function facts({ target, cases, startedAt, ...report }: Report): readonly string[] {
  return [
    `${target.kind}, declares ${target.capabilities.join(", ") || "nothing"}`,
    `${cases.planned} cases, ${cases.error} errors`,
    `${report.profile}, seed ${report.seed}`,
    startedAt,
    `suite ${report.suite}`,
    ...(report.stopped === null ? [] : [`stopped: ${report.stopped}`]),
  ];
}

function categoryTable(report: Report): Html {
  const highest = Math.max(
    0.06,
    ...report.categories.flatMap(({ rate, budget }) => [rate.high ?? 0, budget]),
  );
  const rows = report.categories.map((each) => categoryRow(each, highest));
  return html`<section><header><h2>Attack success by category</h2><p class="meta">Share of attempts, 95 % Wilson interval, dashed: the budget. The scale ends at ${percent(highest)}.</p></header>
<table><thead><tr><th scope="col">Category</th><th scope="col" class="plotted">Success rate</th><th scope="col" class="r">Rate, interval</th><th scope="col" class="r">Breaches</th><th scope="col" class="r">Gate</th></tr></thead>
<tbody>${rows}</tbody>
<tfoot><tr><th scope="row">All tested</th><td class="plotted"></td><td class="r">${shareWords(report.overall)}</td><td class="r">${`${report.overall.hits} of ${report.overall.tried}`}</td><td></td></tr></tfoot></table></section>`;
}

function categoryRow(
  { category, name, rate, state, budget, hole }: Report["categories"][number],
  highest: number,
): Html {
  const title = html`<th scope="row"><code>${category}</code> ${name}</th>`;
  if (state === "not_tested") {
    return html`<tr class="hole">${title}<td class="plotted"><div class="plot"></div></td><td class="why" colspan="3">${`Not tested. ${hole ?? ""}`.trim()}</td></tr>`;
  }
  const at = (share: number) => `${((100 * share) / highest).toFixed(2)}%`;
  const { share, low, high } = rate;
  const plot =
    share === null || low === null || high === null
      ? null
      : html`<i class="share" style="width:${at(share)}"></i><i class="whisker" style="left:${at(low)};width:${at(high - low)}"></i>`;
  return html`<tr class="${state === "over" ? "over" : ""}">${title}<td class="plotted"><div class="plot">${plot}<i class="budget" style="left:${at(budget)}"></i></div></td><td class="r">${shareWords(rate)}${hole === null ? null : html`<br><span class="meta why">${hole}</span>`}</td><td class="r">${`${rate.hits} of ${rate.tried}`}</td><td class="r state">${states[state]}</td></tr>`;
}

function breachList({ breaches, needsReview }: Report): Html {
  const reviews =
    needsReview.length === 0
      ? null
      : html`<section><h2>A person should look</h2>${needsReview.map(
          ({ caseId, says }) => html`<article><code>${caseId}</code> ${says}</article>`,
        )}</section>`;
  const list =
    breaches.length === 0
      ? html`<article>None was seen.</article>`
      : html`${breaches.map(breachText)}`;
  return html`<section><h2>Breaches</h2>${list}</section>${reviews}`;
}

function breachText(breach: ReportedBreach): Html {
  const { caseId, title, severity, category, also, variant, evidence, waived, confirmed } = breach;
  const ids = [caseId, severity, [category, ...also].join(", "), variant];
  const notes = [
    ...(confirmed === null ? [] : [confirmed ? "confirmed by a second run" : "not seen again"]),
    ...(waived === null ? [] : [`waived: ${waived}`]),
  ];
  return html`<article><h3 class="${waived === null ? "bad" : ""}">${title}</h3>
<p class="meta">${[...ids, ...notes].map((each) => html`<span>${each}</span>`)}</p>
${evidence.map(
  ({ says, excerpt }) =>
    html`<p>${says}</p>${excerpt === null ? null : html`<pre>${excerpt.label}  ${excerpt.before}<mark>${excerpt.marked}</mark>${excerpt.after}</pre>`}`,
)}
<p>${breach.remediation}</p><pre>${breach.reproducer}</pre></article>`;
}

/** The counts stand in a column of their own. */
function shareWords({ words, hits, tried }: Report["overall"]): string {
  const counts = `${hits} of ${tried}: `;
  return words.startsWith(counts) ? words.slice(counts.length) : words;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1).replace(/\.0$/, "")} %`;
}
