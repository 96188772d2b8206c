import { z } from "zod";
import { severities } from "#lib/base/index.ts";
import { roles } from "#lib/services/audit/index.ts";
import { findingStates } from "#lib/services/findings/index.ts";
import { fixStates } from "#lib/services/fixes/index.ts";

// What leaves through the API: a field that is not named here stays inside.

export const time = z.date().describe("UTC, with milliseconds.");
export const commit = z.string().describe("A git object id, hex.");

export const problem = z
  .object({
    type: z.string(),
    title: z.string().describe("What happened, and what to do."),
    status: z.number().int(),
    code: z.string(),
    requestId: z.string().describe("Quote it when you ask for help."),
  })
  .meta({ id: "Problem" });

export const repository = z
  .object({
    id: z.string(),
    name: z.string(),
    defaultBranch: z.string(),
    sample: z.boolean(),
    openFindings: z.number().int(),
    openFixes: z.number().int(),
    scannedAt: time.nullable(),
    scannedCommit: commit.nullable(),
    openFixBudget: z
      .number()
      .int()
      .nullable()
      .describe(
        "How many fixes may wait at a time, as its .etna/config.yaml had it at the last scan. It can only lower what the organization allows.",
      ),
    createdAt: time,
  })
  .meta({ id: "Repository" });

export const finding = z
  .object({
    id: z.string(),
    repositoryId: z.string(),
    repository: z.string(),
    ruleId: z.string(),
    severity: z.enum(severities),
    cwe: z.string().describe("Empty where another scanner named none."),
    title: z.string(),
    message: z.string(),
    path: z.string(),
    startLine: z.number().int(),
    fixable: z.boolean().describe("Whether a rule has a fix for it that may be safe."),
    detector: z
      .string()
      .nullable()
      .describe(
        "The scanner that reported it, in an uploaded file or to the forge; null for Etna's own rules.",
      ),
    task: z
      .boolean()
      .describe("A person asked for it in their own words: it has no place, weakness or rule."),
    state: z.enum(findingStates).describe("A snooze that is over counts as open."),
    firstSeenAt: time,
    dueAt: time
      .nullable()
      .describe(
        "First seen and the days that the organization gives its severity; null where it gives none, and for what is ignored or whose fix was rejected. A snooze does not move it.",
      ),
    overdue: z.boolean().describe("It is open or asleep, and was due before now."),
    runId: z.string().nullable().describe("The latest run that works or worked on it."),
    fixId: z.string().nullable().describe("The fix that is open for it."),
  })
  .meta({ id: "Finding" });

const dependency = z
  .object({
    package: z.string(),
    ecosystem: z.string().nullable(),
    manifestPath: z.string(),
    vulnerableRange: z.string().nullable(),
    installed: z.string().nullable(),
    fixedIn: z.string().nullable(),
    ghsa: z.string().nullable(),
    cve: z.string().nullable(),
  })
  .meta({ id: "VulnerableDependency" });

export const findingDetail = z
  .object({
    ...finding.shape,
    fingerprint: z.string().describe("SHA-256, hex; stable when lines move."),
    startColumn: z.number().int(),
    endLine: z.number().int(),
    endColumn: z.number().int(),
    frame: z
      .object({ startLine: z.number().int(), lines: z.array(z.string()) })
      .describe("The code around it, secrets blanked."),
    stateReason: z.string().nullable(),
    snoozedUntil: time.nullable(),
    lastSeenAt: time,
    lastSeenCommit: commit,
    fixedAt: time.nullable(),
    ruleText: z.string().nullable().describe("What the scanner says of its rule, as markdown."),
    joinedToId: z
      .string()
      .nullable()
      .describe("Etna's own finding of the same fault: decide and fix that one."),
    alertUrl: z
      .string()
      .nullable()
      .describe("The alert on the forge that it came as; of a task the comment that asked for it."),
    dependency: dependency.nullable().describe("The package that has the fault."),
    alsoReported: z.array(z.object({ id: z.string(), detector: z.string(), ruleId: z.string() })),
  })
  .meta({ id: "FindingDetail" });

export const triaged = z
  .object({
    changed: z.number().int().describe("Stand otherwise than before."),
    unchanged: z.number().int().describe("Stood like that already."),
    fixed: z.number().int().describe("Are gone from the code: there is nothing to decide."),
    left: z.number().int().describe("Match, too, and were left: ask again for them."),
  })
  .meta({ id: "Triaged" });

export const importedSarif = z
  .object({
    tools: z.array(z.string()),
    found: z.number().int().describe("Findings of the file that are in the repository."),
    fresh: z.number().int(),
    gone: z.number().int().describe("Reported before, and no longer."),
    joined: z.number().int().describe("Report what a finding of Etna's own does."),
    suppressed: z.number().int(),
    leftOut: z.number().int().describe("Results of no file of the repository."),
  })
  .meta({ id: "ImportedSarif" });

export const validationCheck = z
  .object({
    id: z.string(),
    title: z.string(),
    outcome: z.enum(["passed", "failed", "not_run"]),
    summary: z.string(),
  })
  .meta({ id: "ValidationCheck" });

export const fix = z
  .object({
    id: z.string(),
    title: z.string(),
    state: z.enum(fixStates),
    severity: z.enum(severities),
    cwe: z.string(),
    repositoryId: z.string(),
    repository: z.string(),
    ruleId: z.string(),
    model: z.string().nullable().describe("The model that made the change; null where a rule did."),
    ledgerSha256: z
      .string()
      .nullable()
      .describe("SHA-256 of what models were shown of the repository, hex."),
    branch: z.string(),
    proposedAt: time,
    signedAt: time.nullable(),
    approvedBy: z.string().nullable(),
    patchSha256: z.string(),
    checks: z.array(validationCheck),
    voided: z
      .boolean()
      .describe(
        "An earlier approval was voided: by a new commit, or for want of the approver’s signature.",
      ),
  })
  .meta({ id: "Fix" });

export const fixDetail = z
  .object({
    ...fix.shape,
    findingId: z.string(),
    findings: z
      .array(
        z.object({
          id: z.string(),
          path: z.string(),
          startLine: z.number().int(),
          message: z.string(),
        }),
      )
      .describe(
        "All that the change removes: several only where dependencies are raised together.",
      ),
    runId: z.string(),
    targetBranch: z.string(),
    reviewNumber: z.number().int().nullable(),
    reviewUrl: z.string().nullable(),
    baseCommit: commit,
    headCommit: commit,
    headTree: commit,
    approvals: z.array(
      z.object({
        by: z.string(),
        at: time,
        headCommit: commit,
        signed: z.boolean().describe("Whether the approver's own passkey signed it."),
        voidedAt: time.nullable(),
        voidReason: z.string().nullable(),
      }),
    ),
    rejectedAt: time.nullable(),
    rejectedReason: z.string().nullable(),
    mergedAt: time.nullable(),
    mergedCommit: commit.nullable(),
    keyHint: z.string().nullable(),
    logIndex: z.number().int().nullable(),
  })
  .meta({ id: "FixDetail" });

export const member = z
  .object({
    id: z.string(),
    name: z.string().nullable(),
    email: z.string(),
    role: z.enum(roles),
    since: time,
  })
  .meta({ id: "Member" });

export const auditEvent = z
  .object({
    seq: z.string().describe("Its place in the chain, a whole number."),
    at: time,
    who: z.string(),
    action: z.string(),
    targetType: z.string(),
    targetId: z.string(),
    detail: z.record(z.string(), z.json()),
    hash: z.string().describe("SHA-256, hex, over this event and the hash of the one before."),
  })
  .meta({ id: "AuditEvent" });
