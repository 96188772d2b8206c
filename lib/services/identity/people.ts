import { z } from "zod";
import { AppError, isVisibleLine, newId } from "#lib/base/index.ts";
import { isUniqueViolation, readAs } from "#lib/platform/db/index.ts";
import { mutate, userActor } from "#lib/services/audit/index.ts";

export interface Person {
  readonly id: string;
  readonly email: string;
  readonly name: string | null;
}

/** A name is public where its organization shows names, so it is no address. */
export const personName = z
  .string()
  .trim()
  .min(2, "Give it at least two letters.")
  .max(100)
  .refine(isVisibleLine, "It holds a character that cannot be seen.")
  .refine((text) => !/\S@\S/.test(text), "This is an address. A name is shown to others.");

const fields = { id: true, email: true, name: true } as const;

export async function findPersonByEmail(email: string): Promise<Person | null> {
  return await readAs({ capability: email }, (db) =>
    db.user.findUnique({ where: { email }, select: fields }),
  );
}

export async function findPerson(userId: string): Promise<Person | null> {
  return await readAs({ userId }, (db) =>
    db.user.findUnique({ where: { id: userId }, select: fields }),
  );
}

/** The person of this address, made if there is none. Safe to call twice at once. */
export async function findOrCreatePerson(email: string): Promise<Person> {
  const person =
    (await findPersonByEmail(email)) ??
    (await createPerson(email)) ??
    (await findPersonByEmail(email));
  if (person === null) throw new AppError("conflict", "This address changed hands. Try again.");
  return person;
}

/** What a provider vouched for when it signed a new person up. */
export interface FirstAccount {
  readonly provider: string;
  readonly issuer: string;
  readonly subject: string;
  readonly label: string;
}

/** A new person with this address; null where somebody has it. */
export async function createPerson(
  email: string,
  from?: { readonly name: string | null; readonly account: FirstAccount },
): Promise<Person | null> {
  const id = newId("user");
  try {
    return await mutate(
      { kind: "visitor", capability: email },
      "user.create",
      { type: "user", id },
      async (tx, trail) => {
        const name = from?.name ?? null;
        const person = await tx.user.create({ data: { id, email, name }, select: fields });
        if (from === undefined) return person;
        const { account } = from;
        const { provider, issuer } = account;
        // The person and how they sign in are made together: neither can be had without the other.
        await tx.account.createMany({ data: [{ id: newId("account"), userId: id, ...account }] });
        trail.note({ provider, issuer });
        return person;
      },
    );
  } catch (error) {
    if (isUniqueViolation(error)) return null;
    throw error;
  }
}

export async function renamePerson(userId: string, name: string): Promise<void> {
  const target = { type: "user", id: userId };
  await mutate(userActor(userId, null, null), "user.update", target, async (tx, trail) => {
    const user = await tx.user.findUniqueOrThrow({ where: { id: userId } });
    if (user.name === name) return trail.unchanged();
    await tx.user.update({ where: { id: userId }, data: { name } });
  });
}
