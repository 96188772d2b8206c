import { AppError, decodeUtf8 } from "#lib/base/index.ts";
import {
  addCheckpointBody,
  type Note,
  noteKeyTypes,
  readSignatureLines,
  readVerifierKey,
  readWitnessSize,
  signatureBy,
  type VerifierKey,
  writeNote,
  writeSignatureLine,
} from "#lib/engines/log/index.ts";
import { nodeCrypto } from "#lib/engines/second-opinion/index.ts";
import { config } from "#lib/platform/config/index.ts";
import { readAs } from "#lib/platform/db/index.ts";
import { guardedFetch } from "#lib/platform/http/index.ts";
import { log } from "#lib/platform/log/index.ts";
import { mutate, systemActor } from "#lib/services/audit/index.ts";
import { readGrowth } from "./log-checkpoint.ts";

/** Who watches the log and says so under its checkpoints. */
interface Witness {
  readonly url: string;
  /** As the operator wrote it, which is also how its cosignatures are kept. */
  readonly verifierKey: string;
  readonly key: VerifierKey;
}

const timeoutMs = 10_000;
const maxAnswerBytes = 16_384;
const longestPauseMs = 5 * 60_000;
const pauses = new Map<string, { readonly untilMs: number; readonly lengthMs: number }>();

/** Throws `invalid_input` for a key that no witness can have. */
export function logWitnesses(): readonly Witness[] {
  return config().ETNA_LOG_WITNESSES.map(({ verifierKey, url }) => {
    const key = readVerifierKey(verifierKey);
    if (key?.type === noteKeyTypes.cosignature) return { url, verifierKey, key };
    throw new AppError("invalid_input", `ETNA_LOG_WITNESSES: this is no key of a witness: ${url}`);
  });
}

/**
 * Asks every witness that has not come as far as the log to cosign its head (C2SP tlog-witness).
 * Nobody waits for it: one that does not answer is asked again later, ever more rarely.
 */
export async function askWitnesses(nowMs = Date.now()): Promise<void> {
  await Promise.all(
    logWitnesses().map(async (witness) => {
      const pause = pauses.get(witness.verifierKey);
      if (pause !== undefined && nowMs < pause.untilMs) return;
      try {
        await ask(witness);
        pauses.delete(witness.verifierKey);
      } catch (error) {
        const lengthMs = Math.min(longestPauseMs, (pause?.lengthMs ?? 1_000) * 2);
        pauses.set(witness.verifierKey, { untilMs: nowMs + lengthMs, lengthMs });
        log.warn({ err: error, witness: witness.key.name, lengthMs }, "a witness did not cosign");
      }
    }),
  );
}

async function ask(witness: Witness): Promise<void> {
  const known = await readAs({}, (db) =>
    db.logCosignature.findUnique({ where: { witness: witness.verifierKey } }),
  );
  const first = await submit(witness, Number(known?.size ?? 0n), known !== null);
  // What it cosigned last is its own to know: its answer may have been lost.
  if (typeof first === "number") {
    const second = await submit(witness, first, false);
    if (typeof second === "number") {
      throw new AppError("unavailable", "The witness takes neither the size it names nor ours.");
    }
  }
}

/** Sends the newest head. Returns the size that the witness has instead, where it has another. */
async function submit(
  witness: Witness,
  oldSize: number,
  isCosigned: boolean,
): Promise<number | null> {
  const growth = await readGrowth(oldSize);
  if (growth === null) {
    log.error({ witness: witness.key.name, oldSize }, "a witness saw a longer log than this one");
    throw new AppError("conflict", "A witness has cosigned a longer log: this database forgot.");
  }
  if (isCosigned && growth.size === oldSize) return null;
  const answer = await guardedFetch(`${witness.url}/add-checkpoint`, {
    method: "POST",
    headers: { "content-type": "text/plain; charset=utf-8" },
    body: addCheckpointBody(oldSize, growth.proof, writeNote(growth.note)),
    timeoutMs,
    maxBytes: maxAnswerBytes,
    maxRedirects: 0,
  });
  const text = decodeUtf8(await answer.bytes()) ?? "";
  if (answer.status === 409) {
    const size = readWitnessSize(text);
    if (size !== null && size !== oldSize) return size;
  }
  if (answer.status !== 200) {
    throw new AppError("unavailable", `The witness answered ${answer.status}.`);
  }
  await keep(witness, growth.size, growth.note, text);
  return null;
}

/** Only what this witness's key signed over this very head is kept. */
async function keep(witness: Witness, size: number, note: Note, text: string): Promise<void> {
  const signatures = readSignatureLines(text) ?? [];
  const found = await signatureBy({ text: note.text, signatures }, witness.key, nodeCrypto);
  if (!found?.holds) {
    throw new AppError("unavailable", "The witness's answer holds no cosignature of its key.");
  }
  const row = { size: BigInt(size), line: writeSignatureLine(found.line), cosignedAt: new Date() };
  const where = { witness: witness.verifierKey };
  const target = { type: "witness", id: witness.key.name };
  await mutate(systemActor("worker", null), "log.cosign", target, async (tx, trail) => {
    trail.underWay();
    await tx.logCosignature.createMany({ data: [{ ...where, ...row }], skipDuplicates: true });
    // Another process may have come further meanwhile.
    await tx.logCosignature.updateMany({ where: { ...where, size: { lt: row.size } }, data: row });
  });
}
