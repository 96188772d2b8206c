import { isAppError } from "#lib/base/index.ts";
import { log } from "#lib/platform/log/index.ts";
import { followReview } from "./follow-review.ts";

/**
 * Takes over what happened to the review, for someone who is about to look at it. Returns why that
 * was not possible, in words; what is stored is then what can be shown.
 */
export async function lookAtReview(organizationId: string, fixId: string): Promise<string | null> {
  try {
    await followReview(organizationId, fixId);
    return null;
  } catch (error) {
    if (isAppError(error) && error.code !== "internal") return error.message;
    log.error({ err: error, fixId }, "a review could not be looked at");
    return "The repository could not be looked at. Try again soon.";
  }
}
