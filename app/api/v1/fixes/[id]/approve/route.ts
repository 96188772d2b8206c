import { routes } from "#app/_server/api/routes.ts";
import { approveFixOperation } from "../../../_operations/fixes.ts";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = routes(approveFixOperation);
