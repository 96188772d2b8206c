import { exec, execFile } from "node:child_process";
import { promisify } from "node:util";
import { bookings } from "./bookings.ts";

const execAsync = promisify(exec);
const printer = process.env.PRINTER ?? "counter";

export function labelFor(code: string): string | null {
  const booking = bookings.get(code);
  if (booking === undefined) return null;
  return [`PARCEL ${booking.code}`, `PICK-UP ${booking.pickupToken}`, ""].join("\n");
}

/** Sends the label's file to the counter's printer. */
export async function printLabel(code: string): Promise<void> {
  await execAsync(`lp -d ${printer} -t ${code} labels/${code}.txt`);
}

/** Shows what waits at the printer; the name is the operator's own. */
export function queue(done: (error: Error | null, jobs: string) => void) {
  execFile("lpstat", ["-o", printer], done);
}
