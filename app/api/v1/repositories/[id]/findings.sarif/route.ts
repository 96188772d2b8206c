import { routes } from "#app/_server/api/routes.ts";
import { exportSarifOperation } from "../../../_operations/findings.ts";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = routes(exportSarifOperation);
