import { AppError } from "#lib/base/index.ts";
import type { Suite } from "./suite.ts";

/** The attacks that come with Etna. */
export async function builtInSuite(): Promise<Suite> {
  throw new AppError("internal", "Not joined yet.");
}
