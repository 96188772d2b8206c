import { beforeAll, describe, expect, it } from "vitest";
import { canonicalJson, type Json, utf8 } from "#lib/base/index.ts";
import { nodeCrypto, verifyWithSecondOpinion } from "#lib/engines/second-opinion/index.ts";
import {
  attackReportStatementBytes,
  buildAttackReportStatement,
  claimedFixId,
  claimedReportId,
  type KeysDocument,
  keysDocument,
  maxPaeBytes,
  nobleCrypto,
  openVerifier,
  parseBundleText,
  preAuthEncoding,
  publishedKey,
  readAttackReportStatement,
  readMergedStatement,
  readStatement,
  reportCheckIds,
  type StatedReport,
  type VerifyInput,
  verifyBundle,
  withhold,
} from "#lib/engines/verify/index.ts";
import { mutantsOf } from "#tests/support/bundle-mutants.ts";
import {
  freshEd25519,
  type SignedFix,
  sha256Of,
  signFix,
  signMerge,
  TestLog,
  testPatch,
} from "./signed-fix.ts";
import {
  bytesOf,
  reportId,
  reportJson,
  reportSha256,
  type SignedReport,
  signReport,
  statedReport,
  testReport,
} from "./signed-report.ts";

const key = freshEd25519();
const { cases } = statedReport();

describe("the statement of a report", () => {
  it("reads back as it was built, from canonical bytes, and is of no other kind", () => {
    const statement = buildAttackReportStatement(statedReport(), reportSha256);
    const bytes = attackReportStatementBytes(statement);
    expect(readAttackReportStatement(bytes)).toEqual({ ok: true, statement });
    expect(statement.predicateType).toBe("https://agentetna.com/attestations/attack-report/v1");
    expect(readAttackReportStatement(utf8(JSON.stringify(statement, null, 1))).ok).toBe(false);
    expect(readStatement(bytes).ok).toBe(false);
    expect(readMergedStatement(bytes).ok).toBe(false);
  });

  it("stays below the bytes that key services sign, at its largest", () => {
    const name = "\u20ac".repeat(200);
    const statement = buildAttackReportStatement(
      statedReport({ target: name, seed: name, signedFor: name }),
      reportSha256,
      `https://${"a".repeat(250)}`,
    );
    const size = preAuthEncoding(attackReportStatementBytes(statement)).length;
    expect(size).toBeLessThan(maxPaeBytes);
  });

  const lies: readonly (readonly [string, Partial<StatedReport>])[] = [
    ["an end before its beginning", { endedAt: "2026-11-20T14:02:10Z" }],
    ["more cases than were planned", { cases: { ...cases, breach: 12 } }],
    ["fewer cases than were planned", { cases: { ...cases, not_tested: 0 } }],
    [
      "a gate that passed where nothing resisted",
      { gate: "passed", cases: { ...cases, inconclusive: 1050, resisted: 0 } },
    ],
    ["a suite that is no digest", { suite: "sha256:5f" as StatedReport["suite"] }],
    ["the id of a fix", { reportId: "fx_7Q2M4K9DW3XH0T5B8YRC" }],
    ["a part of a case", { cases: { ...cases, breach: 10.5, resisted: 1041.5 } }],
    ["a time without its seconds", { startedAt: "2026-11-20T14:02Z" }],
    ["an e-mail address", { signedFor: "ingrid@halden.example" }],
  ];
  it.each(lies)("cannot say %s", (_, change) => {
    expect(() => buildAttackReportStatement(statedReport(change), reportSha256)).toThrow(
      "This cannot be stated.",
    );
  });

  it("keeps names to itself where that is asked for", () => {
    const salt = "ab".repeat(32);
    const statement = buildAttackReportStatement(
      statedReport({
        target: withhold("Booking assistant", salt),
        signedFor: withhold("Ingrid Solheim", salt),
      }),
      reportSha256,
    );
    const text = new TextDecoder().decode(attackReportStatementBytes(statement));
    expect(text).not.toMatch(/Booking|Ingrid/);
  });
});

describe("a signed report", () => {
  let signed: SignedReport;
  let input: VerifyInput;
  beforeAll(async () => {
    signed = await signReport({ key, at: 5, sizeAtProof: 23 });
    input = { bundle: signed.bundle, trustedRoot: signed.root, keys: signed.keys };
  });

  async function judge(change: Partial<VerifyInput>) {
    const { ok, checks } = await verifyBundle({ ...input, ...change }, nodeCrypto);
    const open = checks.filter(({ outcome }) => outcome !== "holds");
    return { ok, open: open.map(({ id, outcome, reason }) => ({ id, outcome, reason })) };
  }

  it("holds in every check, in a browser and in Node, and says whose it is", async () => {
    for (const crypto of [nobleCrypto, nodeCrypto]) {
      const result = await verifyBundle({ ...input, report: testReport }, crypto);
      expect(result.checks.map(({ id, outcome }) => [id, outcome])).toEqual(
        reportCheckIds.map((id) => [id, "holds"]),
      );
      expect(result).toMatchObject({
        ok: true,
        reportStatement: signed.statement,
        verifiedTime: "2026-11-20T15:14:10Z",
        logIndex: 5,
      });
    }
    expect(claimedReportId(signed.bundle)).toBe(reportId);
    expect(claimedFixId(signed.bundle)).toBeNull();
  });

  it("has a second verifier that agrees", async () => {
    const { ok, checks } = await verifyWithSecondOpinion({ ...input, report: testReport });
    expect(ok).toBe(true);
    expect(checks.at(-1)).toMatchObject({ id: "second_opinion", outcome: "holds" });
  });

  it("holds without the report, and says that it was not compared", async () => {
    const { ok, open } = await judge({});
    expect(ok).toBe(true);
    expect(open).toMatchObject([{ id: "report_bytes", outcome: "not_run" }]);
  });

  it.each([
    ["another byte", bytesOf(reportJson({ seed: "halden-8" }))],
    ["a space more", utf8(`${new TextDecoder().decode(testReport)} `)],
    ["nothing at all", new Uint8Array()],
  ])("refuses a report with %s", async (_, report) => {
    const { ok, open } = await judge({ report });
    expect(ok).toBe(false);
    expect(open).toMatchObject([
      { id: "report_bytes", reason: expect.stringContaining("not the one that was signed") },
    ]);
  });

  const sums: readonly (readonly [string, Record<string, Json>, RegExp])[] = [
    ["another suite", { suite: "6f".repeat(32) }, /another suite/],
    ["other cases", { cases: { ...cases, breach: 12 } }, /other cases/],
    ["another gate", { gate: { outcome: "passed", checks: [] } }, /gate said something else/],
    ["another seed", { seed: "halden-8" }, /another run/],
    ["another profile", { profile: "deep" }, /another run/],
    ["another beginning", { startedAt: "2026-11-20T14:02:12Z" }, /another run/],
    ["another end", { endedAt: "2026-11-20T14:49:59Z" }, /another run/],
    ["another agent", { target: { name: "Refunds", kind: "http" } }, /another agent/],
    ["no gate at all", { gate: null }, /no report that can be read/],
  ];
  it.each(sums)("refuses a statement that sums up a report with %s", async (_, change, says) => {
    const report = bytesOf(reportJson(change));
    const statement = buildAttackReportStatement(statedReport(), sha256Of(report));
    const { bundle, root, keys } = await signReport({ key, statement });
    const { ok, open } = await judge({ bundle, trustedRoot: root, keys, report });
    expect(ok).toBe(false);
    expect(open).toEqual([
      { id: "report_bytes", outcome: "fails", reason: expect.stringMatching(says) },
    ]);
  });

  it("refuses signed bytes that could be read in two ways", async () => {
    const twice = new TextDecoder().decode(testReport).replace("{", '{"suite":"0",');
    for (const text of [twice, "not JSON", `${"[".repeat(100_000)}`]) {
      const report = utf8(text);
      const statement = buildAttackReportStatement(statedReport(), sha256Of(report));
      const { bundle, root, keys } = await signReport({ key, statement });
      const { ok, open } = await judge({ bundle, trustedRoot: root, keys, report });
      expect(ok).toBe(false);
      expect(open[0]?.reason).toContain("no report that can be read");
    }
  });

  it("refuses a signed statement that contradicts itself", async () => {
    const edited = structuredClone(signed.statement);
    edited.predicate.cases.breach = 0;
    const lie = await signReport({ key, statement: edited });
    const { bundle, root: trustedRoot, keys } = lie;
    const { ok, open } = await judge({ bundle, trustedRoot, keys, report: testReport });
    expect(ok).toBe(false);
    expect(open.map(({ id }) => id)).toEqual(["report_bytes", "report_statement"]);
    expect(open[1]?.reason).toContain("do not add up");
  });

  it("holds or fails by its key, as any other bundle does", async () => {
    const withKey = (change: Partial<KeysDocument["keys"][number]>) =>
      keysDocument([
        publishedKey(key.spki, { validFor: { start: "2026-03-03T09:20:44Z" }, ...change }),
      ]);
    const revoked = { revokedAt: "2026-11-20T15:00:00Z", reason: "key_compromise" } as const;
    expect(await judge({ keys: withKey(revoked) })).toMatchObject({ ok: false });
    const later = { revokedAt: "2026-11-20T16:00:00Z", reason: "superseded" } as const;
    expect(await judge({ keys: withKey(later) })).toMatchObject({ ok: true });
    const retired = { start: "2026-03-03T09:20:44Z", end: "2026-11-20T15:00:00Z" };
    expect(await judge({ keys: withKey({ validFor: retired }) })).toMatchObject({ ok: false });
    const stranger = await signReport();
    expect(await judge({ bundle: stranger.bundle })).toMatchObject({ ok: false });
  });

  it("insists on its own type, and leaves no given file uncompared", async () => {
    const predicateType = "https://agentetna.com/attestations/approved-fix/v1";
    expect((await judge({ predicateType })).ok).toBe(false);
    expect((await judge({ predicateType: signed.statement.predicateType })).ok).toBe(true);
    expect((await judge({ patch: testPatch })).open).toMatchObject([{ id: "report_bytes" }]);
    const fix = await signFix({ key });
    const merge = await signMerge({ key, approved: fix.statement });
    for (const { bundle, root, keys } of [fix, merge] satisfies Pick<
      SignedFix,
      "bundle" | "root" | "keys"
    >[]) {
      const own = { bundle, trustedRoot: root, keys };
      expect(await judge(own)).toMatchObject({ ok: true });
      expect(await judge({ ...own, report: testReport })).toMatchObject({ ok: false });
    }
  });

  it("refuses every mutant of its bundle", async () => {
    const log = new TestLog();
    const good = await signReport({ key, log, at: 5, sizeAtProof: 23 });
    const fix = await signFix({ key, log });
    const merge = await signMerge({ key, log, approved: fix.statement });
    const verifier = openVerifier({ trustedRoot: good.root, keys: good.keys }, nodeCrypto);
    const accepted: string[] = [];
    for (const { kind, field, text } of mutantsOf(
      good.bundle,
      [signed.bundle, fix.bundle, merge.bundle],
      2000,
      20261130,
    )) {
      const parsed = parseBundleText(text);
      const bundle = parsed.ok ? parsed.value : undefined;
      const { ok } = await verifier.verify({ bundle, report: testReport });
      if (ok) accepted.push(`${kind}, ${field}`);
    }
    expect(accepted).toEqual([]);
    expect((await verifier.verify({ bundle: good.bundle, report: testReport })).ok).toBe(true);
  });

  it("is refused where one figure of it was changed, whatever the report", async () => {
    const payload = attackReportStatementBytes(signed.statement);
    const better = JSON.parse(new TextDecoder().decode(payload));
    better.predicate.gate = "passed";
    const bundle = structuredClone(signed.bundle);
    bundle.dsseEnvelope.payload = Buffer.from(canonicalJson(better)).toString("base64");
    expect((await judge({ bundle })).ok).toBe(false);
  });
});
