import { toBase64 } from "#lib/base/index.ts";
import { type FoundKey, findKey } from "./check-key.ts";
import type { CheckResult } from "./checks.ts";
import { keysDocumentSchema, type ReadKeys } from "./keys.ts";
import { checkKeysAttestation } from "./keys-attestation.ts";
import type { VerifyCrypto } from "./ports.ts";
import { type FoundLog, findLog, type ReadRoot, trustedRootSchema } from "./trusted-root.ts";

export interface TrustInput {
  /** Parsed `trusted_root.json`. */
  readonly trustedRoot: unknown;
  /** Parsed `keys.json`. */
  readonly keys: unknown;
}

/**
 * One trusted root and one list of keys, each part read and checked when it is first needed and
 * never again: they must not change afterwards. Nothing found here is shared with another root.
 */
export class Trust {
  readonly crypto: VerifyCrypto;
  readonly #input: TrustInput;
  readonly #logs = new Map<string, FoundLog>();
  readonly #keys = new Map<string, FoundKey>();
  #root: ReadRoot | undefined;
  #list: ReadKeys | undefined;
  #attested: Promise<CheckResult | null> | undefined;

  constructor(input: TrustInput, crypto: VerifyCrypto) {
    this.#input = input;
    this.crypto = crypto;
  }

  findLog(logId: Uint8Array): FoundLog {
    const id = toBase64(logId);
    const known = this.#logs.get(id);
    if (known !== undefined) return known;
    this.#root ??= trustedRootSchema.safeParse(this.#input.trustedRoot);
    const found = findLog(this.#root, logId, this.crypto.sha256);
    if (found.ok) this.#logs.set(id, found);
    return found;
  }

  /** A list that is not what was signed names nobody's key; one that is says so. */
  async findKey(hint: string): Promise<FoundKey> {
    const known = this.#keys.get(hint);
    if (known !== undefined) return known;
    this.#attested ??= checkKeysAttestation(this.#input.keys, this);
    const attested = await this.#attested;
    const { key, result } = findKey(this.keyList(), hint, this.crypto.sha256);
    if (attested === null) return this.#keep(hint, { key, result });
    if (attested.outcome !== "holds") return { key: null, result: attested };
    const compared = [...result.compared, ...attested.compared];
    return this.#keep(hint, { key, result: { ...result, compared } });
  }

  /** The list as it reads, whoever signed it. */
  keyList(): ReadKeys {
    this.#list ??= keysDocumentSchema.safeParse(this.#input.keys);
    return this.#list;
  }

  #keep(hint: string, found: FoundKey): FoundKey {
    if (found.key !== null) this.#keys.set(hint, found);
    return found;
  }
}
