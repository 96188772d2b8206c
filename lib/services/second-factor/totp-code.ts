import { Secret, TOTP } from "otpauth";

const stepSeconds = 30;

/** RFC 6238 as every authenticator app has it: SHA-1, six digits, 30 seconds. */
export function totpOf(secret: Uint8Array, label: string): TOTP {
  return new TOTP({
    issuer: "Agent Etna",
    label,
    algorithm: "SHA1",
    digits: 6,
    period: stepSeconds,
    secret: new Secret({ buffer: Uint8Array.from(secret).buffer }),
  });
}

/** The time step that a code is of: this one, or one to either side for clocks that differ. Null for any other. */
export function stepOfCode(secret: Uint8Array, code: string, now: Date): bigint | null {
  const digits = code.replace(/\s/g, "");
  if (!/^\d{6}$/.test(digits)) return null;
  const timestamp = now.getTime();
  const delta = totpOf(secret, "").validate({ token: digits, timestamp, window: 1 });
  return delta === null ? null : BigInt(Math.floor(timestamp / 1000 / stepSeconds) + delta);
}
