import type { Operation } from "#app/_server/api/operation.ts";
import {
  cancelCampaignOperation,
  getCampaignOperation,
  getTargetOperation,
  listCampaignsOperation,
  listCasesOperation,
  listTargetsOperation,
  startCampaignOperation,
} from "./campaigns.ts";
import {
  exportSarifOperation,
  getFindingOperation,
  importSarifOperation,
  listFindingsOperation,
  triageFindingOperation,
  triageFindingsOperation,
} from "./findings.ts";
import {
  approveFixOperation,
  getFixOperation,
  getFixPatchOperation,
  listFixesOperation,
  rejectFixOperation,
} from "./fixes.ts";
import {
  addModelKeyOperation,
  chooseModelOperation,
  deleteModelKeyOperation,
  listModelKeysOperation,
  rotateModelKeyOperation,
} from "./model-keys.ts";
import {
  getKeysOperation,
  listAuditEventsOperation,
  listMembersOperation,
} from "./organization.ts";
import {
  connectRepositoryOperation,
  getRepositoryOperation,
  listRepositoriesOperation,
  removeRepositoryOperation,
} from "./repositories.ts";
import { cancelRuleFixesOperation, startRuleFixesOperation } from "./rule-fixes.ts";
import {
  cancelRunOperation,
  getRunOperation,
  listRunsOperation,
  retryRunOperation,
  startRunOperation,
  startTaskOperation,
} from "./runs.ts";
import {
  getReportVerificationOperation,
  getVerificationOperation,
  verifyOperation,
} from "./verification.ts";

/** All that the API can do, but for describing itself. */
export const operations: readonly Operation[] = [
  listRepositoriesOperation,
  getRepositoryOperation,
  connectRepositoryOperation,
  removeRepositoryOperation,
  listFindingsOperation,
  getFindingOperation,
  triageFindingOperation,
  triageFindingsOperation,
  importSarifOperation,
  exportSarifOperation,
  listRunsOperation,
  getRunOperation,
  startRunOperation,
  startTaskOperation,
  cancelRunOperation,
  retryRunOperation,
  startRuleFixesOperation,
  cancelRuleFixesOperation,
  listFixesOperation,
  getFixOperation,
  getFixPatchOperation,
  approveFixOperation,
  rejectFixOperation,
  getVerificationOperation,
  getReportVerificationOperation,
  verifyOperation,
  listTargetsOperation,
  getTargetOperation,
  listCampaignsOperation,
  getCampaignOperation,
  startCampaignOperation,
  cancelCampaignOperation,
  listCasesOperation,
  listModelKeysOperation,
  addModelKeyOperation,
  rotateModelKeyOperation,
  deleteModelKeyOperation,
  chooseModelOperation,
  getKeysOperation,
  listMembersOperation,
  listAuditEventsOperation,
];
