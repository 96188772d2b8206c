import { expect } from "vitest";
import { rootOfLeaves } from "./log-tree.ts";
import type { Services } from "./services.ts";
import type { World } from "./world.ts";

/** Both audit chains hold, actions happened exactly so often, and the log is one tree. */
export async function expectWhole(
  world: World,
  s: Services,
  organizationId: string,
  times: Readonly<Record<string, number>>,
): Promise<void> {
  for (const chain of [organizationId, null]) {
    expect((await s.audit.checkChain(chain)).faults).toEqual([]);
  }
  for (const [action, count] of Object.entries(times)) {
    const events = await world.database.query(
      "SELECT seq FROM audit_events WHERE chain = $1 AND action = $2",
      [organizationId, action],
    );
    expect({ action, count: events.length }).toEqual({ action, count });
  }
  await expectOneTree(world);
}

interface InBundle {
  readonly logIndex: string;
  readonly inclusionProof: { readonly rootHash: string; readonly treeSize: string };
}

/** Indices without a gap, and every signed root the one that the leaves before it give. */
export async function expectOneTree(world: World): Promise<number> {
  const rows = await world.database.query('SELECT "index", body FROM log_entries ORDER BY "index"');
  expect(rows.map((row) => Number(row.index))).toEqual(rows.map((_, index) => index));
  const bodies = rows.map((row) => row.body as Uint8Array);
  const [state] = await world.database.query("SELECT size FROM log_state");
  expect(Number(state?.size)).toBe(bodies.length);
  const signed = await world.database.query(
    `SELECT log_index, bundle FROM attestations
     UNION ALL SELECT log_index, bundle FROM merge_attestations
     UNION ALL SELECT log_index, bundle FROM report_attestations`,
  );
  for (const { log_index, bundle } of signed) {
    const [entry] = (bundle as { verificationMaterial: { tlogEntries: InBundle[] } })
      .verificationMaterial.tlogEntries;
    const size = Number(entry!.inclusionProof.treeSize);
    expect(Number(entry!.logIndex)).toBe(Number(log_index));
    expect(Buffer.from(entry!.inclusionProof.rootHash, "base64").toString("hex")).toBe(
      rootOfLeaves(bodies.slice(0, size)),
    );
  }
  return signed.length;
}
