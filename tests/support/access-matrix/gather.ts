import type { SignInWorld } from "../sign-in-world.ts";
import type { Canaries } from "./words.ts";

/** Whatever the database holds of the house that nobody can guess becomes a canary too. */
export async function gather(
  w: SignInWorld,
  organizationId: string,
  canaries: Canaries,
): Promise<void> {
  const { query } = w.world.database;
  const tables = await query(
    `SELECT table_name AS name FROM information_schema.columns
     WHERE table_schema = 'public' AND column_name = 'organization_id'`,
  );
  for (const { name } of tables) {
    const rows = await query(
      `SELECT to_jsonb(t) AS row FROM ${name} t WHERE organization_id = $1`,
      [organizationId],
    );
    for (const { row } of rows) {
      for (const [column, value] of Object.entries(row as object)) {
        const secret = column === "token_hash" || column === "sealed_seed";
        for (const word of textsOf(value)) {
          if (isUnguessable(word)) {
            canaries.add(word, `${name}.${column}`, secret ? "nobody" : "A");
          }
        }
      }
    }
  }
  const signed =
    "(SELECT bundle, log_index FROM attestations UNION ALL SELECT bundle, log_index FROM report_attestations)";
  // What a signed fix or report says in public, its own page and files may say.
  for (const { bundle } of await query(`SELECT bundle FROM ${signed} AS signed`)) {
    const { payload } = (bundle as { dsseEnvelope: { payload: string } }).dsseEnvelope;
    const text = JSON.stringify(bundle) + Buffer.from(payload, "base64");
    for (const word of canaries.in(text).keys()) canaries.add(word, "the signed fix", "A");
  }
  // The log's own hashes tell nothing of what was logged.
  const [{ root = "" } = {}] = await query(
    `SELECT bundle #>> '{verificationMaterial,tlogEntries,0,inclusionProof,rootHash}' AS root
     FROM ${signed} AS signed ORDER BY log_index DESC LIMIT 1`,
  );
  canaries.add(String(root), "the root of the log", "A");
  for (const { hint } of await query("SELECT hint FROM signing_keys")) {
    canaries.add(String(hint), "the name of a key", "A");
  }
  const sessions = await query("SELECT id, user_id FROM sessions");
  for (const { id, user_id: personId } of sessions) {
    canaries.add(String(id), "the id of a session", "nobody", String(personId));
  }
}

function textsOf(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(textsOf);
}

function isUnguessable(text: string): boolean {
  return /^([a-z]{2}_[0-9A-HJKMNP-TV-Z]{20}|[0-9a-f]{40}|[0-9a-f]{64}|[A-Za-z0-9+/]{43}=)$/.test(
    text,
  );
}
