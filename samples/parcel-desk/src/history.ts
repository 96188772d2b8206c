import { exec } from "node:child_process";

/** The last ten scans of a parcel at the counters, oldest first. */
export function lastScans(code: string, done: (error: Error | null, scans: string) => void) {
  exec(`grep ${code} data/scans.txt | tail -n 10`, done);
}
