import { cose, decodeCredentialPublicKey } from "@simplewebauthn/server/helpers";
import { concatBytes } from "#lib/base/index.ts";
import { ed25519SpkiOf, p256SpkiOf, signsApprovals } from "#lib/engines/verify/index.ts";

/**
 * The SubjectPublicKeyInfo of a passkey that can sign approvals: P-256 or Ed25519, of a COSE_Key
 * (RFC 9053). Null for any other, RSA among them: offline verifiers know these two alone.
 */
export function spkiOfPasskey(publicKey: Uint8Array): Uint8Array<ArrayBuffer> | null {
  const key = decodeCredentialPublicKey(Uint8Array.from(publicKey));
  if (cose.isCOSEPublicKeyEC2(key)) {
    const [x, y] = [key.get(cose.COSEKEYS.x), key.get(cose.COSEKEYS.y)];
    const isP256 = key.get(cose.COSEKEYS.crv) === cose.COSECRV.P256;
    if (!isP256 || x?.length !== 32 || y?.length !== 32) return null;
    return checked(p256SpkiOf(concatBytes(Uint8Array.of(4), x, y)));
  }
  if (cose.isCOSEPublicKeyOKP(key)) {
    const x = key.get(cose.COSEKEYS.x);
    const isEd25519 = key.get(cose.COSEKEYS.crv) === cose.COSECRV.ED25519;
    return isEd25519 && x?.length === 32 ? checked(ed25519SpkiOf(x)) : null;
  }
  return null;
}

function checked(spki: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> | null {
  return signsApprovals(spki) ? spki : null;
}
