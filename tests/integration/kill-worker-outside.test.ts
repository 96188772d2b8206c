import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type FakeRekor, startRekor } from "../fakes/rekor.ts";
import { expectWhole } from "../support/expect-whole.ts";
import { type KilledWorker, openKilledWorker } from "../support/killed-worker.ts";
import { seen } from "../support/team.ts";
import { eventually, openWorld } from "../support/world.ts";

const points = [
  "prove: begun",
  "prove: commit of outside_proofs not yet sent",
  "prove: commit of outside_proofs confirmed",
  "prove: done, not recorded",
];

let k: KilledWorker;
let rekor: FakeRekor;

beforeAll(async () => {
  const opened = await openWorld();
  rekor = await startRekor();
  await writeFile(join(opened.folder, "rekor.pub"), rekor.publicKey);
  const settings = {
    ETNA_REKOR_URL: rekor.url,
    ETNA_REKOR_PUBLIC_KEY: join(opened.folder, "rekor.pub"),
    ETNA_OUTBOUND_ALLOW: new URL(rekor.url).host,
  };
  Object.assign(process.env, settings);
  const world = { ...opened, environment: { ...opened.environment, ...settings } };
  k = await openKilledWorker(world, "Killed Proofs", points.length);
  await world.database.query("UPDATE organizations SET names_on_public_pages = true");
});

afterAll(async () => {
  await k?.close();
  await rekor?.close();
});

describe("a worker killed with -9 while it has a signature proven", () => {
  it.each(points.map((point, index) => ({ point, index })))(
    "at “$point” leaves one entry in the public log, and a proof that holds",
    async ({ point, index }) => {
      const { s, team } = k;
      const fix = await k.proposedFix();
      await k.killAt(point, () =>
        s.fixes.approveFix(team.as("approver"), team.organizationId, fix.id, seen(fix)),
      );
      expect((await s.fixes.getFix(team.organizationId, fix.id))?.state).toBe("signed");
      await k.revive();
      await eventually("the proof", async () => {
        const answer = await s.provenance.readVerification(fix.id);
        return answer?.outside.proofs[0]?.state === "holds";
      });
      await k.settled();
      expect(rekor.entries).toHaveLength(index + 1);
    },
  );

  it("leaves one event a proof, and chains that hold", async () => {
    const times = { "fix.prove_outside": points.length };
    await expectWhole(k.world, k.s, k.team.organizationId, times);
  });
});
