import { createHmac } from "node:crypto";

/** Shows that one has the secret to whoever has it too, and gives it to nobody. */
export function proofOf(secret: string, challenge: string): string {
  return createHmac("sha256", secret).update(`hello ${challenge}`).digest("hex");
}
