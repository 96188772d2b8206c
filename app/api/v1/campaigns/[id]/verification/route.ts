import { routes } from "#app/_server/api/routes.ts";
import { getReportVerificationOperation } from "../../../_operations/verification.ts";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = routes(getReportVerificationOperation);
