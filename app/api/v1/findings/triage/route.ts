import { routes } from "#app/_server/api/routes.ts";
import { triageFindingsOperation } from "../../_operations/findings.ts";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = routes(triageFindingsOperation);
