import { routes } from "#app/_server/api/routes.ts";
import { getCampaignOperation } from "../../_operations/campaigns.ts";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = routes(getCampaignOperation);
