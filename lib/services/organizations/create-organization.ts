import { AppError, newId } from "#lib/base/index.ts";
import { isUniqueViolation } from "#lib/platform/db/index.ts";
import { mutate, userActor } from "#lib/services/audit/index.ts";

const reserved = new Set(["new", "api", "admin", "staff"]);

/** Makes an organization with this person as its owner. `name` becomes the address, made unique. */
export async function createOrganization(
  userId: string,
  name: string,
): Promise<{ readonly id: string; readonly slug: string }> {
  for (let attempt = 0; attempt < 5; attempt++) {
    const slug = slugOf(name, attempt);
    try {
      return await tryCreate(userId, name, slug);
    } catch (error) {
      if (!isUniqueViolation(error)) throw error;
    }
  }
  throw new AppError("conflict", "Too many organizations have this name. Choose another one.");
}

async function tryCreate(userId: string, name: string, slug: string) {
  const id = newId("organization");
  const actor = userActor(userId, id, null);
  return await mutate(
    actor,
    "organization.create",
    { type: "organization", id },
    async (tx, trail) => {
      await tx.organization.create({ data: { id, slug, name } });
      await tx.member.create({
        data: { id: newId("member"), organizationId: id, userId, role: "owner" },
      });
      trail.note({ slug });
      return { id, slug };
    },
  );
}

function slugOf(name: string, attempt: number): string {
  const base =
    name
      .normalize("NFKD")
      .replace(/[\u0300-\u036f]/g, "")
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, "-")
      .replace(/^-+|-+$/g, "")
      .slice(0, 40) || "team";
  const suffix =
    attempt === 0 && !reserved.has(base)
      ? ""
      : `-${newId("organization").slice(3, 7).toLowerCase()}`;
  return base + suffix;
}
