import { beforeAll, describe, expect, it } from "vitest";
import { checkDropped, missingOf } from "#components/verify/check-dropped.ts";
import { readDropped } from "#components/verify/read-dropped.ts";
import { reportVerdictKind, verdictKind } from "#components/verify/view.ts";
import {
  freshEd25519,
  type SignedFix,
  signFix,
  signMerge,
  TestLog,
  testPatch,
} from "../verify/signed-fix.ts";

import { signReport, testReport } from "../verify/signed-report.ts";

const site = { trustedRootHref: "/verify/trusted_root.json" };
let fix: SignedFix;
let named: Record<"bundle" | "merge" | "keys" | "root" | "patch" | "other", File>;

beforeAll(async () => {
  const [key, log] = [freshEd25519(), new TestLog()];
  fix = await signFix({ key, log });
  const merge = await signMerge({ key, log, approved: fix.statement });
  const json = (value: unknown, name: string) => new File([JSON.stringify(value)], name);
  named = {
    bundle: json(fix.bundle, "a.json"),
    merge: json(merge.bundle, "b.json"),
    keys: json(fix.keys, "c.json"),
    root: json(fix.root, "d.json"),
    patch: new File([new Uint8Array(testPatch)], "fix.patch"),
    other: new File(["+ one more line\n"], "fix.patch"),
  };
});

async function checked(...names: (keyof typeof named)[]) {
  const files = await readDropped(names.map((name) => named[name]));
  expect(missingOf(files, site)).toEqual([]);
  const { verification, ...rest } = await checkDropped(files, site, undefined);
  return { kind: verdictKind(verification), ...rest, verification };
}

describe("what was dropped is checked", () => {
  it("in whatever order it came", async () => {
    for (const order of [
      ["bundle", "keys", "root", "patch"],
      ["patch", "root", "keys", "bundle"],
      ["keys", "patch", "bundle", "root"],
    ] as const) {
      expect(await checked(...order)).toMatchObject({ kind: "valid", root: "dropped" });
    }
  });

  it("without its patch is genuine and says so, with another patch is not", async () => {
    expect((await checked("bundle", "keys", "root")).kind).toBe("private");
    expect((await checked("bundle", "keys", "root", "other")).kind).toBe("invalid");
  });

  it("with the bundle of its merge, or that bundle for itself", async () => {
    const both = await checked("merge", "root", "bundle", "patch", "keys");
    expect(both).toMatchObject({ kind: "valid", isMergeAlone: false });
    expect(both.verification.checks).toHaveLength(24);
    const alone = await checked("merge", "root", "keys");
    expect(alone.isMergeAlone).toBe(true);
    expect(alone.kind).not.toBe("invalid");
  });

  it("only once enough is there, which it names", async () => {
    const missing = async (...names: (keyof typeof named)[]) =>
      missingOf(await readDropped(names.map((name) => named[name])), site);
    expect(await missing("patch")).toEqual(["fix.sigstore.json", "keys.json"]);
    expect(await missing("bundle", "patch")).toEqual(["keys.json"]);
    expect(await missing("keys", "root")).toEqual(["fix.sigstore.json"]);
  });

  it("of a report, with what its gate said, right or altered", async () => {
    const { bundle, keys, root } = await signReport();
    const json = (value: unknown, name: string) => new File([JSON.stringify(value)], name);
    const check = async (...reports: readonly File[]) => {
      const own = [json(keys, "keys.json"), json(root, "root.json"), json(bundle, "bundle.json")];
      const files = await readDropped([...reports, ...own]);
      const { verification, gate } = await checkDropped(files, site, undefined);
      return { kind: reportVerdictKind(verification), gate };
    };
    const gate = "The gate failed: 11 breaches of 1,080.";
    expect(await check()).toEqual({ kind: "report_failed", gate });
    const right = new File([testReport], "taken.json");
    expect(await check(right)).toEqual({ kind: "report_failed", gate });
    const altered = new File([testReport, " "], "taken.json");
    expect(await check(altered)).toEqual({ kind: "report_invalid", gate: null });
    const patch = new File([new Uint8Array(testPatch)], "fix.patch");
    expect(await check(patch)).toEqual({ kind: "report_invalid", gate: null });
  });
});
