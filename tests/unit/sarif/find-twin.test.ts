import { describe, expect, it } from "vitest";
import { findRule, findTwin, type OwnPlace } from "#lib/engines/rules/index.ts";
import { rulesKnownElsewhere } from "#lib/engines/rules/sarif/known-rules.ts";

const own = (id: string, more: Partial<OwnPlace> = {}): OwnPlace => ({
  id,
  fingerprint: `print of ${id}`,
  ruleId: "js/exec-template",
  path: "src/a.js",
  startLine: 10,
  endLine: 12,
  cwe: "CWE-78",
  ...more,
});
const reported = { ruleId: "x", path: "src/a.js", startLine: 12, endLine: 14, cwe: "CWE-78" };

describe("the finding of ours that a scanner reports too", () => {
  it("overlaps in lines, in the same file, and is of the same weakness", () => {
    expect(findTwin([own("a")], reported)?.id).toBe("a");
    expect(findTwin([own("a", { endLine: 11 })], reported)).toBeNull();
    expect(findTwin([own("a", { startLine: 15, endLine: 20 })], reported)).toBeNull();
    expect(findTwin([own("a", { path: "src/b.js" })], reported)).toBeNull();
    expect(findTwin([own("a", { cwe: "CWE-502" })], reported)).toBeNull();
  });

  it.each([
    ["CWE-78", "CWE-77"],
    ["CWE-78", "CWE-88"],
    ["CWE-94", "CWE-78"],
    ["CWE-338", "CWE-330"],
    ["CWE-798", "CWE-259"],
  ])("may be called by a neighbour's name: %s as %s", (ours, theirs) => {
    expect(findTwin([own("a", { cwe: ours })], { ...reported, cwe: theirs })?.id).toBe("a");
  });

  it("is none where the scanner names no weakness", () => {
    expect(findTwin([own("a"), own("b", { cwe: "" })], { ...reported, cwe: "CWE-79" })).toBeNull();
    expect(findTwin([own("a")], { ...reported, cwe: "" })).toBeNull();
  });

  it("is the nearest of several, and the very one that etna scan wrote down", () => {
    const several = [own("far", { startLine: 2, endLine: 20 }), own("near", { startLine: 11 })];
    expect(findTwin(several, reported)?.id).toBe("near");
    expect(findTwin(several, reported, "print of far")?.id).toBe("far");
  });

  it.each([
    ["js/exec-template", "javascript.lang.security.detect-child-process.detect-child-process"],
    ["js/exec-template", "security/detect-child-process"],
    ["js/exec-template", "js/command-line-injection"],
    ["py/yaml-load", "B506"],
    ["secrets/committed", "github-pat"],
    ["actions/script-injection", "zizmor/template-injection"],
  ])("is known by the other scanner's name for it: %s as %s", (ruleId, theirs) => {
    const named = { ...reported, ruleId: theirs, cwe: "" };
    expect(findTwin([own("a", { ruleId })], named)?.id).toBe("a");
    expect(findTwin([own("a", { ruleId, endLine: 11 })], named)).toBeNull();
    expect(findTwin([own("a", { ruleId: "js/none" })], named)).toBeNull();
    expect(findTwin([own("a", { ruleId })], { ...named, ruleId: `${theirs}-x` })).toBeNull();
    const near = own("near", { ruleId: "js/none", startLine: 12 });
    expect(findTwin([near, own("far", { ruleId })], { ...named, cwe: "CWE-78" })?.id).toBe("far");
  });

  it("is of a rule that there is, in every line of the table", () => {
    expect(rulesKnownElsewhere.filter((id) => findRule(id) === undefined)).toEqual([]);
    expect(rulesKnownElsewhere).toEqual([...rulesKnownElsewhere].sort());
  });
});
