import { join } from "node:path";

export const root = join(import.meta.dirname, "../..");
export const migrationsDirectory = join(root, "prisma/migrations");
export const environmentFile = join(root, ".env.local");

export function packageProgram(path: string): string {
  return join(root, "node_modules", path);
}
