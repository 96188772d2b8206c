import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import Ajv2020 from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { describe, expect, it } from "vitest";
import {
  attestationFields,
  attestationSchema,
  attestationType,
} from "#app/docs/attestations/attestation-types.ts";
import {
  buildAttackReportStatement,
  buildMergedStatement,
  buildStatement,
} from "#lib/engines/verify/index.ts";
import { attestationDocs, attestationFolder } from "#tests/support/write-attestation-docs.ts";
import { approvedFix, mergedAs, subjects } from "../verify/signed-fix.ts";
import { reportSha256, statedReport } from "../verify/signed-report.ts";

const approved = buildStatement(subjects, approvedFix());
const merged = buildMergedStatement(mergedAs(approved), true);
const report = buildAttackReportStatement(statedReport(), reportSha256);

describe("docs/attestations", () => {
  it("is in step with the schemas that statements are read with", async () => {
    const docs = attestationDocs();
    // keys.json is no statement: its page is written by hand.
    const all = [...docs.keys(), "keys.md"].sort();
    expect((await readdir(attestationFolder)).sort()).toEqual(all);
    for (const [name, text] of docs) {
      expect(await readFile(join(attestationFolder, name), "utf8"), name).toBe(text);
    }
  });

  it.each([
    ["approved-fix/v1", approved],
    ["merged-as/v1", merged],
    ["attack-report/v1", report],
  ])("has a JSON Schema of %s that takes what is signed and no field more", (name, statement) => {
    const schema = attestationSchema(attestationType(name)!);
    const ajv = new Ajv2020({ strict: false });
    addFormats(ajv);
    const validate = ajv.compile(schema);
    expect(validate(statement), JSON.stringify(validate.errors)).toBe(true);
    for (const wrong of [
      { ...statement, extra: 1 },
      { ...statement, predicate: { ...statement.predicate, extra: 1 } },
      { ...statement, predicate: { ...statement.predicate, fixId: "fx_", reportId: "cm_" } },
      { ...statement, subject: [] },
    ]) {
      expect(validate(wrong)).toBe(false);
    }
  });

  it.each([
    ["approved-fix/v1", approved],
    ["merged-as/v1", merged],
    ["attack-report/v1", report],
  ])("says of every field of %s what it means", (name, statement) => {
    const fields = attestationFields(attestationType(name)!);
    expect(fields.filter(({ words }) => words.trim() === "")).toEqual([]);
    const paths = new Set(fields.map(({ path }) => path));
    expect(leavesOf(statement, "").filter((path) => !paths.has(path))).toEqual([]);
  });
});

function leavesOf(value: unknown, path: string): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((item) => leavesOf(item, `${path}[]`));
  if (value === null || typeof value !== "object") return [path];
  return Object.entries(value).flatMap(([name, member]) =>
    leavesOf(member, path === "" ? name : `${path}.${name}`),
  );
}
