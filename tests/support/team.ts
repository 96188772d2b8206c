import type { Role } from "#lib/services/audit/index.ts";
import type { Services } from "./services.ts";
import { eventually, type World } from "./world.ts";

/** An organization with one member of each role, each signed in a moment ago. */
export interface Team {
  readonly organizationId: string;
  readonly slug: string;
  readonly people: Readonly<Record<Role, string>>;
  /** The member with this role, acting in the organization. */
  as(role: Role): {
    readonly kind: "user";
    readonly userId: string;
    readonly organizationId: string;
    readonly sessionId: string;
  };
}

export async function openTeam(world: World, s: Services, name: string): Promise<Team> {
  const tag = name.toLowerCase().replace(/[^a-z]+/g, "");
  const owner = await s.identity.findOrCreatePerson(`owner@${tag}.test`);
  const { id: organizationId, slug } = await s.organizations.createOrganization(owner.id, name);
  // Tests propose more at once than reviewers would want to see.
  await world.database.query("UPDATE organizations SET open_fix_budget = 200 WHERE id = $1", [
    organizationId,
  ]);
  const join = async (role: Role) => {
    const person = await s.identity.findOrCreatePerson(`${role}@${tag}.test`);
    await world.database.query(
      "INSERT INTO members (id, organization_id, user_id, role) VALUES ($1, $2, $3, $4)",
      [`mb_${tag}_${role}`, organizationId, person.id, role],
    );
    return person.id;
  };
  const people = {
    owner: owner.id,
    admin: await join("admin"),
    approver: await join("approver"),
    developer: await join("developer"),
    viewer: await join("viewer"),
  };
  const signIn = (role: Role) => s.identity.startSession(people[role], "Browser");
  const sessions = {
    owner: await signIn("owner"),
    admin: await signIn("admin"),
    approver: await signIn("approver"),
    developer: await signIn("developer"),
    viewer: await signIn("viewer"),
  };
  const as = (role: Role) =>
    ({ kind: "user", userId: people[role], organizationId, sessionId: sessions[role] }) as const;
  return { organizationId, slug, people, as };
}

/** `count` files, each with one fault that a rule can repair. */
export function faultyFiles(count: number): Record<string, string> {
  const files: Record<string, string> = { "README.md": "# Faults\n" };
  for (let i = 1; i <= count; i++) {
    const name = String(i).padStart(2, "0");
    files[`src/sheet-${name}.py`] =
      `import yaml\n\n\ndef read_${name}(sheet):\n    return yaml.load(sheet, Loader=yaml.Loader)\n`;
  }
  return files;
}

/** Waits for the run's end. */
export async function endOfRun(s: Services, organizationId: string, runId: string) {
  return await eventually("the run to end", async () => {
    const run = await s.runs.getRun(organizationId, runId);
    return run?.endedAt ? run : null;
  });
}

/** What an approver saw of a fix. */
export function seen(fix: { headCommit: string; headTree: string; patchSha256: string }) {
  return { headCommit: fix.headCommit, headTree: fix.headTree, patchSha256: fix.patchSha256 };
}
