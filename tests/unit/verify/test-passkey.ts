import { createHash } from "node:crypto";
import { concatBytes, fromHex, toBase64, utf8 } from "#lib/base/index.ts";
import {
  type ApprovalTerms,
  type ApprovedFix,
  type ApproverSignature,
  approvalDigest,
  approverKey,
  buildStatement,
  type KeysDocument,
  keyHint,
  type P256Signer,
} from "#lib/engines/verify/index.ts";
import {
  approvedFix,
  type FixOptions,
  freshP256,
  type SignedFix,
  type SigningKey,
  signFix,
  subjects,
} from "./signed-fix.ts";

export const site = { rpId: "etna.example", origin: "https://etna.example" };
export const validFor = { start: "2026-11-01T08:00:00Z" };

/** What a passkey may answer that it should not, or what someone makes of its answer. */
export interface Answer {
  readonly clientData?: Readonly<Record<string, unknown>>;
  readonly clientText?: string;
  readonly rpId?: string;
  readonly flags?: number;
  readonly more?: Uint8Array;
  readonly signedBy?: TestPasskey;
}

/** A passkey around a key pair. */
export class TestPasskey {
  readonly spki: Uint8Array;
  readonly hint: string;
  readonly #signer: P256Signer;

  constructor({ spki, signer }: SigningKey<P256Signer> = freshP256()) {
    this.spki = spki;
    this.hint = keyHint(spki);
    this.#signer = signer;
  }

  sign(bytes: Uint8Array): Promise<Uint8Array> {
    return this.#signer.sign(bytes);
  }

  async approve(terms: ApprovalTerms, answer: Answer = {}): Promise<ApproverSignature> {
    const clientDataJSON =
      answer.clientText ??
      JSON.stringify({
        type: "webauthn.get",
        challenge: Buffer.from(approvalDigest(terms)).toString("base64url"),
        origin: site.origin,
        crossOrigin: false,
        ...answer.clientData,
      });
    const authenticatorData = concatBytes(
      sha256(utf8(answer.rpId ?? site.rpId)),
      Uint8Array.of(answer.flags ?? 0x05, 0, 0, 0, 9),
      answer.more ?? new Uint8Array(),
    );
    const signed = concatBytes(authenticatorData, sha256(utf8(clientDataJSON)));
    return {
      key: this.hint,
      authenticatorData: toBase64(authenticatorData),
      clientDataJSON,
      signature: toBase64(await (answer.signedBy ?? this).sign(signed)),
    };
  }

  published(validity: { start: string; end?: string } = validFor) {
    return approverKey(this.spki, { ...site, validFor: validity });
  }
}

function sha256(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(createHash("sha256").update(bytes).digest());
}

export function termsOf({ approval, fixId }: ApprovedFix): ApprovalTerms {
  return { ...approval, fixId };
}

/** A fix whose approval this passkey signed, or something like it, and keys.json with that passkey. */
export async function signedByApprover(
  passkey: TestPasskey,
  options: FixOptions = {},
  fix = approvedFix(),
  change: (terms: ApprovalTerms) => ApprovalTerms = (terms) => terms,
): Promise<SignedFix> {
  return await withAssertion(passkey, await passkey.approve(change(termsOf(fix))), options, fix);
}

/** The organization signs this assertion as it is. */
export async function withAssertion(
  passkey: TestPasskey,
  signature: ApproverSignature,
  options: FixOptions = {},
  fix = approvedFix(),
): Promise<SignedFix> {
  const statement = buildStatement(subjects, {
    ...fix,
    approval: { ...fix.approval, signature },
  });
  const signed = await signFix({ ...options, statement });
  return { ...signed, keys: withApprovers(signed.keys, passkey.published()) };
}

export function withApprovers(
  keys: KeysDocument,
  ...approvers: NonNullable<KeysDocument["approvers"]>
): KeysDocument {
  return { ...keys, approvers };
}

/** The other signature that the same key made of the same bytes: (r, n − s). */
export function mirrored(base64: string): string {
  const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
  const der = Buffer.from(base64, "base64");
  const rLength = der[3] ?? 0;
  const s = BigInt(`0x${der.subarray(6 + rLength).toString("hex")}`);
  const hex = (order - s).toString(16);
  const even = hex.length % 2 === 0 ? hex : `0${hex}`;
  const digits = fromHex(even) ?? new Uint8Array();
  const padded = (digits[0] ?? 0) >= 0x80 ? concatBytes(Uint8Array.of(0), digits) : digits;
  const r = der.subarray(2, 4 + rLength);
  const body = concatBytes(r, Uint8Array.of(2, padded.length), padded);
  return toBase64(concatBytes(Uint8Array.of(0x30, body.length), body));
}
