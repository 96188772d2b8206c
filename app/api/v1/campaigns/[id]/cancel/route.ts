import { routes } from "#app/_server/api/routes.ts";
import { cancelCampaignOperation } from "../../../_operations/campaigns.ts";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = routes(cancelCampaignOperation);
