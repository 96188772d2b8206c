import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { User } from "#samples/forge/state.ts";
import { type ForgeWorld, openForgeWorld } from "../support/forge-world.ts";
import {
  type HostedRepository,
  hostedRepository,
  linkAccount,
  proposedThere,
} from "../support/hosted-repository.ts";
import { faultyFiles, openTeam, type Team } from "../support/team.ts";

let w: ForgeWorld;
let team: Team;
let at: HostedRepository;
let approver: User;
let developer: User;
let stranger: User;
let fix: Awaited<ReturnType<typeof proposedThere>>;

beforeAll(async () => {
  w = await openForgeWorld();
  team = await openTeam(w.world, w.s, "Comment House");
  w.github.sendsHooks = false;
  at = await hostedRepository(w, team, "shop", faultyFiles(1));
  const { forge } = w.github;
  approver = forge.addUser("grace");
  developer = forge.addUser("devi");
  stranger = forge.addUser("mallory");
  await linkAccount(w, team.people.approver, approver, at.issuer);
  await linkAccount(w, team.people.developer, developer, at.issuer);
  await allow(true);
});

beforeEach(async () => {
  fix = await proposedThere(w, at);
});

afterAll(() => w?.close());

const allow = (approvalOnForge: boolean) =>
  w.s.organizations.updateFixPolicy(team.as("admin"), team.organizationId, { approvalOnForge });

/** Somebody writes under the review; Etna reads it. Returns what Etna answered, newest last. */
async function say(by: User, body: string): Promise<readonly string[]> {
  w.github.forge.comment(at.repository, fix.change, by, body);
  return await read();
}

async function read(): Promise<readonly string[]> {
  await w.s.webhooks.obeyComments(team.organizationId, fix.id);
  return fix.change.comments.filter(({ user }) => user === at.bot).map(({ body }) => body);
}

async function state() {
  return (await w.s.fixes.getFix(team.organizationId, fix.id))?.state;
}

async function approvals() {
  return await w.world.database.query(
    `SELECT user_id, place, voided_at IS NULL AS stands, head_commit,
       forge_review->>'account' AS account FROM approvals WHERE fix_id = $1`,
    [fix.id],
  );
}

async function events(action: string) {
  return await w.world.database.query(
    "SELECT actor FROM audit_events WHERE action = $1 AND target->>'id' = ANY($2)",
    [action, [fix.id, fix.findingId]],
  );
}

describe("/etna approve", () => {
  it("by a linked approver binds them to the head that stands there, once", async () => {
    expect(await say(approver, "Looks right.\n\n/etna approve")).toEqual([
      "@grace Approved. Etna signs it now.",
    ]);
    expect(await state()).toBe("approved");
    const [only, ...more] = await approvals();
    expect(more).toEqual([]);
    expect(only).toMatchObject({
      user_id: team.people.approver,
      place: "forge",
      stands: true,
      head_commit: fix.headCommit,
      account: "grace",
    });
    const [event] = await events("fix.approve");
    expect(event?.actor).toMatchObject({ kind: "forge", subject: String(approver.id) });
    expect((await read()).length).toBe(1);
    expect((await approvals()).length).toBe(1);
  });

  it("by nobody that Etna knows, or by a lower role, changes nothing and says why", async () => {
    const [toStranger] = await say(stranger, "/etna approve");
    expect(toStranger).toContain("@mallory Nobody in Etna has linked this account.");
    const answers = await say(developer, "/etna approve");
    expect(answers.at(-1)).toContain("@devi This needs the role approver.");
    expect(await state()).toBe("proposed");
    expect(await approvals()).toEqual([]);
  });

  it("does not count where the organization approves in the console alone", async () => {
    await allow(false);
    const answers = await say(approver, "/etna approve");
    await allow(true);
    expect(answers.at(-1)).toContain("in Etna's console alone");
    expect(await state()).toBe("proposed");
  });

  it("does not count where the approver's own signature is asked for, in words", async () => {
    const ask = (signedApprovals: boolean) =>
      w.s.organizations.updateFixPolicy(team.as("admin"), team.organizationId, { signedApprovals });
    await ask(true);
    const answers = await say(approver, "/etna approve");
    await ask(false);
    expect(answers.at(-1)).toContain("asks for the approver’s own signature");
    expect(await state()).toBe("proposed");
  });

  it("that was written before the head that is there now is refused", async () => {
    w.github.forge.comment(at.repository, fix.change, approver, "/etna approve");
    const head = await w.github.forge.push(
      at.repository,
      fix.branch,
      { "more.txt": "more\n" },
      developer,
    );
    const answers = await read();
    expect(answers.at(-1)).toContain("A new commit came.");
    expect(await state()).toBe("proposed");
    expect(await approvals()).toEqual([]);
    const now = await w.s.fixes.getFix(team.organizationId, fix.id);
    expect(now?.headCommit).toBe(head);
  });

  it("in a quote, in code, or within a sentence is no command", async () => {
    const bodies = [
      "> /etna approve",
      "Write `/etna approve` when you are done.",
      "```\n/etna approve\n```",
      "~~~~\n/etna approve\n~~~~",
      "```\n~~~\n/etna approve",
      "    /etna approve",
      "please /etna approve",
      "/etnaapprove",
      "<!-- \n/etna approve\n-->",
    ];
    for (const body of bodies) expect(await say(approver, body), body).toEqual([]);
    expect(await state()).toBe("proposed");
  });

  it("that somebody put into another's comment is no command", async () => {
    w.github.forge.comment(at.repository, fix.change, approver, "Not yet.");
    const comment = fix.change.comments.at(-1)!;
    comment.body = "/etna approve";
    comment.editedAtMs = comment.createdAtMs + 5000;
    expect(await read()).toEqual([]);
    expect(await state()).toBe("proposed");
  });
});

describe("the other commands", () => {
  it("reject for good, with a reason, by an approver alone", async () => {
    expect((await say(developer, "/etna reject Not ours")).at(-1)).toContain("role approver");
    expect((await say(approver, "/etna reject")).at(-1)).toContain("Say why");
    expect(await state()).toBe("proposed");
    expect((await say(approver, "/etna reject It is a label")).at(-1)).toContain("Rejected.");
    expect(await state()).toBe("rejected");
    expect(fix.change.state).toBe("closed");
    const finding = await w.s.findings.getFinding(team.organizationId, fix.findingId);
    expect(finding).toMatchObject({ state: "rejected", stateReason: "It is a label" });
  });

  it("snooze the finding for so many days, by a developer", async () => {
    expect((await say(stranger, "/etna snooze 30d")).at(-1)).toContain("Nobody in Etna");
    expect((await say(developer, "/etna snooze 30d After the release")).at(-1)).toBe(
      "@devi Snoozed for 30 days.",
    );
    const finding = await w.s.findings.getFinding(team.organizationId, fix.findingId);
    expect(finding).toMatchObject({ state: "snoozed", stateReason: "After the release" });
    for (const wrong of ["/etna snooze", "/etna snooze forever", "/etna snooze 999d"]) {
      expect((await say(developer, wrong)).at(-1), wrong).toContain("Etna knows");
    }
  });

  it("retry where nothing waits, and say so where it does", async () => {
    expect((await say(developer, "/etna retry")).at(-1)).toContain("is proposed already");
    await say(approver, "/etna reject Try it another way");
    await w.world.database.query("UPDATE findings SET state = 'open' WHERE id = $1", [
      fix.findingId,
    ]);
    expect((await say(developer, "/etna retry")).at(-1)).toMatch(/^@devi Run \d+ tries again\.$/);
  });

  it("that nobody knows are answered with those that there are", async () => {
    expect((await say(developer, "/etna merge")).at(-1)).toContain("`/etna approve`");
    expect((await say(developer, "/etna")).at(-1)).toContain("`/etna approve`");
  });

  it("of somebody who has left the organization are refused", async () => {
    const member = "SELECT id FROM members WHERE user_id = $1";
    const [row] = await w.world.database.query(member, [team.people.developer]);
    await w.world.database.query("DELETE FROM members WHERE id = $1", [row?.id]);
    expect((await say(developer, "/etna snooze 3d")).at(-1)).toContain("There is nothing here.");
    const finding = await w.s.findings.getFinding(team.organizationId, fix.findingId);
    expect(finding?.state).toBe("open");
  });
});
