import { fromBase64 } from "#lib/base/index.ts";
import {
  type CheckResult,
  checkPublicEntry,
  type KeysDocument,
  nobleCrypto,
  parseStrictJson,
} from "#lib/engines/verify/index.ts";
import { type OutsideRow, outsideWords, titleAt } from "../outside-state.ts";
import type { SavedFix } from "./saved-fix.ts";

/** What others say of a signature, as far as a page without a network can say it. */
export interface CheckedOutside {
  readonly id: OutsideRow["id"];
  readonly title: string;
  /** `holds` and `fails` were found a moment ago; nothing else was. */
  readonly outcome: "holds" | "fails" | "not_run";
  readonly word: string;
  readonly compared: CheckResult["compared"];
  readonly reason: string | null;
}

const timestampWords =
  "This page does not read timestamps. The server found that it holds when the page was saved; OpenSSL checks it with the command below.";

/** Entries of a public log are checked anew. Of all else it is told what the server found, and as that. */
export async function checkOutside(fix: SavedFix): Promise<readonly CheckedOutside[]> {
  return await Promise.all(
    fix.outside.map(async (row) => {
      if (row.state !== "holds") return asSaved(row);
      if (!row.id.endsWith("public_entry")) {
        return { ...asSaved(row), word: "Not checked here", reason: timestampWords };
      }
      return await checkEntry(fix, row);
    }),
  );
}

function asSaved({ id, title, time, state, compared, reason }: OutsideRow): CheckedOutside {
  const word = state === "not_asked" ? outsideWords[state] : `${outsideWords[state]} when saved`;
  return { id, title: titleAt(title, time), outcome: "not_run", word, compared, reason };
}

async function checkEntry({ files }: SavedFix, { id, title }: OutsideRow): Promise<CheckedOutside> {
  const name = id.startsWith("merged") ? "merged" : "fix";
  const bundle = read(files[`${name}.sigstore.json`]) as Bundled | null;
  const wide = read(files[`${name}.timestamped.sigstore.json`]) as Bundled | null;
  const { keys = [] } = (read(files["keys.json"]) ?? {}) as Partial<KeysDocument>;
  const hint = bundle?.verificationMaterial?.publicKey?.hint;
  const spki = fromBase64(keys.find((key) => key.hint === hint)?.spki ?? "");
  const entry = wide?.verificationMaterial?.tlogEntries?.[1];
  const root = read(files["trusted_root.timestamped.json"]);
  const missing = "The page does not hold the entry, or not the key that signed.";
  const { result, logged } =
    entry === undefined || spki === null || spki.length === 0
      ? { result: { outcome: "fails" as const, compared: [], reason: missing } }
      : await checkPublicEntry(bundle, entry, spki, root, nobleCrypto);
  const { outcome, compared, reason = null } = result;
  const isHeld = outcome === "holds";
  return {
    id,
    title: titleAt(title, logged?.time ?? null),
    outcome: isHeld ? "holds" : "fails",
    word: outsideWords[isHeld ? "holds" : "fails"],
    compared,
    reason,
  };
}

/** Only what is looked at here; the rest is for the verifier to judge. */
interface Bundled {
  readonly verificationMaterial?: {
    readonly publicKey?: { readonly hint?: string };
    readonly tlogEntries?: readonly unknown[];
  };
}

function read(text: string | undefined): unknown {
  const parsed = parseStrictJson(text ?? "");
  return parsed.ok ? parsed.value : null;
}
