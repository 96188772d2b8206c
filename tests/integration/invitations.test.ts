import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type MailWorld, openMailWorld } from "../support/mail-world.ts";
import { loadServices, type Services } from "../support/services.ts";
import { openTeam, type Team } from "../support/team.ts";

let world: MailWorld;
let s: Services;
let team: Team;
let count = 0;

beforeAll(async () => {
  world = await openMailWorld();
  s = await loadServices();
  team = await openTeam(world, s, "Inviters");
});

afterAll(async () => {
  const { closeDatabase } = await import("#lib/platform/db/index.ts");
  await closeDatabase();
  await world?.close();
});

/** Invites a new address and returns what its mail brought, and the person of the address. */
async function invite(role: "viewer" | "developer" | "approver" | "admin" = "viewer") {
  const email = `guest${++count}@example.test`;
  const { id } = await s.organizations.inviteMember(team.as("admin"), team.organizationId, {
    email,
    role,
  });
  const person = await s.identity.findOrCreatePerson(email);
  return { id, email, person, token: await tokenFor(email) };
}

async function tokenFor(email: string, message = 1): Promise<string> {
  return /\/invite\/(\S+)/.exec(await world.mail(email, message))![1]!;
}

async function roleOf(userId: string): Promise<string | null> {
  const { members } = await s.organizations.listMembers(team.organizationId);
  return members.find((member) => member.userId === userId)?.role ?? null;
}

const gone = { code: "not_found", message: expect.stringContaining("no longer open") };

describe("an invitation", () => {
  it("brings its person in, with its role and no other", async () => {
    const { person, token } = await invite("approver");
    expect(await s.organizations.readInvitation(token)).toMatchObject({ role: "approver" });
    await s.organizations.acceptInvitation(person, token);
    expect(await roleOf(person.id)).toBe("approver");
  });

  it("works once", async () => {
    const { person, token } = await invite();
    await s.organizations.acceptInvitation(person, token);
    await expect(s.organizations.acceptInvitation(person, token)).rejects.toMatchObject(gone);
    expect(await s.organizations.readInvitation(token)).toBeNull();
  });

  it("accepted many times at once makes one member", async () => {
    const { person, token } = await invite();
    const outcomes = await Promise.allSettled(
      Array.from({ length: 8 }, () => s.organizations.acceptInvitation(person, token)),
    );
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    for (const outcome of outcomes) {
      if (outcome.status === "rejected") expect(outcome.reason).toMatchObject(gone);
    }
    const rows = await world.database.query("SELECT 1 FROM members WHERE user_id = $1", [
      person.id,
    ]);
    expect(rows).toHaveLength(1);
  });

  it("is of no use to another address", async () => {
    const { person, token } = await invite();
    const other = await s.identity.findOrCreatePerson("finder@example.test");
    await expect(s.organizations.acceptInvitation(other, token)).rejects.toMatchObject({
      code: "forbidden",
    });
    expect(await roleOf(other.id)).toBeNull();
    await s.organizations.acceptInvitation(person, token);
  });

  it("ends after seven days", async () => {
    const { id, person, token } = await invite();
    await world.database.query(
      "UPDATE invitations SET expires_at = now() - interval '1 second' WHERE id = $1",
      [id],
    );
    await expect(s.organizations.acceptInvitation(person, token)).rejects.toMatchObject(gone);
    expect(await roleOf(person.id)).toBeNull();
    const { invitations } = await s.organizations.listMembers(team.organizationId);
    expect(invitations.map((invitation) => invitation.id)).not.toContain(id);
  });

  it("ends when it is revoked, also while it is being accepted", async () => {
    const { id, person, token } = await invite();
    const [accepted] = await Promise.allSettled([
      s.organizations.acceptInvitation(person, token),
      s.organizations.revokeInvitation(team.as("admin"), team.organizationId, id),
    ]);
    expect((await roleOf(person.id)) !== null).toBe(accepted.status === "fulfilled");
    const second = await invite();
    await s.organizations.revokeInvitation(team.as("admin"), team.organizationId, second.id);
    await expect(
      s.organizations.acceptInvitation(second.person, second.token),
    ).rejects.toMatchObject(gone);
  });

  it("sent again, makes the first link useless", async () => {
    const { email, person, token } = await invite("admin");
    await s.organizations.inviteMember(team.as("admin"), team.organizationId, {
      email,
      role: "viewer",
    });
    await expect(s.organizations.acceptInvitation(person, token)).rejects.toMatchObject(gone);
    await s.organizations.acceptInvitation(person, await tokenFor(email, 2));
    expect(await roleOf(person.id)).toBe("viewer");
  });

  it("sent many times at once leaves one open", async () => {
    const email = `crowd${++count}@example.test`;
    await Promise.all(
      Array.from({ length: 5 }, () =>
        s.organizations.inviteMember(team.as("admin"), team.organizationId, {
          email,
          role: "viewer",
        }),
      ),
    );
    const { invitations } = await s.organizations.listMembers(team.organizationId);
    expect(invitations.filter((invitation) => invitation.email === email)).toHaveLength(1);
  });

  it("is not sent to a member, and changes no member's role", async () => {
    await expect(
      s.organizations.inviteMember(team.as("admin"), team.organizationId, {
        email: "viewer@inviters.test",
        role: "admin",
      }),
    ).rejects.toMatchObject({ code: "conflict" });
    const { person, token } = await invite("admin");
    await world.database.query(
      "INSERT INTO members (id, organization_id, user_id, role) VALUES ($1, $2, $3, 'viewer')",
      [`mb_early${count}`, team.organizationId, person.id],
    );
    await expect(s.organizations.acceptInvitation(person, token)).rejects.toMatchObject({
      code: "conflict",
    });
    expect(await roleOf(person.id)).toBe("viewer");
  });

  it("hands out no ownership", () => {
    expect(s.organizations.invitedRole.safeParse("owner").success).toBe(false);
    expect(s.organizations.invitedRole.safeParse("admin").success).toBe(true);
  });

  it("is stored as a hash: the database does not hold what opens it", async () => {
    const { id, token } = await invite();
    const [row] = await world.database.query(
      "SELECT to_json(i)::text AS text FROM invitations i WHERE id = $1",
      [id],
    );
    expect(row?.text).not.toContain(token);
  });
});

describe("the last owner", () => {
  async function withTwoOwners() {
    const tag = String.fromCharCode(97 + count++);
    const own = await openTeam(world, s, `Owners ${tag.repeat(3)}`);
    await world.database.query(
      "UPDATE members SET role = 'owner' WHERE organization_id = $1 AND user_id = $2",
      [own.organizationId, own.people.admin],
    );
    const { members } = await s.organizations.listMembers(own.organizationId);
    const idOf = (userId: string) => members.find((member) => member.userId === userId)!.id;
    return { own, first: idOf(own.people.owner), second: idOf(own.people.admin) };
  }

  it.each(["demote", "remove"] as const)(
    "stays, when two owners %s each other at once",
    async (what) => {
      for (let round = 0; round < 5; round++) {
        const { own, first, second } = await withTwoOwners();
        const { organizationId } = own;
        const act = (who: "owner" | "admin", memberId: string) =>
          what === "demote"
            ? s.organizations.changeRole(own.as(who), organizationId, { memberId, role: "viewer" })
            : s.organizations.removeMember(own.as(who), organizationId, memberId);
        const outcomes = await Promise.allSettled([act("owner", second), act("admin", first)]);
        expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
        const { members } = await s.organizations.listMembers(organizationId);
        expect(members.filter((member) => member.role === "owner")).toHaveLength(1);
      }
    },
  );

  it("can neither demote nor remove themselves", async () => {
    const { members } = await s.organizations.listMembers(team.organizationId);
    const memberId = members.find((member) => member.role === "owner")!.id;
    const owner = team.as("owner");
    await expect(
      s.organizations.changeRole(owner, team.organizationId, { memberId, role: "admin" }),
    ).rejects.toMatchObject({ code: "conflict" });
    await expect(
      s.organizations.removeMember(owner, team.organizationId, memberId),
    ).rejects.toMatchObject({ code: "conflict" });
  });
});
