import { cache } from "react";
import { failedGates, listTargets } from "#lib/services/campaigns/index.ts";
import { countFindings } from "#lib/services/findings/index.ts";
import { countFixesToReview } from "#lib/services/fixes/index.ts";
import { listRepositories } from "#lib/services/repositories/index.ts";

// What both the console's shell and the pages in it show, asked of the database once a request.

export const openFindings = cache(countFindings);
export const fixesToReview = cache(countFixesToReview);
export const connectedRepositories = cache((organizationId: string) =>
  listRepositories(organizationId),
);
export const gatesToSee = cache(failedGates);
export const attackTargets = cache((organizationId: string) => listTargets(organizationId));
