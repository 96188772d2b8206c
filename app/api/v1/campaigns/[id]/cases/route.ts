import { routes } from "#app/_server/api/routes.ts";
import { listCasesOperation } from "../../../_operations/campaigns.ts";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = routes(listCasesOperation);
