import { ForgeRefusal } from "../forge.ts";
import { refuse } from "./call.ts";

/** What the forge itself refuses, in GitLab's statuses. */
export async function asRefusal<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ForgeRefusal)) throw error;
    if (error.reason === "protected") {
      throw refuse(403, "403 Forbidden - You are not allowed to push into this branch");
    }
    if (error.reason === "archived") throw refuse(403, "403 Forbidden");
    if (error.reason === "not_found") throw refuse(404, "404 Branch Not Found");
    throw refuse(400, error.message);
  }
}
