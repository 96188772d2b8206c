import { describe, expect, it } from "vitest";
import { configFields } from "#app/docs/config/config-fields.ts";
import { describeConfig } from "#lib/services/findings/index.ts";

describe("/docs/config", () => {
  const fields = configFields(describeConfig().schema);

  it("says of every field of the file what it means", () => {
    expect(fields.map(({ path }) => path)).toEqual([
      "paths.include",
      "paths.exclude",
      "rules",
      "rules.ID",
      "rules.ID.enabled",
      "rules.ID.severity",
      "rules.ID.paths.exclude",
      "budgets.openPullRequests",
      "budgets.filesMaxKb",
      "budgets.ruleTimeMs",
      "customRules",
    ]);
    expect(fields.filter(({ words }) => words.trim().length < 10)).toEqual([]);
  });
});
