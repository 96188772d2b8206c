import type { TokenScope } from "#lib/services/audit/index.ts";
import {
  freshCampaign,
  freshEndedRun,
  freshFinding,
  freshRun,
  freshTarget,
  freshWish,
  sarifOf,
  withModel,
} from "./action-entry.ts";
import type { Ground } from "./ground.ts";
import type { Entry } from "./pages.ts";
import type { Target } from "./target.ts";
import { plant } from "./words.ts";

export interface OperationEntry extends Omit<Entry, "path"> {
  /** Its path is the operation's own; this stands for {id}. */
  readonly id?: (t: Target) => string;
  readonly body?: (t: Target) => unknown;
  readonly ready?: (ground: Ground) => Promise<Partial<Target>>;
  readonly changes?: true;
}

function token(scope: TokenScope, entry: Omit<OperationEntry, "may"> = {}): OperationEntry {
  return { may: { scope }, ...entry };
}

const repository = "a repository";
const name = "the organization's name";

/** By the operation's id. */
export const operationEntries: Readonly<Record<string, OperationEntry>> = {
  listRepositories: token("read", { sees: repository }),
  getRepository: token("read", { id: (t) => t.repositoryId, sees: repository }),
  connectRepository: { may: "nobody", body: (t) => ({ path: t.folder }) },
  removeRepository: { may: "nobody", id: (t) => t.repositoryId },
  listFindings: token("read", { sees: "the title of a finding" }),
  getFinding: token("read", { id: (t) => t.findingId, sees: "a line of code" }),
  triageFinding: token("triage", {
    id: (t) => t.findingId,
    body: () => ({ decision: "ignore", reason: "Known" }),
    ready: freshFinding,
    changes: true,
  }),
  triageFindings: token("triage", {
    body: (t) => ({
      findings: { findingIds: [t.findingId] },
      decision: { decision: "ignore", reason: "Known" },
    }),
    ready: freshFinding,
    changes: true,
  }),
  importSarif: token("triage", {
    id: (t) => t.repositoryId,
    body: (t) => JSON.parse(sarifOf(t)),
    ready: async () => ({ fresh: plant() }),
    changes: true,
  }),
  exportSarif: token("read", { id: (t) => t.repositoryId, sees: "the path of a file" }),
  listRuns: token("read", { sees: repository }),
  getRun: token("read", { id: (t) => t.runId, sees: repository }),
  startRun: token("run", {
    body: (t) => ({ kind: "fix", findingId: t.findingId }),
    ready: freshFinding,
    changes: true,
    status: [202],
  }),
  startTask: token("run", {
    id: (t) => t.repositoryId,
    body: () => ({ words: "Close the file that is left open." }),
    ready: withModel,
    changes: true,
    status: [202],
  }),
  cancelRun: token("run", {
    id: (t) => t.runId,
    ready: freshRun,
    changes: true,
    status: [202],
  }),
  retryRun: token("run", {
    id: (t) => t.runId,
    body: () => ({ note: "Use the driver's own quoting." }),
    ready: freshEndedRun,
    changes: true,
    status: [202],
  }),
  startRuleFixes: token("run", {
    body: (t) => ({ ruleId: "py/yaml-load", repositoryId: t.repositoryId }),
    ready: freshFinding,
    changes: true,
    status: [202],
  }),
  cancelRuleFixes: token("run", {
    body: (t) => ({ ruleId: "py/yaml-load", repositoryId: t.repositoryId }),
    ready: freshWish,
    changes: true,
  }),
  listFixes: token("read", { sees: repository }),
  getFix: token("read", { id: (t) => t.fixId, sees: repository }),
  getFixPatch: token("read", { id: (t) => t.fixId, sees: "a line of code" }),
  approveFix: { may: "nobody", id: (t) => t.fixId, body: () => ({}) },
  rejectFix: { may: "nobody", id: (t) => t.fixId, body: () => ({}) },
  getVerification: {
    may: "anyone",
    id: (t) => t.signedFixId,
    sees: name,
    shows: [name, "the name of a key", "the signed fix", "the root of the log"],
    never: (t, phantom) =>
      [t.fixId, phantom.fixId, t.runId].map((id) => `/api/v1/fixes/${id}/verification`),
  },
  getReportVerification: {
    may: "anyone",
    id: (t) => t.signedReportId,
    sees: name,
    shows: [name, "the name of a key", "the signed fix", "the root of the log"],
    never: (t, phantom) =>
      [t.reportId, phantom.reportId, t.signedFixId].map(
        (id) => `/api/v1/campaigns/${id}/verification`,
      ),
  },
  // What is sent is no bundle, and told so.
  verify: { may: "anyone", body: () => ({ bundle: {} }), status: [200, 400] },
  listTargets: token("read", { sees: "the name of a target" }),
  getTarget: token("read", { id: (t) => t.attackTargetId, sees: "the name of a target" }),
  listCampaigns: token("read", { sees: "the name of a target" }),
  getCampaign: token("read", { id: (t) => t.campaignId, sees: "the name of a target" }),
  listCases: token("read", { id: (t) => t.campaignId }),
  startCampaign: token("run", {
    body: (t) => ({ targetId: t.attackTargetId }),
    ready: freshTarget,
    changes: true,
    status: [202],
  }),
  cancelCampaign: token("run", {
    id: (t) => t.campaignId,
    ready: freshCampaign,
    changes: true,
    status: [202],
  }),
  listModelKeys: token("read", { sees: "the name of a model key" }),
  addModelKey: { may: "nobody", body: () => ({}) },
  rotateModelKey: { may: "nobody", id: (t) => t.modelKeyId, body: () => ({}) },
  deleteModelKey: { may: "nobody", id: (t) => t.modelKeyId },
  chooseModel: { may: "nobody", body: () => ({}) },
  getKeys: token("read", { sees: "the name of a key" }),
  listMembers: token("read", { sees: "a person's address" }),
  listAuditEvents: token("read", { sees: "audit_events.hash" }),
  getOpenApi: { may: "anyone" },
};
