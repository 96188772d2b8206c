import { expect, it } from "vitest";
import { scan } from "#lib/engines/rules/index.ts";
import { memoryWorkspace } from "#lib/platform/workspace/index.ts";

const value = (seed: string) => [...`${seed}7Zt2Xm9Rv4Lw`].reverse().join("");

it("shows none of the values of a committed environment file, whatever their names", async () => {
  const values = [value("a"), value("b"), value("c")];
  const text = `HOST=${values[0]}\nSESSION_SECRET="${values[1]}"\nexport PASSWORD_SALT='${values[2]}'\n`;
  const report = await scan(memoryWorkspace(new Map([[".env", text]])));
  expect(report.findings.map(({ ruleId }) => ruleId)).toEqual(["secrets/env-file"]);
  const shown = JSON.stringify(report);
  for (const each of values) expect(shown).not.toContain(each);
  expect(report.findings[0]?.frame.lines[1]).toMatch(/^SESSION_SECRET="•+"$/);
});

it("reports a key of a known shape in an environment file once", async () => {
  const key = ["gh", "p_", "k3Vq9ZtR7mX2", "bN8wLc5Yd1Hf", "6Jp4Gs0TaQ2e"].join("");
  const report = await scan(memoryWorkspace(new Map([["desk/.env.local", `WHATEVER=${key}\n`]])));
  expect(report.findings.map(({ ruleId }) => ruleId)).toEqual(["secrets/env-file"]);
  expect(JSON.stringify(report)).not.toContain(key);
});
