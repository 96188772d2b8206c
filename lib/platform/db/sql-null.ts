import { Prisma } from "./generated/client.ts";

/** NULL for a JSON column, whose own null is a value. */
export const sqlNull = Prisma.DbNull;
