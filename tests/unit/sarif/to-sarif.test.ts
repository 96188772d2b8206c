import { readFile } from "node:fs/promises";
import { Ajv } from "ajv";
import addFormats from "ajv-formats";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { placeReports, provenFixes, readSarif, scan, toSarif } from "#lib/engines/rules/index.ts";
import { replacementsOf, textChanges } from "#lib/engines/rules/sarif/replacements.ts";
import { memoryWorkspace, sampleFiles } from "#lib/platform/workspace/index.ts";
import { bytes } from "../../support/sarif.ts";

const schemaFile = new URL("../../vectors/schemas/sarif-2.1.0-rtm.5.json", import.meta.url);

/** The schema is of JSON Schema's draft 4; nothing in it reads otherwise today. */
async function officialSchema() {
  const { $schema: _, id: __, ...schema } = JSON.parse(await readFile(schemaFile, "utf8"));
  return addFormats
    .default(new Ajv({ strict: false, allErrors: true, unicodeRegExp: false }))
    .compile(schema);
}

type Sarif = ReturnType<typeof toSarif>;
let workspace: ReturnType<typeof memoryWorkspace>;
let report: Awaited<ReturnType<typeof scan>>;
let sarif: Sarif;

beforeAll(async () => {
  const files = new Map(await sampleFiles());
  files.set(
    "src/excused.js",
    "// etna-ignore js/insecure-random: shown in a game\nconst token = Math.random();\n",
  );
  workspace = memoryWorkspace(files);
  report = await scan(workspace);
  const fixes = await provenFixes(workspace, report.findings);
  sarif = toSarif(report, { fixes, rulesUrl: "https://etna.example/" });
});

const resultsOf = ({ runs }: Sarif) => runs[0]?.results ?? [];

describe("the SARIF of a scan", () => {
  it("is what OASIS's schema describes", async () => {
    const isValid = await officialSchema();
    expect(isValid(JSON.parse(JSON.stringify(sarif))), JSON.stringify(isValid.errors)).toBe(true);
    expect(isValid(JSON.parse(JSON.stringify(toSarif(report))))).toBe(true);
  });

  it("tells of each rule where it is explained, how grave it is and what it is about", () => {
    const rule = sarif.runs[0]?.tool.driver.rules.find(({ id }) => id === "js/exec-template");
    expect(rule).toMatchObject({
      helpUri: "https://etna.example/docs/rules/js/exec-template",
      defaultConfiguration: { level: "error", rank: 80 },
      properties: { "security-severity": "8.0", "problem.severity": "error", precision: "high" },
    });
    expect(rule?.properties.tags).toEqual(
      expect.arrayContaining(["security", "external/cwe/cwe-78", "javascript"]),
    );
    const alone = toSarif(report).runs[0]?.tool.driver.rules[0];
    expect(alone?.helpUri).toMatch(/^https:\/\/cwe\.mitre\.org\/data\/definitions\/\d+\.html$/);
  });

  it("carries the fix of each finding that has one, and of no other", () => {
    const withFix = resultsOf(sarif).filter((each) => "fixes" in each);
    const fixable = report.findings.filter((each) => each.fixable);
    const prints = new Set(withFix.map((each) => each.partialFingerprints["etna/v1"]));
    expect(fixable.length).toBeGreaterThan(5);
    expect(prints).toEqual(new Set(fixable.map((each) => each.fingerprint)));
    expect(JSON.stringify(sarif)).not.toMatch(/gh[p]_\w{36}/);
  });

  it("changes by its fixes what `proposeFix` changes", async () => {
    const { proposeFix } = await import("#lib/engines/rules/index.ts");
    for (const finding of report.findings.filter((each) => each.fixable)) {
      const [change] = (await proposeFix(workspace, finding)) ?? [];
      const before = change?.before ?? "";
      const edits = textChanges(before, change?.after ?? "");
      expect(applied(before, replacementsOf(finding.path, before, edits))).toBe(change?.after);
    }
  });

  it("says why a finding is ignored, in the source", () => {
    const ignored = resultsOf(sarif).filter((each) => "suppressions" in each);
    expect(ignored).toEqual([
      expect.objectContaining({
        ruleId: "js/insecure-random",
        suppressions: [{ kind: "inSource", status: "accepted", justification: "shown in a game" }],
      }),
    ]);
  });

  it("read back, is the same findings in the same places", async () => {
    const [run] = await placeReports(await readSarif(bytes(sarif)), workspace);
    expect(
      run?.findings.map(({ etnaPrint, path, startLine }) => [etnaPrint, path, startLine]),
    ).toEqual(report.findings.map((each) => [each.fingerprint, each.path, each.startLine]));
    expect(run?.suppressed).toBe(1);
    const plain = await placeReports(await readSarif(bytes(toSarif(report))), workspace);
    expect(plain[0]?.findings.map((each) => each.fingerprint)).toEqual(
      run?.findings.map((each) => each.fingerprint),
    );
  });
});

describe("a fix as replacements", () => {
  it("is as short as the change", () => {
    const before = "const a = 1;\r\nconst b = new Buffer(x);\r\n";
    const after = "const a = 1;\r\nconst b = Buffer.from(x);\r\n";
    expect(replacementsOf("a.js", before, textChanges(before, after))).toEqual([
      {
        deletedRegion: { startLine: 2, startColumn: 11, endLine: 2, endColumn: 21 },
        insertedContent: { text: "Buffer.from" },
      },
    ]);
  });

  it("makes the one text of the other, whatever they are", () => {
    const line = fc.constantFrom("a", "b", "äö", "𝒳𝒴", "𝒳𝒵", "  x = 1", "");
    const text = fc
      .array(fc.tuple(line, fc.constantFrom("\n", "\r\n")), { maxLength: 12 })
      .map((lines) => lines.map(([words, end]) => words + end).join(""));
    fc.assert(
      fc.property(text, text, fc.boolean(), (before, whole, isCut) => {
        const after = isCut ? whole.replace(/\r?\n$/, "") : whole;
        const replacements = replacementsOf("a.js", before, textChanges(before, after));
        expect(applied(before, replacements)).toBe(after);
        for (const { insertedContent } of replacements) {
          expect(insertedContent?.text.isWellFormed() ?? true).toBe(true);
        }
      }),
      { seed: 20261130, numRuns: 500 },
    );
  });
});

/** As a viewer of SARIF applies them: by lines and columns, the last first. */
function applied(text: string, replacements: ReturnType<typeof replacementsOf>): string {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  const offset = (line: number, column: number) => (starts[line - 1] ?? 0) + column - 1;
  return replacements.toReversed().reduce((out, { deletedRegion: region, insertedContent }) => {
    const start = offset(region.startLine, region.startColumn);
    const end = offset(region.endLine, region.endColumn);
    return out.slice(0, start) + (insertedContent?.text ?? "") + out.slice(end);
  }, text);
}
