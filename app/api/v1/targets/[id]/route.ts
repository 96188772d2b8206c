import { routes } from "#app/_server/api/routes.ts";
import { getTargetOperation } from "../../_operations/campaigns.ts";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = routes(getTargetOperation);
