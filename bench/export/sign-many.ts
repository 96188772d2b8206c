import { join } from "node:path";
import type pg from "pg";
import { newId } from "#lib/base/index.ts";
import { createSampleRepository } from "#lib/platform/forge/index.ts";
import { sampleFiles } from "#lib/platform/workspace/index.ts";
import { systemActor } from "#lib/services/audit/index.ts";
import { listFindings } from "#lib/services/findings/index.ts";
import {
  type ApprovedFixFacts,
  mutateLogged,
  openSigningKey,
  signApprovedFix,
} from "#lib/services/provenance/index.ts";
import { connectRepository } from "#lib/services/repositories/index.ts";
import { getRun, startFix, startScan } from "#lib/services/runs/index.ts";
import { signOneFix } from "../main-loop/sign-one-fix.ts";
import { asOwner } from "../support/as-owner.ts";
import type { BenchInstallation } from "../support/installation.ts";
import { until } from "../support/until.ts";

/** A real approval, whose rows stand model for those of the others. */
export interface ApprovedOne {
  readonly organizationId: string;
  readonly fixId: string;
  readonly facts: Omit<ApprovedFixFacts, "fixId">;
}

/** One fix through the whole loop: its patch is a real one, and so are its checks. */
export async function approveOne(installation: BenchInstallation): Promise<ApprovedOne> {
  const { organizationId, actor, repositoriesFolder } = installation;
  const path = join(repositoriesFolder, "sample.git");
  await createSampleRepository(path, await sampleFiles());
  const { id: repositoryId } = await connectRepository(actor, organizationId, { path });
  const ended = (runId: string) =>
    until("The end of a run", async () => {
      return (await getRun(organizationId, runId))?.endedAt;
    });
  await ended((await startScan(actor, organizationId, repositoryId)).id);
  const [finding] = (await listFindings(organizationId, { limit: 100 })).filter(
    ({ fixable }) => fixable,
  );
  if (finding === undefined) throw new Error("The sample has nothing to fix.");
  await ended((await startFix(actor, organizationId, finding.id)).id);
  const fixId = await signOneFix(installation);
  return { organizationId, fixId, facts: await factsOf(fixId) };
}

async function factsOf(fixId: string): Promise<ApprovedOne["facts"]> {
  return await asOwner(async (client) => {
    const { rows } = await client.query(
      `SELECT f.*, a.policy, p.fingerprint FROM fixes f JOIN approvals a ON a.fix_id = f.id
       JOIN findings p ON p.id = f.finding_id WHERE f.id = $1`,
      [fixId],
    );
    const [row] = rows;
    return {
      organizationId: row.organization_id,
      repository: "sample",
      targetRef: `refs/heads/${row.target_branch}`,
      fromRevision: row.base_commit,
      patchSha256: row.patch_sha256,
      patchId: row.patch_id,
      headCommit: row.head_commit,
      headTree: row.head_tree,
      ruleId: row.rule_id,
      fingerprints: [row.fingerprint],
      checks: row.checks,
      model: null,
      ledgerSha256: null,
      approval: {
        ...{ by: "Bench Approver", method: "console", at: "2026-11-29T12:00:00Z" },
        ...{ policy: row.policy, signature: null, review: null },
      },
    };
  });
}

/**
 * So many more signed fixes: rows like the model's under other ids, and for each a statement that is
 * really signed, logged and kept, through the door that signatures use.
 */
export async function signMany(model: ApprovedOne, count: number): Promise<void> {
  const { organizationId } = model;
  const made = Array.from({ length: count }, () => ({
    ...{ fix: newId("fix"), run: newId("run"), approval: newId("approval") },
  }));
  await asOwner((client) => copyRows(client, model.fixId, made));
  const key = await openSigningKey(organizationId);
  const actor = systemActor("bench", organizationId);
  const waiting = made.values();
  const signAll = async () => {
    for (const { fix, approval } of waiting) {
      const target = { type: "fix", id: fix };
      await mutateLogged(actor, "fix.sign", target, async (tx, trail, append) => {
        // No event: an export has none of them.
        trail.unchanged();
        const facts = { ...model.facts, fixId: fix };
        const signed = await signApprovedFix(tx, append, key, facts, true);
        const { bundle, openings, logIndex } = signed;
        await tx.attestation.create({
          data: {
            ...{ fixId: fix, organizationId, approvalId: approval, signingKeyId: key.id },
            ...{ bundle, openings, logIndex: BigInt(logIndex), signedAt: new Date() },
          },
        });
      });
    }
  };
  await Promise.all(Array.from({ length: 256 }, signAll));
}

/** The rows that a signed fix refers to. */
async function copyRows(
  client: pg.Client,
  model: string,
  made: readonly { readonly fix: string; readonly run: string; readonly approval: string }[],
): Promise<void> {
  const values = [model, JSON.stringify(made)];
  const many = `json_to_recordset($2::json) AS m(fix text, run text, approval text)`;
  const copy = (table: string, other: string, where: string) =>
    client.query(
      `INSERT INTO ${table} SELECT (jsonb_populate_record(NULL::${table}, to_jsonb(o) || ${other})).*
       FROM ${table} o, ${many} WHERE o.${where}`,
      values,
    );
  await client.query("BEGIN");
  await client.query(
    `INSERT INTO runs SELECT (jsonb_populate_record(NULL::runs, to_jsonb(o) ||
       jsonb_build_object('id', m.run, 'number', (SELECT max(number) FROM runs) + m.place))).*
     FROM runs o, (SELECT *, row_number() OVER () AS place FROM ${many}) m
     WHERE o.id = (SELECT run_id FROM fixes WHERE id = $1)`,
    values,
  );
  await copy("fixes", "jsonb_build_object('id', m.fix, 'run_id', m.run)", "id = $1");
  await copy("fix_findings", "jsonb_build_object('fix_id', m.fix)", "fix_id = $1");
  await copy("approvals", "jsonb_build_object('id', m.approval, 'fix_id', m.fix)", "fix_id = $1");
  await client.query("COMMIT");
}
