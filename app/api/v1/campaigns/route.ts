import { routes } from "#app/_server/api/routes.ts";
import { listCampaignsOperation, startCampaignOperation } from "../_operations/campaigns.ts";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = routes(
  listCampaignsOperation,
  startCampaignOperation,
);
