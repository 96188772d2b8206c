import { routes } from "#app/_server/api/routes.ts";
import { listFixesOperation } from "../_operations/fixes.ts";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = routes(listFixesOperation);
