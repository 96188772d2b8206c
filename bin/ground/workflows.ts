import type { AnyWorkflow } from "#lib/platform/jobs/index.ts";
import { attackWorkflow } from "#lib/services/campaigns/index.ts";
import { alertsWorkflow } from "#lib/services/findings/index.ts";
import { offerProofWorkflow, signWorkflow, stateMergeWorkflow } from "#lib/services/fixes/index.ts";
import { outsideProofWorkflow, publishKeysWorkflow } from "#lib/services/provenance/index.ts";
import {
  fixWorkflow,
  modelFixWorkflow,
  repairWorkflow,
  scanWorkflow,
} from "#lib/services/runs/index.ts";
import { deliveriesWorkflow } from "#lib/services/webhooks/index.ts";

/** Every process that takes work must know all of it: the queue does not ask who can do what. */
export const workflows: readonly AnyWorkflow[] = [
  scanWorkflow,
  fixWorkflow,
  modelFixWorkflow,
  repairWorkflow,
  signWorkflow,
  stateMergeWorkflow,
  offerProofWorkflow,
  publishKeysWorkflow,
  outsideProofWorkflow,
  deliveriesWorkflow,
  alertsWorkflow,
  attackWorkflow,
];
