import { existsSync } from "node:fs";
import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import type { Config } from "#lib/platform/config/index.ts";
import { countByKey } from "#lib/platform/rewrap/index.ts";
import { keyRing, testKey } from "#lib/platform/vault/index.ts";
import { openDatabase } from "../ground/database.ts";
import { root } from "../ground/paths.ts";
import { explain } from "../ground/report.ts";
import { type Answer, answer, type Check } from "./check.ts";

export const wrappingKeysCheck: Check = {
  name: "Wrapping keys",
  async run(config) {
    const files = await localFiles(config);
    if (files.some(({ level }) => level !== "fine")) return files;
    return [...files, ...(await services()), ...(await uses(config))];
  },
};

/** Looked at before anything is opened: the doctor makes no key. */
async function localFiles({ ETNA_KMS, ETNA_KMS_ALSO, ETNA_KEY_FILE }: Config): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (const name of [ETNA_KMS, ...ETNA_KMS_ALSO]) {
    if (name.kind !== "local") continue;
    const file = name.file ?? ETNA_KEY_FILE;
    const found = await stat(resolve(root, file)).catch(() => null);
    if (found === null && name === ETNA_KMS) {
      answers.push(answer("note", `${file} does not exist yet: the first start makes it.`));
    } else if (found === null) {
      answers.push(answer("problem", `${file} of ETNA_KMS_ALSO is not there. Put it back.`));
    } else if (process.platform !== "win32" && (found.mode & 0o077) !== 0) {
      answers.push(answer("problem", `${file} can be read by others. Run: chmod 600 ${file}`));
    } else {
      answers.push(
        answer(
          "fine",
          `${file} is there, for its owner alone. Keep a copy apart from the database`,
        ),
      );
    }
  }
  return answers;
}

async function services(): Promise<Answer[]> {
  const { opens } = await keyRing();
  return await Promise.all(
    opens
      .filter(({ keyId }) => !keyId.startsWith("local:"))
      .map(async (key) => {
        try {
          await testKey(key);
          return answer("fine", `${key.keyId} seals, opens, and refuses another purpose`);
        } catch (error) {
          return answer("problem", explain(error));
        }
      }),
  );
}

/** What is still under a key other than the one that seals. */
async function uses(config: Config): Promise<Answer[]> {
  const trace = resolve(root, config.ETNA_DATA_DIR, "postgres.holders");
  if (config.DATABASE_URL === undefined && !existsSync(trace)) return [];
  const database = await openDatabase();
  try {
    const { seals, opens } = await keyRing();
    const counts = new Map<string, number>();
    for (const { keyId, count } of await countByKey(database.ownerUrl)) {
      counts.set(keyId, (counts.get(keyId) ?? 0) + count);
    }
    return [...counts].map(([keyId, count]) => {
      const secrets = count === 1 ? "1 secret is" : `${count} secrets are`;
      if (keyId === seals.keyId) return answer("fine", `${secrets} under ${keyId}, which seals`);
      return opens.some((key) => key.keyId === keyId)
        ? answer("warning", `${secrets} still under ${keyId}. Run: npm run -s etna -- keys rewrap`)
        : answer(
            "problem",
            `${secrets} under ${keyId}, which this process was not given: they cannot be opened. Name it in ETNA_KMS_ALSO.`,
          );
    });
  } catch {
    // Whether the database answers, and has its tables, is what another check says.
    return [];
  } finally {
    await database.close();
  }
}
