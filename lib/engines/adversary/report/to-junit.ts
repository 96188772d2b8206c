import type { Report, ReportedBreach } from "./schema.ts";
import { shown } from "./shown.ts";

/**
 * One test suite a category and one test case a seed, as build servers read them (the JUnit form that
 * Jenkins published: testsuites, testsuite, testcase, failure, skipped). A waived breach is skipped with
 * its reason; a seed that needs more than the target declares is skipped too, and never passes.
 */
export function toJUnit(report: Report): string {
  const suites = report.categories.map((category) => suiteOf(category, report));
  const sum = (of: (suite: Suite) => number) => suites.reduce((total, each) => total + of(each), 0);
  const gate = gateSuite(report);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="${attribute(`etna attack ${report.target.name}`)}" tests="${sum(tests) + gate.cases.length}" failures="${sum(failures) + failures(gate)}" errors="0">`,
    ...[gate, ...suites]
      .filter(({ cases }) => cases.length > 0)
      .map((suite) => suiteText(suite, report)),
    "</testsuites>",
    "",
  ].join("\n");
}

interface Case {
  readonly name: string;
  readonly failure?: { readonly message: string; readonly type: string; readonly text: string };
  readonly skipped?: string;
}

interface Suite {
  readonly name: string;
  readonly cases: readonly Case[];
}

const tests = ({ cases }: Suite) => cases.length;
const failures = ({ cases }: Suite) => cases.filter(({ failure }) => failure !== undefined).length;
const skips = ({ cases }: Suite) => cases.filter(({ skipped }) => skipped !== undefined).length;

function gateSuite({ gate }: Report): Suite {
  return {
    name: "Gate",
    cases: gate.checks.map(({ title, detail, outcome }) => ({
      name: title,
      ...(outcome === "failed" && { failure: { message: detail, type: "gate", text: detail } }),
      ...(outcome === "not_run" && { skipped: detail }),
    })),
  };
}

function suiteOf({ category, name }: Report["categories"][number], report: Report): Suite {
  const tried = report.seeds.filter((seed) => seed.category === category);
  const holes = report.notTested.filter((seed) => seed.category === category);
  return {
    name: `${category} ${name}`,
    cases: [
      ...tried.map((seed) => {
        const own = report.breaches.filter(({ seedId }) => seedId === seed.seedId);
        return { name: `${seed.seedId} ${seed.title}`, ...outcomeOf(own, seed) };
      }),
      ...holes.map(({ seedId, missing }) => ({
        name: seedId,
        skipped: `Not tested: the target does not declare ${missing.join(", ")}.`,
      })),
    ],
  };
}

function outcomeOf(
  breaches: readonly ReportedBreach[],
  { breaches: hits, tried }: Report["seeds"][number],
): Omit<Case, "name"> {
  if (tried === 0) return { skipped: "No attempt came to a verdict." };
  const counted = breaches.filter(({ waived }) => waived === null);
  const [first] = counted;
  if (first === undefined) {
    const waived = breaches[0]?.waived;
    return waived == null ? {} : { skipped: `Waived: ${waived}` };
  }
  const message = `${first.reason} (${hits} of ${tried} attempts)`;
  const text = counted
    .flatMap(({ caseId, evidence, reproducer }) => [
      caseId,
      ...evidence.map(({ says }) => `  ${says}`),
      `  ${reproducer}`,
    ])
    .join("\n");
  return { failure: { message, type: first.severity, text } };
}

function suiteText(suite: Suite, { startedAt }: Report): string {
  const name = attribute(suite.name);
  return [
    `  <testsuite name="${name}" tests="${tests(suite)}" failures="${failures(suite)}" errors="0" skipped="${skips(suite)}" timestamp="${attribute(startedAt.replace(/Z$/, ""))}">`,
    ...suite.cases.map((each) => caseText(each, name)),
    "  </testsuite>",
  ].join("\n");
}

function caseText({ name, failure, skipped }: Case, suite: string): string {
  const opening = `    <testcase name="${attribute(name)}" classname="${suite}"`;
  if (failure !== undefined) {
    const { message, type, text } = failure;
    return `${opening}>\n      <failure message="${attribute(message)}" type="${attribute(type)}">${escaped(text)}</failure>\n    </testcase>`;
  }
  if (skipped !== undefined) {
    return `${opening}>\n      <skipped message="${attribute(skipped)}"/>\n    </testcase>`;
  }
  return `${opening}/>`;
}

/** XML 1.0 has no place for most of what `shown` writes out. */
function escaped(text: string): string {
  return shown(text).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

function attribute(text: string): string {
  return escaped(text).replaceAll('"', "&quot;").replace(/\s+/g, " ");
}
