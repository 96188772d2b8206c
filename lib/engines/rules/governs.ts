import { configPath } from "./config/schema.ts";
import { customFolder } from "./custom/schema.ts";

/** True for a file that says what a scan does: it is part of every tree that is scanned in part. */
export function bearsOnScan(path: string): boolean {
  return path === configPath || path.startsWith(customFolder);
}
