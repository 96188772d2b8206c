import { routes } from "#app/_server/api/routes.ts";
import { startTaskOperation } from "../../../_operations/runs.ts";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = routes(startTaskOperation);
