import { Prisma } from "./generated/client.ts";

/** True when a change met a row that already holds its unique value. */
export function isUniqueViolation(error: unknown): boolean {
  return error instanceof Prisma.PrismaClientKnownRequestError && error.code === "P2002";
}
