import { newId } from "#lib/base/index.ts";
import type { Role } from "#lib/services/audit/index.ts";
import type { SignInWorld } from "../sign-in-world.ts";
import { type Audience, type Canaries, plant } from "./words.ts";

/** A person whose address and name are canaries. */
export async function addPerson(
  { s }: SignInWorld,
  canaries: Canaries,
  audience: Audience,
): Promise<{ readonly id: string; readonly email: string; readonly name: string }> {
  const [address, name] = [plant(), plant()];
  const person = await s.identity.findOrCreatePerson(`${address}@example.test`);
  await s.identity.renamePerson(person.id, name);
  canaries.add(address, "a person's address", audience, person.id);
  canaries.add(name, "a person's name", audience, person.id);
  return { id: person.id, email: person.email, name };
}

export async function addMember(
  { world }: SignInWorld,
  organizationId: string,
  userId: string,
  role: Role,
): Promise<string> {
  const id = newId("member");
  await world.database.query(
    "INSERT INTO members (id, organization_id, user_id, role) VALUES ($1, $2, $3, $4)",
    [id, organizationId, userId, role],
  );
  return id;
}

export function inviteTokenOf(mail: string): string {
  return /\/invite\/(\S+)/.exec(mail)![1]!;
}

/** An account at GitHub, as if its person had connected it. */
export async function addAccount(
  { s, world }: SignInWorld,
  canaries: Canaries,
  personId: string,
): Promise<string> {
  const [id, label] = [newId("account"), plant()];
  const issuer = s.identity.findProvider("github")!.url;
  await world.database.query("DELETE FROM accounts WHERE user_id = $1", [personId]);
  await world.database.query(
    `INSERT INTO accounts (id, user_id, provider, issuer, subject, label)
     VALUES ($1, $2, 'github', $3, $1, $4)`,
    [id, personId, issuer, label],
  );
  canaries.add(label, "the name of an account elsewhere", "nobody", personId);
  canaries.add(id, "the id of an account elsewhere", "nobody", personId);
  return id;
}
