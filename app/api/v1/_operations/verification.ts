import { z } from "zod";
import { readText } from "#app/_server/api/body.ts";
import { openOperation } from "#app/_server/api/operation.ts";
import { answerApi, nothingHere } from "#app/_server/problem.ts";
import {
  publicHeaders,
  reportVerificationJson,
  verificationJson,
} from "#app/_server/verification.ts";
import { AppError, fromBase64 } from "#lib/base/index.ts";
import {
  attackReportStatementSchema,
  keysDocumentSchema,
  maxBundleBytes,
  parseBundleText,
} from "#lib/engines/verify/index.ts";
import { verifyAnyBundle } from "#lib/services/provenance/index.ts";

const area = "Verification";

const check = z
  .object({
    id: z.string(),
    link: z.enum(["proposed", "approved", "signed", "logged", "merged", "reported"]),
    title: z.string(),
    outcome: z.enum(["holds", "fails", "withheld", "absent", "not_run"]),
    compared: z.array(
      z.object({
        label: z.string(),
        value: z.string(),
        against: z
          .string()
          .optional()
          .describe("The label of the value in this check that this one is held against."),
      }),
    ),
    reason: z.string().optional(),
  })
  .meta({ id: "Check" });

const verdict = {
  ok: z.boolean().describe("Whether nothing fails. A failed check is an answer, not an error."),
  checks: z.array(check),
  verifiedTime: z.string().nullable(),
  logIndex: z.number().int().nullable(),
};

const outside = z
  .object({
    proofs: z.array(
      z.object({
        statement: z.enum(["approved", "merged"]),
        kind: z.enum(["timestamp", "public_log"]),
        state: z.enum(["holds", "fails", "awaited", "refused", "given_up"]),
        url: z.string(),
        compared: z.array(z.object({ label: z.string(), value: z.string() })),
        reason: z.string().nullable(),
        time: z.string().nullable(),
        logIndex: z.number().int().nullable(),
      }),
    ),
    bundle: z.looseObject({}).nullable().describe("The bundle with all of it that holds."),
    mergedBundle: z.looseObject({}).nullable(),
    trustedRoot: z.looseObject({}).nullable().describe("The root that both are verified with."),
  })
  .describe("What others than Etna say of the signatures. It does not decide `ok`.");

export const getVerificationOperation = openOperation({
  id: "getVerification",
  method: "GET",
  path: "/fixes/{id}/verification",
  area,
  summary: "The verification of a signed fix, for anyone who knows its id.",
  detail: "Open to every origin. An answer is at most five seconds old.",
  status: 200,
  refusals: [404],
  answer: z.object({
    fixId: z.string(),
    organization: z.string(),
    checkedAt: z.iso.datetime(),
    ...verdict,
    merged: z.object({ commit: z.string(), tree: z.string(), at: z.iso.datetime() }).nullable(),
    predicateType: z.string(),
    bundle: z.looseObject({}).describe("A Sigstore bundle, version 0.3."),
    mergedPredicateType: z.string(),
    mergedBundle: z
      .looseObject({})
      .nullable()
      .describe("The bundle of the merge's own statement, once it is merged and stated."),
    outside,
    keys: keysDocumentSchema,
    trustedRoot: z.looseObject({}).describe("A Sigstore trusted_root.json."),
    patch: z.string().nullable().describe("base64 of fix.patch, where the organization shows it."),
  }),
  respond: (_request, { id = "" }) =>
    answerApi(async () => {
      const body = await verificationJson(id);
      if (body === null) throw nothingHere();
      return new Response(body, { headers: publicHeaders });
    }),
});

export const getReportVerificationOperation = openOperation({
  id: "getReportVerification",
  method: "GET",
  path: "/campaigns/{id}/verification",
  area,
  summary: "The verification of a campaign’s signed report, for anyone who knows its id.",
  detail:
    "Open to every origin. An answer is at most five seconds old. The report itself is not in it: whoever was given report.json compares it with the subject of the statement, or sends both to be verified. `ok` speaks of the signature; what the gate said stands in the statement.",
  status: 200,
  refusals: [404],
  answer: z.object({
    reportId: z.string(),
    organization: z.string(),
    checkedAt: z.iso.datetime(),
    ...verdict,
    predicateType: z.string(),
    statement: attackReportStatementSchema.nullable().describe("Null where its signature fails."),
    bundle: z.looseObject({}).describe("A Sigstore bundle, version 0.3."),
    keys: keysDocumentSchema,
    trustedRoot: z.looseObject({}).describe("A Sigstore trusted_root.json."),
  }),
  respond: (_request, { id = "" }) =>
    answerApi(async () => {
      const body = await reportVerificationJson(id);
      if (body === null) throw nothingHere();
      return new Response(body, { headers: publicHeaders });
    }),
});

const base64 = z.string().refine((text) => fromBase64(text) !== null, "This is not base64.");

const requestBody = z.strictObject({
  bundle: z
    .unknown()
    .describe("A Sigstore bundle, version 0.3: of a signed fix, of a merge, or of a report."),
  mergedBundle: z
    .unknown()
    .optional()
    .describe("The bundle of the merge, to be held against the approval in `bundle`."),
  trustedRoot: z
    .unknown()
    .optional()
    .describe(
      "Both this and keys, or neither: then the bundle must be one of this installation's.",
    ),
  keys: z.unknown().optional(),
  patch: base64.optional().describe("base64 of fix.patch"),
  report: base64.optional().describe("base64 of report.json, with the bundle of a report"),
});

export const verifyOperation = openOperation({
  id: "verify",
  method: "POST",
  path: "/verify",
  area,
  summary: "Verifies a bundle that is sent along. Nothing of it is kept.",
  status: 200,
  refusals: [400, 413],
  body: requestBody,
  answer: z.object(verdict),
  respond: (request) =>
    answerApi(async () => {
      const parsed = parseBundleText(await readText(request, maxBundleBytes));
      if (!parsed.ok) throw new AppError("invalid_input", parsed.reason);
      const { bundle, mergedBundle, trustedRoot, keys, patch, report } = requestBody.parse(
        parsed.value,
      );
      const patchBytes = patch === undefined ? null : fromBase64(patch);
      const reportBytes = report === undefined ? null : fromBase64(report);
      const { ok, checks, verifiedTime, logIndex } = await verifyAnyBundle({
        bundle,
        ...(mergedBundle !== undefined && { mergedBundle }),
        ...(trustedRoot !== undefined && { trustedRoot }),
        ...(keys !== undefined && { keys }),
        ...(patchBytes && { patch: patchBytes }),
        ...(reportBytes && { report: reportBytes }),
      });
      const answer = { ok, checks, verifiedTime: verifiedTime ?? null, logIndex: logIndex ?? null };
      return Response.json(answer, { headers: { ...publicHeaders, "cache-control": "no-store" } });
    }),
});
