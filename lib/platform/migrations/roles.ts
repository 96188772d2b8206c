import pg from "pg";
import { AppError } from "#lib/base/index.ts";

/**
 * Makes sure that `role` can log in with `password` and cannot bypass row-level security. Throws
 * `precondition_failed` with the SQL to run where the owner may not do it.
 */
export async function ensureRole(
  owner: pg.Client,
  ownerUrl: string,
  role: "etna_app" | "etna_worker",
  password: string,
): Promise<void> {
  const found = await owner.query<{ rolsuper: boolean; rolbypassrls: boolean }>(
    "SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = $1",
    [role],
  );
  const flags = found.rows[0];
  if (flags !== undefined && (flags.rolsuper || flags.rolbypassrls)) {
    throw new AppError(
      "precondition_failed",
      `The role ${role} can bypass row-level security. Run as a superuser: ALTER ROLE ${role} NOSUPERUSER NOBYPASSRLS;`,
    );
  }
  if (flags !== undefined && (await canLogIn(ownerUrl, role, password))) return;
  const verb = flags === undefined ? "CREATE" : "ALTER";
  try {
    await owner.query(`${verb} ROLE ${role} LOGIN PASSWORD ${owner.escapeLiteral(password)}`);
  } catch (cause) {
    throw new AppError(
      "precondition_failed",
      `The owner of the database may not ${verb.toLowerCase()} the role ${role}. Run as a superuser: ${verb} ROLE ${role} LOGIN PASSWORD '…'; with the password of the configuration.`,
      { cause },
    );
  }
}

async function canLogIn(ownerUrl: string, role: string, password: string): Promise<boolean> {
  const url = new URL(ownerUrl);
  url.username = role;
  url.password = encodeURIComponent(password);
  const client = new pg.Client({ connectionString: url.href });
  try {
    await client.connect();
    return true;
  } catch (error) {
    // 28P01 wrong password, 28000 no such login: both are mended by the ALTER that follows.
    if (error instanceof pg.DatabaseError && error.code?.startsWith("28")) return false;
    throw error;
  } finally {
    await client.end();
  }
}
