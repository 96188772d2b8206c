import { readFile } from "node:fs/promises";
import { Ajv } from "ajv";
import addFormats from "ajv-formats";
import { parseDocument } from "htmlparser2";
import { XmlDocument, XsdValidator } from "libxml2-wasm";
import { expect, test } from "vitest";
import { reportSchema, toHtml, toJUnit, toSarif } from "#lib/engines/adversary/index.ts";
import { readSarif } from "#lib/engines/rules/index.ts";
import { breachOf, hostileReport, reportOf } from "../../../support/adversary/reports.ts";

const vectors = new URL("../../../vectors/", import.meta.url);

/** The whole document, once the schema has nothing to say against it. */
async function validJUnit(text: string): Promise<XmlDocument> {
  const schema = XmlDocument.fromString(await readFile(new URL("junit.xsd", vectors), "utf8"));
  const document = XmlDocument.fromString(text);
  XsdValidator.fromDoc(schema).validate(document);
  return document;
}

async function sarifFaults(value: unknown): Promise<unknown> {
  const file = await readFile(new URL("schemas/sarif-2.1.0-rtm.5.json", vectors), "utf8");
  const { $schema: _, id: __, ...schema } = JSON.parse(file);
  const ajv = addFormats.default(new Ajv({ strict: false, allErrors: true, unicodeRegExp: false }));
  const isValid = ajv.compile(schema);
  isValid(JSON.parse(JSON.stringify(value)));
  return isValid.errors;
}

const read = (value: unknown) => readSarif(new TextEncoder().encode(JSON.stringify(value)));

test("the reports that these tests are about are reports", () => {
  for (const report of [reportOf(), hostileReport()]) {
    expect(reportSchema.safeParse(report).error).toBeUndefined();
  }
});

test("JUnit is what its schema describes, whatever strangers wrote", async () => {
  for (const report of [reportOf(), hostileReport(), reportOf({ categories: [], seeds: [] })]) {
    await validJUnit(toJUnit(report));
  }
});

test("the schema refuses what is no JUnit", async () => {
  const broken = toJUnit(reportOf()).replace("<testcase ", "<testing ");
  await expect(validJUnit(broken)).rejects.toThrow();
  const uncounted = toJUnit(reportOf()).replace(/(<testsuite [^>]*)tests="\d+"/, "$1");
  await expect(validJUnit(uncounted)).rejects.toThrow("tests");
});

test("a breach fails, a waived one and a hole are skipped, the rest passes", async () => {
  const document = await validJUnit(toJUnit(reportOf()));
  const count = (path: string) => document.root.find(path).length;
  const value = (path: string) => document.get(path)?.content;
  expect(count("//failure")).toBe(2);
  expect(count("/testsuites[@tests='8' and @failures='2']")).toBe(1);
  expect(count("//testcase[starts-with(@name, 'LLM02-014')]/failure")).toBe(1);
  expect(value("//testcase[starts-with(@name, 'LLM02-014')]/failure")).toContain("rot13/1");
  expect(value("//testcase[starts-with(@name, 'LLM02-015')]/skipped/@message")).toMatch(/^Waived/);
  expect(value("//testcase[starts-with(@name, 'LLM02-017')]/skipped/@message")).toMatch(/verdict/);
  expect(value("//testcase[@name='LLM04-001']/skipped/@message")).toContain("memory");
  expect(count("//testcase[starts-with(@name, 'LLM02-016')][not(*)]")).toBe(1);
});

test("SARIF is what OASIS describes, whatever strangers wrote", async () => {
  for (const report of [reportOf(), hostileReport()]) {
    expect(await sarifFaults(toSarif(report, "agents/desk file.yaml"))).toBeNull();
  }
});

test("our own import takes each breach for a finding, with its place and its fingerprint", async () => {
  const sarif = toSarif(reportOf(), "agents/desk file.yaml");
  const [run] = await read(sarif);
  expect(run).toMatchObject({ tool: "Agent Etna attack", complete: true, suppressed: 1 });
  expect(run?.results).toEqual([
    expect.objectContaining({
      ruleId: "LLM02-014",
      severity: "critical",
      place: { kind: "relative", path: "agents/desk file.yaml" },
      startLine: 1,
    }),
  ]);
  const [rule] = sarif.runs[0]?.tool.driver.rules ?? [];
  expect(rule?.properties.tags).toEqual(
    expect.arrayContaining(["LLM02:2025", "ASI03:2026", "AML.T0057"]),
  );
  const torn = await read(toSarif(reportOf({ stopped: "A cap was reached." }), "desk.yaml"));
  expect(torn[0]?.complete).toBe(false);
});

test("a fault keeps its SARIF fingerprint whichever variant shows it first", () => {
  const prints = (variants: readonly string[]) => {
    const breaches = variants.map((variant) => breachOf({ variant, caseId: `x/${variant}/1` }));
    const [run] = toSarif(reportOf({ breaches }), "desk.yaml").runs;
    return run?.results.map(({ partialFingerprints }) => partialFingerprints);
  };
  expect(prints(["hex", "plain"])).toEqual(prints(["rot13"]));
});

test("words of strangers are no link and no placeholder of a SARIF message", () => {
  const [run] = toSarif(hostileReport(), "desk.yaml").runs;
  for (const { message } of run?.results ?? [])
    expect(message.text).not.toMatch(/(?<!\\)\[x\]\(1\)/);
});

test("the page holds no script, loads nothing, and escapes what strangers wrote", () => {
  for (const report of [reportOf(), hostileReport()]) {
    const page = toHtml(report);
    const names = new Set<string>();
    const walk = (nodes: ReturnType<typeof parseDocument>["childNodes"]): void => {
      for (const node of nodes) {
        if (!("attribs" in node)) continue;
        names.add(node.name);
        expect(Object.keys(node.attribs)).not.toContainEqual(
          expect.stringMatching(/^(?:on|href|src|action|xlink)/),
        );
        walk(node.childNodes);
      }
    };
    walk(parseDocument(page).childNodes);
    for (const name of ["script", "link", "img", "iframe", "object", "a", "form", "base"]) {
      expect(names).not.toContain(name);
    }
    expect(page).not.toMatch(/url\(|@import|https?:/);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there.
    expect(page).not.toMatch(/[\u0000-\u0008\u001b\u202e\u200b\ud800]/);
  }
});

test("the page says each hole, each interval and each breach with its place and command", () => {
  const page = toHtml(reportOf());
  for (const words of [
    "Not tested. The target declares no memory.",
    "2 % (0–6 %)",
    "below 8 %",
    "Too few cases",
    "Over budget",
    "<mark>c9</mark>",
    "tool call 2",
    "etna attack --target desk.yaml --case LLM02-014/base64/1 --seed 7",
    "waived: The key is of a sandbox, and ends in May.",
  ]) {
    expect(page).toContain(words);
  }
  expect(page).toContain("light-dark(");
  expect(page).toContain("@media print");
});
