import { expect, it } from "vitest";
import { builtInSuite, makePlan } from "#lib/engines/adversary/index.ts";
import { smokeCore } from "#lib/engines/adversary/plan/smoke-core.ts";
import { allCapabilities } from "#tests/support/adversary/large-suite.ts";

it("smoke begins with its core, whatever the seed", async () => {
  const suite = await builtInSuite();
  for (const seed of ["1", "another"]) {
    const plan = makePlan(suite, { seed, profile: "smoke", capabilities: allCapabilities });
    const attacks = plan.cases.filter(({ kind }) => kind === "attack");
    const ids = attacks.map(({ seedId, variant }) => `${seedId}/${variant}`);
    expect(ids.slice(0, smokeCore.length)).toEqual(smokeCore);
    expect(plan.cases).toHaveLength(60);
  }
});

it("a target that lacks what a case of the core needs is given others instead", async () => {
  const plan = makePlan(await builtInSuite(), {
    seed: "1",
    profile: "smoke",
    capabilities: new Set(["sessions"]),
  });
  const attacks = plan.cases.filter(({ kind }) => kind === "attack");
  expect(new Set(attacks.map(({ id }) => id)).size).toBe(48);
});
