import { createHash, generateKeyPairSync, randomBytes, sign } from "node:crypto";
import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from "@simplewebauthn/server";
import { isoCBOR } from "@simplewebauthn/server/helpers";

const flag = { present: 1, verified: 4, mayBackUp: 8, backedUp: 16, attested: 64 } as const;

/** What an authenticator, or a site that plays for one, may do wrong. */
export interface Deviation {
  readonly origin?: string;
  readonly rpId?: string;
  readonly challenge?: string;
  readonly counter?: number;
  readonly userVerified?: boolean;
  readonly type?: string;
}

/** A security key in software: ES256, attestation "none", one credential (WebAuthn Level 3, 6.5 and 6.3.3). */
export class Authenticator {
  readonly credentialId = randomBytes(24).toString("base64url");
  readonly #key = generateKeyPairSync("ec", { namedCurve: "P-256" });
  readonly #origin: string;
  readonly #rpId: string;
  #counter = 0;

  constructor(origin: string) {
    this.#origin = origin;
    this.#rpId = new URL(origin).hostname;
  }

  register(options: PublicKeyCredentialCreationOptionsJSON, wrong: Deviation = {}) {
    const credentialId = Buffer.from(this.credentialId, "base64url");
    const idSize = Buffer.alloc(2);
    idSize.writeUInt16BE(credentialId.length);
    const attested = Buffer.concat([Buffer.alloc(16), idSize, credentialId, this.#cosePublicKey()]);
    const authData = Buffer.concat([this.#authData(flag.attested, wrong), attested]);
    const attestation = new Map<string, Uint8Array | string | Map<string, never>>([
      ["fmt", "none"],
      ["attStmt", new Map<string, never>()],
      ["authData", new Uint8Array(authData)],
    ]);
    return this.#answer({
      clientDataJSON: this.#clientData("webauthn.create", options.challenge, wrong),
      attestationObject: Buffer.from(isoCBOR.encode(attestation)).toString("base64url"),
      transports: ["usb"],
    });
  }

  answer(options: PublicKeyCredentialRequestOptionsJSON, wrong: Deviation = {}) {
    const authData = this.#authData(0, wrong);
    const clientDataJSON = this.#clientData("webauthn.get", options.challenge, wrong);
    const hash = createHash("sha256").update(Buffer.from(clientDataJSON, "base64url")).digest();
    const signature = sign("sha256", Buffer.concat([authData, hash]), this.#key.privateKey);
    return this.#answer({
      clientDataJSON,
      authenticatorData: authData.toString("base64url"),
      signature: signature.toString("base64url"),
    });
  }

  #answer<Response>(response: Response) {
    return {
      id: this.credentialId,
      rawId: this.credentialId,
      type: "public-key" as const,
      clientExtensionResults: {},
      response,
    };
  }

  #clientData(type: string, challenge: string, wrong: Deviation): string {
    const data = {
      type: wrong.type ?? type,
      challenge: wrong.challenge ?? challenge,
      origin: wrong.origin ?? this.#origin,
      crossOrigin: false,
    };
    return Buffer.from(JSON.stringify(data)).toString("base64url");
  }

  #authData(more: number, wrong: Deviation): Buffer {
    this.#counter = wrong.counter ?? this.#counter + 1;
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(this.#counter);
    const verified = wrong.userVerified === false ? 0 : flag.verified;
    return Buffer.concat([
      createHash("sha256")
        .update(wrong.rpId ?? this.#rpId)
        .digest(),
      Buffer.from([flag.present | verified | more]),
      counter,
    ]);
  }

  #cosePublicKey(): Uint8Array {
    const { x = "", y = "" } = this.#key.publicKey.export({ format: "jwk" });
    const bytes = (text: string) => new Uint8Array(Buffer.from(text, "base64url"));
    return isoCBOR.encode(
      new Map<number, number | Uint8Array>([
        [1, 2],
        [3, -7],
        [-1, 1],
        [-2, bytes(x)],
        [-3, bytes(y)],
      ]),
    );
  }
}
