import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { root } from "../../bin/ground/paths.ts";
import { corpus, nameOf } from "./corpus.ts";
import { readJudgements } from "./judgements.ts";
import { findInCorpus, judgementKey, precisionByRule } from "./precision.ts";

/**
 * Writes docs/rule-precision.md of what was judged, and prints, one a line as JSON, each finding that
 * nobody judged yet with the code around it.
 */
const found = await findInCorpus();
const judgements = await readJudgements();
const known = new Set(judgements.map(judgementKey));

for (const { package: name, finding } of found) {
  const { ruleId: rule, fingerprint, path, startLine, message, frame } = finding;
  if (known.has(judgementKey({ package: name, fingerprint }))) continue;
  const place = `${path}:${startLine}`;
  console.log(
    JSON.stringify({ package: name, rule, place, fingerprint, message, code: frame.lines }),
  );
}

const rows = precisionByRule(found, judgements).map(({ rule, onByDefault, right, wrong }) => {
  const share = Math.round((100 * right) / (right + wrong));
  return `| \`${rule}\` | ${right + wrong} | ${right} | ${wrong} | ${share} % | ${onByDefault ? "on" : "off"} |`;
});
const table = [
  "| rule | findings | right | wrong | precision | by default |",
  "|---|---:|---:|---:|---:|---|",
  ...rows,
].join("\n");

await writeFile(
  join(root, "docs/rule-precision.md"),
  `# How often the rules are right

Every rule is run over packages as their registries hand them out, and every finding was judged by
its code: one by one, but \`py/requests-timeout\` by groups of like code with single places looked at, as most of
its findings stand in one package. The rules were then narrowed by what was found in these same packages.

A finding is right where the fault is there as the rule says, so that whoever maintains the code
should change it; else it is wrong. Rules that found nothing there are not in the table: nothing is
claimed of them. A rule that is right in fewer than nine of ten places is off by default.

The findings and what was said of each stand in \`bench/rules/judgements/\`. \`npm run bench -- rules\`
fetches the packages, scans them again, and fails where a finding was never judged.
\`node bench/rules/list-findings.ts\` writes this page.

${table}

The packages:

${corpus.map((each) => `- ${nameOf(each)}`).join("\n")}
`,
);
