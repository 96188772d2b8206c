import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { expectOneTree, expectWhole } from "../support/expect-whole.ts";
import { type KilledWorker, openKilledWorker } from "../support/killed-worker.ts";
import { eventually, git, openWorld } from "../support/world.ts";

const points = [
  "read: begun",
  "read: done, not recorded",
  "state: begun",
  "state: commit of merge_attestations not yet sent",
  "state: commit of merge_attestations confirmed",
  "state: done, not recorded",
  "state: recorded",
];

let k: KilledWorker;

beforeAll(async () => {
  k = await openKilledWorker(await openWorld(), "Killed Merges", points.length);
});

afterAll(() => k?.close());

describe("a worker killed with -9 while it states a merge", () => {
  it.each(points.map((point, index) => ({ point, index })))(
    "at “$point” leaves one statement that verifies, and one entry",
    async ({ point, index }) => {
      const { s, team, place } = k;
      const fix = await k.signedFix();
      await k.killAt(point, async () => {
        await git(place.path, "update-ref", "refs/heads/main", fix.headCommit);
        await s.fixes.followReview(team.organizationId, fix.id);
      });
      await k.revive();
      await eventually("the statement of the merge", async () => {
        return (await s.fixes.getFix(team.organizationId, fix.id))?.mergedAs;
      });
      await k.settled();
      const answer = await s.provenance.readVerification(fix.id);
      expect(answer?.verification.mergedStatement?.predicate.relation).toBe("same_tree");
      expect(answer?.verification.ok).toBe(true);
      expect(await expectOneTree(k.world)).toBe(2 * (index + 1));
    },
  );

  it("leaves one event a merge, an entry for each statement, the first and the keys, and chains that hold", async () => {
    await expectWhole(k.world, k.s, k.team.organizationId, {
      "fix.notice_merge": points.length,
      "fix.state_merge": points.length,
    });
    expect((await k.s.provenance.readLogStatus()).size).toBe(2 + 2 * points.length);
  });
});
